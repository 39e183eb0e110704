using Faultline.Kernel;

namespace Faultline.Engines.Volumes;

/// <summary>A turn for each name that somebody wants: what has one name happens one after the other.</summary>
internal sealed class Turns
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Seat> seats = [];

    /// <summary>Waits for the turn of a name; disposing what this gives gives the turn back.</summary>
    public async ValueTask<IDisposable> Take(string name, CancellationToken ct)
    {
        Seat? seat;
        lock (gate)
        {
            if (!seats.TryGetValue(name, out seat))
            {
                seats.Add(name, seat = new(this, name));
            }

            seat.Users++;
        }

        try
        {
            await seat.Turn.Take(ct);
            return seat;
        }
        catch
        {
            Leave(seat);
            throw;
        }
    }

    private void Leave(Seat seat)
    {
        lock (gate)
        {
            if (--seat.Users == 0)
            {
                seats.Remove(seat.Name);
            }
        }
    }

    /// <summary>One name's turn, there as long as somebody has it or waits for it.</summary>
    private sealed class Seat(Turns turns, string name) : IDisposable
    {
        public string Name { get; } = name;

        public Turn Turn { get; } = new();

        public int Users { get; set; }

        public void Dispose()
        {
            Turn.Give();
            turns.Leave(this);
        }
    }
}
