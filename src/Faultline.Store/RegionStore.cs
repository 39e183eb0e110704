using Faultline.Kernel;

namespace Faultline.Store;

/// <summary>Everything that one region keeps: its partitions over its journal, in its own folder.</summary>
public sealed class RegionStore : IAsyncDisposable
{
    /// <summary>Opens the region's folder and recovers the journal's index; states are loaded as their partitions open.</summary>
    public static ValueTask<RegionStore> Open(Node node, IDisk disk, StoreOptions options) => throw new NotSupportedException();

    /// <summary>The names of the partitions that are kept and begin so, in order.</summary>
    public IReadOnlyList<string> Names(string prefix) => throw new NotSupportedException();

    /// <summary>Opens a partition, or makes it. What was kept is loaded into the state before this returns.</summary>
    public Partition<TState> Open<TState>(string name, TState state) where TState : class, IState =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}

/// <summary>How a store writes.</summary>
public sealed record StoreOptions(Durability Durability = Durability.Strict);
