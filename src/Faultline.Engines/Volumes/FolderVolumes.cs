using System.Collections.Immutable;
using Faultline.Kernel;

namespace Faultline.Engines.Volumes;

/// <summary>
/// Volumes that are folders of this machine, and snapshots that are manifests over shared chunks. What waits for the
/// disk runs on <see cref="Workers"/>; what concerns one volume or one snapshot happens one after the other.
/// </summary>
public sealed class FolderVolumes : IVolumes, IAsyncDisposable
{
    private const int ThreadsMax = 4;

    private readonly Node node;
    private readonly Layout layout;
    private readonly Chunks chunks;
    private readonly Workers workers;
    private readonly Turns turns = new();
    private readonly CancellationTokenSource closing = new();
    private ImmutableSortedSet<string> volumes;
    private ImmutableSortedDictionary<string, SnapshotFacts?> snapshots;

    private FolderVolumes(Node node, Layout layout)
    {
        this.node = node;
        this.layout = layout;
        chunks = new(layout.Chunks);
        workers = new($"volumes of {node.Name}", ThreadsMax);
        volumes = layout.SweptVolumes().ToImmutableSortedSet(StringComparer.Ordinal);
        var found = ImmutableSortedDictionary.CreateBuilder<string, SnapshotFacts?>(StringComparer.Ordinal);
        foreach (var id in layout.SweptSnapshots())
        {
            try
            {
                var manifest = layout.Read(id);
                chunks.Need(manifest.Chunks);
                found[id] = manifest.Facts;
            }
            catch (SnapshotDamaged damage)
            {
                node.Report(damage);
                found[id] = null;
            }
        }

        snapshots = found.ToImmutable();
        chunks.Sweep(alsoUnneeded: !snapshots.ContainsValue(null));
    }

    public IReadOnlyList<string> Volumes => volumes;

    public IReadOnlyList<string> Snapshots => [.. snapshots.Keys];

