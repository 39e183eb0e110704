using Faultline.Kernel;

namespace Faultline.Store;

/// <summary>Everything that one region keeps: its partitions over its journal, in its own folder.</summary>
public sealed class RegionStore : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly SortedSet<string> kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Recovered> recovered = new(StringComparer.Ordinal);
    private readonly HashSet<string> open = new(StringComparer.Ordinal);
    private readonly IDisk disk;
    private readonly Spares spares;
    private Segments? segments;
    private Journal? journal;
    private Snapshots? snapshots;
    private Recovery? recovery;
    private uint nextNumber = 1;
    private bool disposed;

    private RegionStore(IDisk disk) => (this.disk, spares) = (disk, new(disk));

    /// <summary>Opens the region's folder, which is the disk, and recovers; partitions load as they open.</summary>
    public static async ValueTask<RegionStore> Open(Node node, IDisk disk, StoreOptions options)
    {
        var store = new RegionStore(disk);
        if (options.Durability != Durability.None)
        {
            try
            {
                await store.Recover(node, options);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new StateUnusable($"The state of {node.Name} cannot be opened: {failure.Message}", failure);
            }
        }

        return store;
    }

    /// <summary>A write or a sync failed; until the store is opened again nothing more is promised.</summary>
    public bool IsBroken => journal?.IsBroken ?? false;

    /// <summary>The names that begin so, in order, of the partitions in which something was kept.</summary>
    public IReadOnlyList<string> Names(string prefix)
    {
        lock (gate)
        {
            return [.. kept.GetViewBetween(prefix, prefix + char.MaxValue)
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }

    /// <summary>Opens a partition, or makes it. What was kept is loaded into the state before this returns.</summary>
    public Partition<TState> Open<TState>(string name, TState state) where TState : class, IState
    {
        lock (gate)
        {
            if (!open.Add(name))
            {
                throw new InvariantBroken($"The partition {name} is opened twice.");
            }

            if (!recovered.Remove(name, out var found))
            {
                state.Loaded();
                return new(new(this, journal, name, nextNumber++, state, declared: false), state);
            }

            Load(found.Shelf, state);
            if (recovered.Count == 0)
            {
                EndRecovery();
            }

            return new(new(this, journal, name, found.Number, state, declared: true), state);
        }
    }

    /// <summary>Writes what was handed over and closes the files. Whoever comes afterwards is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        if (snapshots is not null)
        {
            await snapshots.DisposeAsync();
        }

        if (journal is not null && segments is not null)
        {
            await journal.Close();
            await segments.Settle();
            segments.Dispose();
        }

        EndRecovery();
    }

    internal void Declared(string name)
    {
        lock (gate)
        {
            kept.Add(name);
        }
    }

    internal void Forget(string name)
    {
        lock (gate)
        {
            kept.Remove(name);
            open.Remove(name);
        }
    }

    private async ValueTask Recover(Node node, StoreOptions options)
    {
        recovery = new Recovery(disk);
        try
        {
            recovery.Run();
            segments = new(disk, node.Dice.Fork("journal"), options, spares);

            // The names too: a process that ended between giving one and syncing the folder left it to chance.
            disk.SyncFolder("");
            foreach (var leftover in recovery.Leftovers)
            {
                disk.Delete(leftover);
            }

            await segments.Begin(recovery);
        }
        catch
        {
            EndRecovery();
            segments?.Dispose();
            throw;
        }

        Found(recovery);
        nextNumber = recovery.Catalogue.NextNumber;
        journal = new(node, options, segments) { Written = recovery.SegmentBytes };
        snapshots = new(node, disk, options, journal, spares) { Bytes = recovery.SnapshotBytes };
        journal.OnWritten = snapshots.Look;
        if (recovered.Count == 0)
        {
            EndRecovery();
        }
    }

    private void Found(Recovery by)
    {
        foreach (var (number, shelf) in by.Catalogue.Shelves)
        {
            kept.Add(shelf.Name);
            recovered.Add(shelf.Name, new(number, shelf));
        }
    }

    private void Load(Shelf shelf, IState state)
    {
        var pager = new Pager(recovery!.Files);
        foreach (var (kind, entries) in shelf.CountByKind())
        {
            state.Expect(kind, entries);
        }

        foreach (var (key, place) in shelf.Live())
        {
            state.Load(Key.Unpack(key), pager.Entry(place));
        }

        state.Loaded();
    }

    /// <summary>Until here files stay open that a snapshot may have deleted, for partitions that open late.</summary>
    private void EndRecovery()
    {
        recovery?.Dispose();
        recovery = null;
        spares.Accepts = true;
    }
}
