namespace Faultline.Store;

/// <summary>
/// The turn at a partition. <see cref="Keep"/> writes down what changed and gives the turn back at once; its task ends
/// when the change is as durable as the store promises, together with everything the answer may have seen. Disposing
/// after that does nothing; disposing without it takes back whatever changed, or hands it over where the state
/// cannot do that, and waits for nothing.
/// </summary>
public readonly struct Held<TState> : IDisposable where TState : class, IState
{
    private readonly Partition<TState> partition;

    // The turn as it was given: whoever comes with an older one has given it back already.
    private readonly long epoch;

    internal Held(Partition<TState> partition, long epoch)
    {
        this.partition = partition;
        this.epoch = epoch;
    }

    public TState State => partition.State;

    public ValueTask Keep() => partition.Slot.Keep(epoch);

    /// <summary>Keeps what changed in two partitions as one: after a crash both are there, or neither.</summary>
    public ValueTask KeepWith<TOther>(Held<TOther> other) where TOther : class, IState =>
        partition.Slot.KeepWith(epoch, other.partition.Slot, other.epoch);

    /// <summary>Deletes the partition with all its entries; durable as with <see cref="Keep"/>.</summary>
    public ValueTask Drop() => partition.Slot.Drop(epoch);

    public void Dispose() => partition?.Slot.Dispose(epoch);
}
