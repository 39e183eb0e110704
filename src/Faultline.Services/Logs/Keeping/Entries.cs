using System.Runtime.InteropServices;
using Faultline.Api.Logs;
using Faultline.Services.Logs.Console;
using Faultline.Services.Logs.Events;
using Faultline.Store;

namespace Faultline.Services.Logs.Keeping;

/// <summary>How a group, its streams and its events are written down. Field numbers are on people's disks.</summary>
internal static class Entries
{
    public static void Write(EntryWriter entry, LogGroup shown, IReadOnlyDictionary<string, string> tags)
    {
        Structure.Write(entry, 1, shown);
        foreach (var (key, value) in tags)
        {
            using var nested = entry.Nest(2);
            entry.Text(1, key);
            entry.Text(2, value);
        }
    }

    public static (LogGroup Shown, Dictionary<string, string> Tags) Group(EntryReader entry)
    {
        var shown = new LogGroup();
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        while (entry.Next(out var field))
        {
            if (field == 1)
            {
                shown = Structure.Read<LogGroup>(entry);
            }
            else if (field == 2)
            {
                var (key, value) = Tag(entry.Nested());
                tags[key] = value;
            }
        }

        return (shown, tags);
    }

    public static void Write(EntryWriter entry, StreamState stream)
    {
        entry.Text(1, stream.Name);
        entry.Whole(2, stream.Created);
        if (stream.LastEvent is { } newest)
        {
            entry.Whole(3, newest);
        }

        if (stream.LastIngested is { } ingested)
        {
            entry.Whole(4, ingested);
        }

        if (stream.Console is { } console)
        {
            entry.Whole(5, console.Taken);
            entry.Bytes(6, console.End);
        }
    }

    public static StreamState Stream(ulong number, EntryReader entry)
    {
        var (name, created, taken) = ("", 0L, (long?)null);
        var (newest, ingested) = ((long?)null, (long?)null);
        byte[] end = [];
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1: name = entry.Text(); break;
                case 2: created = entry.Whole(); break;
                case 3: newest = entry.Whole(); break;
                case 4: ingested = entry.Whole(); break;
                case 5: taken = entry.Whole(); break;
                case 6: end = entry.Bytes().ToArray(); break;
                default: break;
            }
        }

        return new(number, name, created)
        {
            LastEvent = newest,
            LastIngested = ingested,
            Console = taken is { } bytes ? new(bytes, end) : null,
        };
    }

    public static void Write(EntryWriter entry, Parcel parcel)
    {
        var (begin, texts, marks) = parcel.Content;
        entry.Whole(1, (long)parcel.Stream);
        entry.Whole(2, parcel.Ingested);
        entry.Whole(3, begin);
        entry.Bytes(4, MemoryMarshal.AsBytes(marks.AsSpan()));
        entry.Bytes(5, texts);
    }

    public static Parcel Parcel(ulong first, EntryReader entry)
    {
        var (stream, ingested, begin) = (0UL, 0L, 0L);
        byte[] texts = [];
        int[] marks = [];
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1: stream = (ulong)entry.Whole(); break;
                case 2: ingested = entry.Whole(); break;
                case 3: begin = entry.Whole(); break;
                case 4: marks = Marks(entry.Bytes()); break;
                case 5: texts = entry.Bytes().ToArray(); break;
                default: break;
            }
        }

        return new(stream, first, ingested, begin, texts, marks);
    }

    /// <summary>They need not lie where numbers do.</summary>
    private static int[] Marks(ReadOnlySpan<byte> bytes)
    {
        var marks = new int[bytes.Length / sizeof(int)];
        bytes.CopyTo(MemoryMarshal.AsBytes(marks.AsSpan()));
        return marks;
    }

    private static (string Key, string Value) Tag(EntryReader entry)
    {
        var (key, value) = ("", "");
        while (entry.Next(out var field))
        {
            (key, value) = field switch
            {
                1 => (entry.Text(), value),
                2 => (key, entry.Text()),
                _ => (key, value),
            };
        }

        return (key, value);
    }
}
