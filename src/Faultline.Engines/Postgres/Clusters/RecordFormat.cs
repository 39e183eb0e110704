using Faultline.Store;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>A record as bytes. The numbers of its fields are on people's disks.</summary>
internal static class RecordFormat
{
    public static byte[] Write(ClusterRecord record) => EntryWriter.Entry(to =>
    {
        to.Whole(1, record.Epoch);
        to.Text(2, record.Writer);
        to.Whole(3, (int)record.Stage);
        to.Flag(4, record.IsMade);
        to.Flag(5, record.IsReplica);
        to.Flag(6, record.IsStopped);
        to.Flag(7, record.IsDown);
        to.Flag(8, record.LacksFeed);
        to.Whole(9, record.Restarts);
        to.Whole(10, record.RestartAsked);
        to.Whole(11, record.Failovers);
        to.Whole(12, record.FailoverAsked);
        to.Text(13, record.Owner);
        to.Text(14, record.Failed);
        to.Whole(15, record.EventsSoFar);
        foreach (var member in record.Members)
        {
            using var nested = to.Nest(16);
            to.Text(1, member.Key);
            to.Whole(2, (int)member.Standing);
            to.Time(3, member.Until);
        }

        foreach (var each in record.Events)
        {
            using var nested = to.Nest(17);
            Write(to, each);
        }
    });

    public static ClusterRecord Read(ReadOnlySpan<byte> bytes)
    {
        var record = ClusterRecord.Blank;
        var from = new EntryReader(bytes);
        while (from.Next(out var field))
        {
            record = field switch
            {
                1 => record with { Epoch = from.Whole() },
                2 => record with { Writer = from.Text() },
                3 => record with { Stage = (WriterStage)from.Whole() },
                4 => record with { IsMade = from.Flag() },
                5 => record with { IsReplica = from.Flag() },
                6 => record with { IsStopped = from.Flag() },
                7 => record with { IsDown = from.Flag() },
                8 => record with { LacksFeed = from.Flag() },
                9 => record with { Restarts = (int)from.Whole() },
                10 => record with { RestartAsked = (int)from.Whole() },
                11 => record with { Failovers = (int)from.Whole() },
                12 => record with { FailoverAsked = (int)from.Whole() },
                13 => record with { Owner = from.Text() },
                14 => record with { Failed = from.Text() },
                15 => record with { EventsSoFar = from.Whole() },
                16 => record with { Members = record.Members.Add(Member(from.Nested())) },
                17 => record with { Events = record.Events.Add(Event(from.Nested())) },
                _ => record,
            };
        }

        return record;
    }

    private static void Write(EntryWriter to, ClusterEvent each)
    {
        to.Whole(1, each.Number);
        to.Time(2, each.At);
        to.Whole(3, (int)each.Kind);
        to.Text(4, each.Member);
        to.Text(5, each.Why);
        if (each.Parts is { } parts)
        {
            to.Whole(6, parts.Detect.Ticks);
            to.Whole(7, parts.Fence.Ticks);
            to.Whole(8, parts.Promote.Ticks);
            to.Whole(9, parts.Repoint.Ticks);
        }
    }

    private static MemberRecord Member(EntryReader from)
    {
        var member = new MemberRecord("", Standing.Making);
        while (from.Next(out var field))
        {
            member = field switch
            {
                1 => member with { Key = from.Text() },
                2 => member with { Standing = (Standing)from.Whole() },
                3 => member with { Until = from.Time() },
                _ => member,
            };
        }

        return member;
    }

    private static ClusterEvent Event(EntryReader from)
    {
        var each = new ClusterEvent(0, default, default);
        FailoverParts? parts = null;
        while (from.Next(out var field))
        {
            var part = field is >= 6 and <= 9 ? TimeSpan.FromTicks(from.Whole()) : default;
            parts = field is >= 6 and <= 9 ? parts ?? new(default, default, default, default) : parts;
            (each, parts) = field switch
            {
                1 => (each with { Number = from.Whole() }, parts),
                2 => (each with { At = from.Time() }, parts),
                3 => (each with { Kind = (ClusterEventKind)from.Whole() }, parts),
                4 => (each with { Member = from.Text() }, parts),
                5 => (each with { Why = from.Text() }, parts),
                6 => (each, parts! with { Detect = part }),
                7 => (each, parts! with { Fence = part }),
                8 => (each, parts! with { Promote = part }),
                9 => (each, parts! with { Repoint = part }),
                _ => (each, parts),
            };
        }

        return each with { Parts = parts };
    }
}
