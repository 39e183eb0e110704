namespace Faultline.Store;

/// <summary>One part of the state with one writer at a time: what is taken, changed and kept as one.</summary>
public sealed class Partition<TState> where TState : class, IState
{
    public string Name => throw new NotSupportedException();

    /// <summary>Waits for the turn.</summary>
    public ValueTask<Held<TState>> Take(CancellationToken ct) => throw new NotSupportedException();
}
