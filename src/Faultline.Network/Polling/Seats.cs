namespace Faultline.Network.Polling;

/// <summary>
/// Who goes by which number. It is asked for each chunk of bytes, so a number says where whom it means sits; one
/// that is given back means nobody, also when somebody else sits there.
/// </summary>
/// <remarks>Who sits there knows his number himself: a seat would be one more thing to fetch for each chunk.</remarks>
internal sealed class Seats<T> where T : class, ISeated
{
    private const int IndexBits = 32;

    private readonly Lock gate = new();
    private readonly Stack<int> free = new();
    private T?[] seats = new T?[64];
    private int used;
    private ulong turns;

    /// <summary>Gives a number that nobody had before; never 0.</summary>
    public ulong Take(T who)
    {
        lock (gate)
        {
            var index = free.TryPop(out var left) ? left : used++;
            if (index == seats.Length)
            {
                var more = new T?[2 * seats.Length];
                seats.CopyTo(more, 0);
                Volatile.Write(ref seats, more);
            }

            var id = (++turns << IndexBits) | (uint)index;
            who.Seat = id;
            Volatile.Write(ref seats[index], who);
            return id;
        }
    }

    public void Give(ulong id)
    {
        lock (gate)
        {
            var index = (int)(uint)id;
            if (seats[index]?.Seat == id)
            {
                seats[index] = null;
                free.Push(index);
            }
        }
    }

    public T? Find(ulong id)
    {
        var who = Volatile.Read(ref Volatile.Read(ref seats)[(uint)id]);
        return who?.Seat == id ? who : null;
    }
}

/// <summary>Sits at one of <see cref="Seats{T}"/>, once.</summary>
internal interface ISeated
{
    /// <summary>The number that it goes by; 0 before it sits.</summary>
    ulong Seat { get; set; }
}