    /// <summary>Opens what lies in a folder, after it removed what a crash left there; makes it if it is new.</summary>
    public static FolderVolumes Open(Node node, string root)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Volumes that are folders need Linux.");
        }

        return new(node, new(root, node.Report));
    }

    public string FolderOf(string volume) => layout.Volume(volume);

    public SnapshotFacts? Find(string snapshot) => snapshots.GetValueOrDefault(snapshot);

    public async ValueTask Make(string volume, string? snapshot, CancellationToken ct)
    {
        using var turn = await turns.Take(FolderOf(volume), ct);
        if (volumes.Contains(volume))
        {
            return;
        }

        using var from = snapshot is null ? null : await Open(snapshot, ct);
        await Run(token => layout.Make(volume, from, token), ct);
        ImmutableInterlocked.Update(ref volumes, (all, id) => all.Add(id), volume);
    }

    public async ValueTask Delete(string volume)
    {
        using var turn = await turns.Take(FolderOf(volume), CancellationToken.None);
        if (volumes.Contains(volume))
        {
            await workers.Run(() => layout.Delete(volume));
            ImmutableInterlocked.Update(ref volumes, (all, id) => all.Remove(id), volume);
        }
    }

    public async ValueTask Lose(string volume)
    {
        using var turn = await turns.Take(FolderOf(volume), CancellationToken.None);
        MustBe(volumes.Contains(volume), volume);
        await workers.Run(() => layout.Lose(volume));
    }

    public async ValueTask<long?> Length(string volume, CancellationToken ct) =>
        volumes.Contains(volume) ? await Run(token => FileLengths.Sum(FolderOf(volume), token), ct) : null;

    public async ValueTask<SnapshotFacts> Snapshot(string volume, string snapshot, CancellationToken ct)
    {
        using var turn = await turns.Take(FolderOf(volume), ct);
        using var own = await turns.Take(layout.Snapshot(snapshot), ct);
        if (Find(snapshot) is { } already)
        {
            return already;
        }

        MustBe(volumes.Contains(volume), volume);
        return await Keep(
            snapshot, (needed, token) => new TreeReader(chunks, needed, token).Read(FolderOf(volume)), ct);
    }

    public async ValueTask<ISnapshotReader> Open(string snapshot, CancellationToken ct)
    {
        using var turn = await turns.Take(layout.Snapshot(snapshot), ct);
        MustBe(snapshots.ContainsKey(snapshot), snapshot);
        return await workers.Run(() =>
        {
            // Read again, not remembered: what is damaged since is to be found before anything is made of it.
            var manifest = layout.Read(snapshot);
            chunks.Need(manifest.Chunks);
            return new Reader(this, snapshot, manifest);
        });
    }

    public async ValueTask<SnapshotFacts> Copy(IVolumes from, string snapshot, string copy, CancellationToken ct)
    {
        // Opened before the turn is taken: two regions that copy from each other would wait for each other otherwise.
        using var source = Find(copy) is null ? await from.Open(snapshot, ct) : null;
        using var own = await turns.Take(layout.Snapshot(copy), ct);
        if (Find(copy) is { } already)
        {
            return already;
        }

        MustBe(source is not null, copy);
        return await Keep(copy, (needed, token) => Take(source!, needed, token), ct);
    }

    public async ValueTask DeleteSnapshot(string snapshot)
    {
        using var turn = await turns.Take(layout.Snapshot(snapshot), CancellationToken.None);
        if (snapshots.ContainsKey(snapshot))
        {
            await workers.Run(() => Forget(snapshot));
            ImmutableInterlocked.Update(ref snapshots, (all, id) => all.Remove(id), snapshot);
        }
    }

    /// <summary>Ends what is under way: it has happened whole, or not at all.</summary>
    public async ValueTask DisposeAsync()
    {
        closing.Cancel();
        await workers.Close();
        closing.Dispose();
    }

    private static void MustBe(bool isThere, string id)
    {
        if (!isThere)
        {
            throw new InvariantBroken($"There is no {id} here.");
        }
    }

    /// <summary>Takes over the chunks that are not here. What two regions both have does not travel.</summary>
    private Manifest Take(ISnapshotReader source, HashSet<ChunkName> needed, CancellationToken ct)
    {
        var buffer = new byte[Manifest.ChunkBytes];
        var written = 0;
        foreach (var entry in source.Manifest.Entries)
        {
            for (var i = 0; i < entry.Chunks.Count; i++)
            {
                ct.ThrowIfCancellationRequested();
                var chunk = entry.Chunks[i];
                if (chunk.IsZeros || needed.Contains(chunk))
                {
                    continue;
                }

                var length = (int)Math.Min(Manifest.ChunkBytes, entry.Length - ((long)i * Manifest.ChunkBytes));
                if (!chunks.TryNeed(chunk, length)
                    && chunks.Need(chunk, buffer.AsSpan(0, source.Read(chunk, buffer))))
                {
                    written++;
                }

                needed.Add(chunk);
            }
        }

        return new(source.Manifest.Entries, written);
    }

    /// <summary>Makes a snapshot whose chunks the caller gathers. If it fails, what it needed is left again.</summary>
    private async ValueTask<SnapshotFacts> Keep(
        string snapshot, Func<HashSet<ChunkName>, CancellationToken, Manifest> gather, CancellationToken ct)
    {
        var manifest = await Run(
            token =>
            {
                var needed = new HashSet<ChunkName>();
                try
                {
                    var manifest = gather(needed, token);
                    chunks.Sync();
                    layout.Write(snapshot, manifest);
                    return manifest;
                }
                catch
                {
                    chunks.Leave(needed);
                    throw;
                }
            },
            ct);
        ImmutableInterlocked.Update(ref snapshots, (all, made) => all.SetItem(snapshot, made), manifest.Facts);
        return manifest.Facts;
    }

    private bool Forget(string snapshot)
    {
        IEnumerable<ChunkName> needed = [];
        try
        {
            // What a damaged one needed goes at the next start.
            needed = snapshots[snapshot] is null ? [] : layout.Read(snapshot).Chunks;
        }
        catch (SnapshotDamaged damage)
        {
            node.Report(damage);
        }

        layout.DeleteSnapshot(snapshot);
        chunks.Leave(needed);
        return true;
    }

    private async Task<T> Run<T>(Func<CancellationToken, T> work, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, closing.Token);
        return await workers.Run(() => work(either.Token));
    }

    /// <summary>A snapshot that is being read; its chunks stay as long as it is open.</summary>
    private sealed class Reader(FolderVolumes volumes, string name, Manifest manifest) : ISnapshotReader
    {
        private int closed;

        public string Name => name;

        public Manifest Manifest => manifest;

        public int Read(ChunkName chunk, Span<byte> into) => volumes.chunks.Read(chunk, into, name);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref closed, 1) == 0)
            {
                volumes.workers.Later(() => volumes.chunks.Leave(manifest.Chunks));
            }
        }
    }
}
