using Faultline.Store;

namespace Faultline.Services.Sqs;

/// <summary>The queue itself. Field numbers are on people's disks: once used, they keep their meaning.</summary>
internal sealed class QueueEntry
{
    public QueueSettings Settings { get; private set; } = new();

    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public ulong Incarnation { get; private set; }

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset Modified { get; private set; }

    public DateTimeOffset? Purged { get; private set; }

    public static void Write(EntryWriter entry, QueueState queue)
    {
        var settings = queue.Settings;
        entry.Whole(1, (long)queue.Incarnation);
        entry.Time(2, queue.Created);
        entry.Time(3, queue.Modified);
        entry.Time(4, queue.Purged);
        entry.Flag(5, settings.Fifo);
        entry.Whole(6, settings.DelaySeconds);
        entry.Whole(7, settings.MaximumMessageSize);
        entry.Whole(8, settings.MessageRetentionPeriod);
        entry.Whole(9, settings.ReceiveMessageWaitTimeSeconds);
        entry.Whole(10, settings.VisibilityTimeout);
        entry.Text(11, settings.Policy);
        entry.Text(12, settings.Redrive?.ToString());
        entry.Text(13, settings.RedriveAllow?.ToString());
        entry.Text(14, settings.KmsMasterKeyId);
        entry.Whole(15, settings.KmsDataKeyReusePeriodSeconds);
        entry.Flag(16, settings.SqsManagedSse);
        entry.Flag(17, settings.ContentBasedDeduplication);
        entry.Flag(18, settings.DeduplicatesByGroup);
        entry.Flag(19, settings.ThroughputByGroup);
        foreach (var (key, value) in queue.Tags)
        {
            using (entry.Nest(20))
            {
                entry.Text(1, key);
                entry.Text(2, value);
            }
        }
    }

    public static QueueEntry Read(EntryReader reader)
    {
        var entry = new QueueEntry();
        while (reader.Next(out var field))
        {
            entry.Settings = field switch
            {
                5 => entry.Settings with { Fifo = reader.Flag() },
                6 => entry.Settings with { DelaySeconds = (int)reader.Whole() },
                7 => entry.Settings with { MaximumMessageSize = (int)reader.Whole() },
                8 => entry.Settings with { MessageRetentionPeriod = (int)reader.Whole() },
                9 => entry.Settings with { ReceiveMessageWaitTimeSeconds = (int)reader.Whole() },
                10 => entry.Settings with { VisibilityTimeout = (int)reader.Whole() },
                11 => entry.Settings with { Policy = reader.Text() },
                12 => entry.Settings with { Redrive = RedrivePolicy.Parse(reader.Text()) },
                13 => entry.Settings with { RedriveAllow = RedriveAllowPolicy.Parse(reader.Text()) },
                14 => entry.Settings with { KmsMasterKeyId = reader.Text() },
                15 => entry.Settings with { KmsDataKeyReusePeriodSeconds = (int)reader.Whole() },
                16 => entry.Settings with { SqsManagedSse = reader.Flag() },
                17 => entry.Settings with { ContentBasedDeduplication = reader.Flag() },
                18 => entry.Settings with { DeduplicatesByGroup = reader.Flag() },
                19 => entry.Settings with { ThroughputByGroup = reader.Flag() },
                _ => entry.Settings,
            };
            switch (field)
            {
                case 1:
                    entry.Incarnation = (ulong)reader.Whole();
                    break;
                case 2:
                    entry.Created = reader.Time();
                    break;
                case 3:
                    entry.Modified = reader.Time();
                    break;
                case 4:
                    entry.Purged = reader.Time();
                    break;
                case 20:
                    entry.ReadTag(reader.Nested());
                    break;
                default:
                    break;
            }
        }

        return entry;
    }

    private void ReadTag(EntryReader reader)
    {
        var (key, value) = ("", "");
        while (reader.Next(out var field))
        {
            key = field == 1 ? reader.Text() : key;
            value = field == 2 ? reader.Text() : value;
        }

        Tags[key] = value;
    }
}
