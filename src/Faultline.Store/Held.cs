namespace Faultline.Store;

/// <summary>
/// The turn at a partition. <see cref="Keep"/> writes down what changed and gives the turn back at once; its task ends
/// when the change is as durable as the store promises, together with everything the answer may have seen. Disposing
/// after that does nothing; disposing without it hands over whatever changed and waits for nothing.
/// </summary>
public readonly struct Held<TState> : IDisposable where TState : class, IState
{
    public TState State => throw new NotSupportedException();

    public ValueTask Keep() => throw new NotSupportedException();

    /// <summary>Keeps what changed in two partitions as one: after a crash both are there, or neither.</summary>
    public ValueTask KeepWith<TOther>(Held<TOther> other) where TOther : class, IState => throw new NotSupportedException();

    /// <summary>Deletes the partition with all its entries; durable as with <see cref="Keep"/>.</summary>
    public ValueTask Drop() => throw new NotSupportedException();

    public void Dispose() => throw new NotSupportedException();
}
