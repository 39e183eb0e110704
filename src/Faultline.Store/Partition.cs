namespace Faultline.Store;

/// <summary>One part of the state with one writer at a time: what is taken, changed and kept as one.</summary>
public sealed class Partition<TState> where TState : class, IState
{
    internal Partition(Slot slot, TState state)
    {
        Slot = slot;
        State = state;
    }

    public string Name => Slot.Name;

    /// <summary>Whether it was dropped. Who waited for it may still look at it, and change nothing.</summary>
    public bool Dropped => Slot.Dropped;

    internal Slot Slot { get; }

    internal TState State { get; }

    /// <summary>Waits for the turn.</summary>
    public ValueTask<Held<TState>> Take(CancellationToken ct)
    {
        var taken = Slot.Take(ct);
        return taken.IsCompletedSuccessfully ? new(new Held<TState>(this, taken.Result)) : new(Taken(taken));
    }

    private async Task<Held<TState>> Taken(ValueTask<long> taken) => new(this, await taken);
}
