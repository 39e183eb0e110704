namespace Faultline.Network.Polling;

/// <summary>
/// Who goes by which number. It is asked for each chunk of bytes, so a number says where whom it means sits; one
/// that is given back means nobody, also when somebody else sits there.
/// </summary>
internal sealed class Seats<T> where T : class
{
    private const int IndexBits = 32;

    private readonly Lock gate = new();
    private readonly Stack<int> free = new();
    private Seat?[] seats = new Seat?[64];
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
                var more = new Seat?[2 * seats.Length];
                seats.CopyTo(more, 0);
                Volatile.Write(ref seats, more);
            }

            var id = (++turns << IndexBits) | (uint)index;
            Volatile.Write(ref seats[index], new(id, who));
            return id;
        }
    }

    public void Give(ulong id)
    {
        lock (gate)
        {
            var index = (int)(uint)id;
            if (seats[index]?.Id == id)
            {
                seats[index] = null;
                free.Push(index);
            }
        }
    }

    public T? Find(ulong id)
    {
        var seat = Volatile.Read(ref Volatile.Read(ref seats)[(uint)id]);
        return seat?.Id == id ? seat.Who : null;
    }

    private sealed record Seat(ulong Id, T Who);
}
