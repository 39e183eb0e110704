using System.Buffers.Binary;
using Faultline.Store;

namespace Faultline.Services.Sqs;

// Field numbers are on people's disks: once used, they keep their meaning.

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

    /// <summary>Reads a message that shares with the one before what is the same in both.</summary>
    public static Message Read(ulong number, EntryReader entry, Message? before)
    {
        var reading = new Reading(before);
        while (entry.Next(out var field))
        {
            reading.Take(field, ref entry);
        }

        return reading.Done(number);
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

    /// <summary>What is read so far: a letter is made once, when all of it is there.</summary>
    private ref struct Reading(Message? before)
    {
        private ReadOnlySpan<byte> ids;
        private byte[] body = [];
        private long sent;
        private long due;
        private long firstReceived;
        private int elsewhere;
        private string sender = "";
        private string? group;
        private string? deduplication;
        private string? trace;
        private string? source;
        private List<MessageAttribute>? attributes;

        public void Take(int field, ref EntryReader entry)
        {
            switch (field)
            {
                case 1:
                    ids = entry.Bytes();
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
                    sender = Shared(entry.Text(before?.Letter.SenderId), before?.Letter.SenderId);
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
                    source = Shared(entry.Text(before?.SourceArn), before?.SourceArn);
                    break;
                case 10:
                    elsewhere = (int)entry.Whole();
                    break;
                case 11:
                    firstReceived = entry.Whole();
                    break;
                case 12:
                    (attributes ??= []).Add(ReadAttribute(entry.Nested()));
                    break;
                default:
                    break;
            }
        }

        private static string Shared(string text, string? before) =>
            ReferenceEquals(text, before) ? text : string.Intern(text);

        public readonly Message Done(ulong number) => new()
        {
            Number = number,
            Letter = new()
            {
                Id = new(ids[..16], bigEndian: true),
                Body = body,
                BodyMd5 = BinaryPrimitives.ReadUInt128BigEndian(ids[16..]),
                SenderId = sender,
                GroupId = group,
                DeduplicationId = deduplication,
                TraceHeader = trace,
                Attributes = attributes is null ? null : new(attributes),
            },
            Sent = sent,
            Due = Math.Max(due, sent),
            Receives = elsewhere,
            ReceivesElsewhere = elsewhere,
            FirstReceived = firstReceived,
            SourceArn = source,
        };
    }
}
