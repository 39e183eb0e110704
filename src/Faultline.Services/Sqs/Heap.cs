using System.Runtime.InteropServices;

namespace Faultline.Services.Sqs;

/// <summary>
/// Messages by the hour of something, the earliest first. Each message knows its own place in the heap, so that one in
/// the middle can be moved or taken out in O(log n); one that comes in order costs O(1).
/// </summary>
internal sealed class Heap<TOrder> where TOrder : IHeapOrder
{
    private readonly List<Message> items = [];

    public int Count => items.Count;

    public Message? First => items.Count > 0 ? items[0] : null;

    /// <summary>Makes room for so many at once.</summary>
    public void Expect(int count) => items.EnsureCapacity(count);

    public void Add(Message message)
    {
        items.Add(message);
        Rise(items.Count - 1, message);
    }

    public void Remove(Message message)
    {
        var at = TOrder.IndexOf(message);
        if (at < 0)
        {
            return;
        }

        TOrder.IndexOf(message) = -1;
        var last = items[^1];
        items.RemoveAt(items.Count - 1);
        if (last != message)
        {
            Settle(at, last);
        }
    }

    /// <summary>The message's hour has changed.</summary>
    public void Moved(Message message) => Settle(TOrder.IndexOf(message), message);

    private void Settle(int at, Message message)
    {
        if (at > 0 && Earlier(message, items[(at - 1) / 2]))
        {
            Rise(at, message);
        }
        else
        {
            Sink(at, message);
        }
    }

    private void Rise(int at, Message message)
    {
        var all = CollectionsMarshal.AsSpan(items);
        while (at > 0)
        {
            var above = (at - 1) / 2;
            if (!Earlier(message, all[above]))
            {
                break;
            }

            Put(all, at, all[above]);
            at = above;
        }

        Put(all, at, message);
    }

    private void Sink(int at, Message message)
    {
        var all = CollectionsMarshal.AsSpan(items);
        while (true)
        {
            var below = (2 * at) + 1;
            if (below >= all.Length)
            {
                break;
            }

            if (below + 1 < all.Length && Earlier(all[below + 1], all[below]))
            {
                below++;
            }

            if (!Earlier(all[below], message))
            {
                break;
            }

            Put(all, at, all[below]);
            at = below;
        }

        Put(all, at, message);
    }

    private static void Put(Span<Message> all, int at, Message message)
    {
        all[at] = message;
        TOrder.IndexOf(message) = at;
    }

    private static bool Earlier(Message one, Message other)
    {
        var (a, b) = (TOrder.HourOf(one), TOrder.HourOf(other));
        return a < b || (a == b && one.Number < other.Number);
    }
}

/// <summary>Which hour a heap goes by, and where a message notes its place in it.</summary>
internal interface IHeapOrder
{
    static abstract long HourOf(Message message);

    static abstract ref int IndexOf(Message message);
}

/// <summary>By the end of the delay or of the visibility timeout.</summary>
internal readonly struct ByDue : IHeapOrder
{
    public static long HourOf(Message message) => message.Due;

    public static ref int IndexOf(Message message) => ref message.DueIndex;
}

/// <summary>By the hour of sending, which retention counts from.</summary>
internal readonly struct BySent : IHeapOrder
{
    public static long HourOf(Message message) => message.Sent;

    public static ref int IndexOf(Message message) => ref message.SentIndex;
}
