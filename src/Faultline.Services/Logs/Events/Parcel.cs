using System.Text;

namespace Faultline.Services.Logs.Events;

/// <summary>
/// The events that came with one call, as they are held: their texts one after the other, and for each the hour
/// (milliseconds after the first) and where its text ends. It never changes.
/// </summary>
internal sealed class Parcel
{
    private readonly long begin;
    private readonly byte[] texts;
    private readonly int[] marks;

    public Parcel(ulong stream, ulong first, long ingested, long begin, byte[] texts, int[] marks)
    {
        (Stream, First, Ingested) = (stream, first, ingested);
        (this.begin, this.texts, this.marks) = (begin, texts, marks);
    }

    /// <summary>The number of its stream.</summary>
    public ulong Stream { get; }

    /// <summary>The number of its first event; the others follow without gaps.</summary>
    public ulong First { get; }

    public ulong Last => First + (ulong)Count - 1;

    /// <summary>When it came.</summary>
    public long Ingested { get; }

    public int Count => marks.Length / 2;

    /// <summary>What AWS counts of it: its texts, and a share for each event.</summary>
    public long Bytes => texts.Length + ((long)Count * Limits.EventOverheadBytes);

    public (long Begin, byte[] Texts, int[] Marks) Content => (begin, texts, marks);

    public long Newest => begin + marks[^2];

    /// <summary>Packs events in the order of their hours; there is at least one.</summary>
    public static Parcel Of(ulong stream, ulong first, long ingested, IReadOnlyList<(long Time, byte[] Text)> events)
    {
        var texts = new byte[events.Sum(each => each.Text.Length)];
        var marks = new int[events.Count * 2];
        var end = 0;
        for (var i = 0; i < events.Count; i++)
        {
            events[i].Text.CopyTo(texts, end);
            end += events[i].Text.Length;
            (marks[2 * i], marks[(2 * i) + 1]) = ((int)(events[i].Time - events[0].Time), end);
        }

        return new(stream, first, ingested, events[0].Time, texts, marks);
    }

    public Position PositionOf(int index) => new(begin + marks[2 * index], First + (ulong)index);

    public ReadOnlyMemory<byte> TextOf(int index)
    {
        var from = index == 0 ? 0 : marks[(2 * index) - 1];
        return texts.AsMemory(from, marks[(2 * index) + 1] - from);
    }

    public string MessageOf(int index) => Encoding.UTF8.GetString(TextOf(index).Span);
}

/// <summary>One event, where it lies.</summary>
internal readonly record struct Spot(Parcel Parcel, int Index)
{
    public Position Position => Parcel.PositionOf(Index);

    public ReadOnlyMemory<byte> Text => Parcel.TextOf(Index);
}
