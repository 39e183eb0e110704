using System.Buffers.Binary;
using Faultline.Store;

namespace Faultline.Services.Sqs;

// The entries of a queue's partition. Field numbers are on people's disks: once used, they keep their meaning.

/// <summary>What was sent, and when.</summary>
internal static class LetterEntry
{
    public static void Write(EntryWriter entry, Message message)
    {
        var letter = message.Letter;
        Span<byte> ids = stackalloc byte[32];
        letter.Id.TryWriteBytes(ids, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt128BigEndian(ids[16..], letter.BodyMd5);
        entry.Bytes(1, ids);
        entry.Bytes(2, letter.Body);
        entry.Whole(3, message.Sent);
        if (message.Due > message.Sent && message.Receives == message.ReceivesElsewhere)
        {
            entry.Whole(4, message.Due);
        }

        entry.Text(5, letter.SenderId);
        entry.Text(6, letter.GroupId);
        entry.Text(7, letter.DeduplicationId);
        entry.Text(8, letter.TraceHeader);
        entry.Text(9, message.SourceArn);
        if (message.ReceivesElsewhere > 0)
        {
            entry.Whole(10, message.ReceivesElsewhere);
            entry.Whole(11, message.FirstReceived);
        }

        foreach (var attribute in letter.Attributes?.All ?? [])
        {
            using (entry.Nest(12))
            {
                entry.Text(1, attribute.Name);
                entry.Text(2, attribute.DataType);
                entry.Text(3, attribute.Text);
                if (attribute.Binary is { } bytes)
                {
                    entry.Bytes(4, bytes);
                }
            }
        }
    }

    public static Message Read(ulong number, EntryReader entry)
    {
        var (id, md5, body, sent, due, elsewhere, first) = (default(Guid), default(UInt128), Array.Empty<byte>(), 0L, 0L, 0, 0L);
        var (sender, group, deduplication, trace, source) = ("", (string?)null, (string?)null, (string?)null, (string?)null);
        List<MessageAttribute>? attributes = null;
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    var ids = entry.Bytes();
                    (id, md5) = (new(ids[..16], bigEndian: true), BinaryPrimitives.ReadUInt128BigEndian(ids[16..]));
                    break;
                case 2:
                    body = entry.Bytes().ToArray();
                    break;
                case 3:
                    sent = entry.Whole();
                    break;
                case 4:
                    due = entry.Whole();
                    break;
                case 5:
                    sender = string.Intern(entry.Text());
                    break;
                case 6:
                    group = entry.Text();
                    break;
                case 7:
                    deduplication = entry.Text();
                    break;
                case 8:
                    trace = entry.Text();
                    break;
                case 9:
                    source = string.Intern(entry.Text());
                    break;
                case 10:
                    elsewhere = (int)entry.Whole();
                    break;
                case 11:
                    first = entry.Whole();
                    break;
                case 12:
                    (attributes ??= []).Add(ReadAttribute(entry.Nested()));
                    break;
                default:
                    break;
            }
        }

        var letter = new Letter
        {
            Id = id,
            Body = body,
            BodyMd5 = md5,
            SenderId = sender,
            GroupId = group,
            DeduplicationId = deduplication,
            TraceHeader = trace,
            Attributes = attributes is null ? null : new(attributes),
        };
        return new()
        {
            Number = number,
            Letter = letter,
            Sent = sent,
            Due = Math.Max(due, sent),
            Receives = elsewhere,
            ReceivesElsewhere = elsewhere,
            FirstReceived = first,
            SourceArn = source,
        };
    }

    private static MessageAttribute ReadAttribute(EntryReader entry)
    {
        var (name, type, text, bytes) = ("", "", (string?)null, (byte[]?)null);
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    name = entry.Text();
                    break;
                case 2:
                    type = entry.Text();
                    break;
                case 3:
                    text = entry.Text();
                    break;
                case 4:
                    bytes = entry.Bytes().ToArray();
                    break;
                default:
                    break;
            }
        }

        return new(name, type, text, bytes);
    }
}

/// <summary>How often and until when a message was received: all that a receive writes.</summary>
internal static class StatusEntry
{
    public static void Write(EntryWriter entry, Message message)
    {
        entry.Whole(1, message.Receives);
        entry.Whole(2, message.Due);
        entry.Whole(3, message.FirstReceived);
        entry.Whole(4, message.LastReceived);
        if (message.Changed)
        {
            entry.Flag(5, true);
        }
    }

    public static void Read(EntryReader entry, Message message)
    {
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    message.Receives = (int)entry.Whole();
                    break;
                case 2:
                    message.Due = entry.Whole();
                    break;
                case 3:
                    message.FirstReceived = entry.Whole();
                    break;
                case 4:
                    message.LastReceived = entry.Whole();
                    break;
                case 5:
                    message.Changed = entry.Flag();
                    break;
                default:
                    break;
            }
        }
    }
}

/// <summary>An acknowledged FIFO send.</summary>
internal static class SightingEntry
{
    public static void Write(EntryWriter entry, Sighting sighting)
    {
        entry.Text(1, sighting.Group);
        entry.Text(2, sighting.Id);
        Span<byte> id = stackalloc byte[16];
        sighting.MessageId.TryWriteBytes(id, bigEndian: true, out _);
        entry.Bytes(3, id);
        entry.Whole(4, sighting.Until);
    }

    public static Sighting Read(ulong number, EntryReader entry)
    {
        var sighting = new Sighting(number, null, "", default, 0);
        while (entry.Next(out var field))
        {
            sighting = field switch
            {
                1 => sighting with { Group = entry.Text() },
                2 => sighting with { Id = entry.Text() },
                3 => sighting with { MessageId = new(entry.Bytes(), bigEndian: true) },
                4 => sighting with { Until = entry.Whole() },
                _ => sighting,
            };
        }

        return sighting;
    }
}

/// <summary>What a receive attempt gave.</summary>
internal static class AttemptEntry
{
    public static void Write(EntryWriter entry, Attempt attempt)
    {
        entry.Text(1, attempt.Id);
        entry.Whole(2, attempt.Until);
        foreach (var (message, receives) in attempt.Gave)
        {
            using (entry.Nest(3))
            {
                entry.Whole(1, (long)message);
                entry.Whole(2, receives);
            }
        }
    }

    public static Attempt Read(ulong number, EntryReader entry)
    {
        var (id, until, gave) = ("", 0L, new List<(ulong, int)>());
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    id = entry.Text();
                    break;
                case 2:
                    until = entry.Whole();
                    break;
                case 3:
                    var (message, receives) = (0UL, 0);
                    var nested = entry.Nested();
                    while (nested.Next(out var inner))
                    {
                        message = inner == 1 ? (ulong)nested.Whole() : message;
                        receives = inner == 2 ? (int)nested.Whole() : receives;
                    }

                    gave.Add((message, receives));
                    break;
                default:
                    break;
            }
        }

        return new(number, id, until, gave);
    }
}
