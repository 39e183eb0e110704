using System.Text;
using Faultline.Engines.Volumes;
using Faultline.Kernel;

namespace Faultline.Simulation;

/// <summary>
/// Volumes in memory. What is on one is a text for each file name, which a story writes and reads; snapshots share
/// chunks as the real ones do. A call takes <see cref="Takes"/>, acts at the end of it, and fails when it is told to.
/// </summary>
public sealed class ScriptedVolumes(TimeProvider clock) : IVolumes
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> volumes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Manifest> snapshots = new(StringComparer.Ordinal);
    private readonly Dictionary<ChunkName, Chunk> chunks = [];
    private readonly Dictionary<long, Exception> failures = [];

    /// <summary>How long each call takes from now on.</summary>
    public TimeSpan Takes { get; set; }

    /// <summary>Calls so far that were to change something, those that failed included.</summary>
    public long Calls { get; private set; }

    /// <summary>How many chunks are kept.</summary>
    public int ChunksKept => chunks.Count;

    public IReadOnlyList<string> Volumes => [.. volumes.Keys];

    public IReadOnlyList<string> Snapshots => [.. snapshots.Keys];

    /// <summary>The n-th call from now on, counted from 1, that is to change something fails instead.</summary>
    public void Fail(long nth, Exception? why = null) =>
        failures[Calls + nth] = why ?? new IOException("Input/output error.");

    /// <summary>Writes a file, as whatever runs on the volume would.</summary>
    public void Write(string volume, string file, string text)
    {
        if (file.Contains('/') || file is "" or "." or "..")
        {
            throw new ArgumentException($"'{file}' is no file name; scripted volumes have no folders.", nameof(file));
        }

        Content(volume)[file] = text;
    }

    /// <summary>What a file holds; null if there is none of that name.</summary>
    public string? Read(string volume, string file) => Content(volume).GetValueOrDefault(file);

    public bool Remove(string volume, string file) => Content(volume).Remove(file);

    /// <summary>The files on a volume, in order.</summary>
    public IReadOnlyList<string> Files(string volume) => [.. Content(volume).Keys];

    public string FolderOf(string volume) => $"/volumes/{volume}";

    public SnapshotFacts? Find(string snapshot) => snapshots.GetValueOrDefault(snapshot)?.Facts;

    public async ValueTask Make(string volume, string? snapshot, CancellationToken ct)
    {
        if (volumes.ContainsKey(volume))
        {
            return;
        }

        using var from = snapshot is null ? null : Opened(snapshot);
        await Pass(ct);
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in from?.Manifest.Entries.Where(entry => entry.Kind == EntryKind.File) ?? [])
        {
            content[entry.Path] = TextOf(from!, entry);
        }

        volumes.TryAdd(volume, content);
    }

    public async ValueTask Delete(string volume)
    {
        if (volumes.ContainsKey(volume))
        {
            await Pass(CancellationToken.None);
            volumes.Remove(volume);
        }
    }

    public async ValueTask Lose(string volume)
    {
        _ = Content(volume);
        await Pass(CancellationToken.None);
        Content(volume).Clear();
    }

    public async ValueTask<SnapshotFacts> Snapshot(string volume, string snapshot, CancellationToken ct)
    {
        if (Find(snapshot) is { } already)
        {
            return already;
        }

        _ = Content(volume);
        await Pass(ct);
        return Keep(snapshot, Content(volume));
    }

    public ValueTask<ISnapshotReader> Open(string snapshot, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new(Opened(snapshot));
    }

    public async ValueTask<SnapshotFacts> Copy(IVolumes from, string snapshot, string copy, CancellationToken ct)
    {
        if (Find(copy) is { } already)
        {
            return already;
        }

        using var source = await from.Open(snapshot, ct);
        await Pass(ct);
        var buffer = new byte[Manifest.ChunkBytes];
        return Keep(
            copy,
            source.Manifest.Entries,
            source.Manifest.Chunks.Count(chunk => Need(chunk, () => buffer[..source.Read(chunk, buffer)])));
    }

    public async ValueTask DeleteSnapshot(string snapshot)
    {
        if (snapshots.ContainsKey(snapshot))
        {
            await Pass(CancellationToken.None);
            if (snapshots.Remove(snapshot, out var manifest))
            {
                Leave(manifest);
            }
        }
    }

    private static string TextOf(ISnapshotReader from, ManifestEntry entry)
    {
        var bytes = new byte[entry.Length];
        var buffer = new byte[Manifest.ChunkBytes];
        for (var i = 0; i < entry.Chunks.Count; i++)
        {
            if (!entry.Chunks[i].IsZeros)
            {
                buffer.AsSpan(0, from.Read(entry.Chunks[i], buffer)).CopyTo(bytes.AsSpan(i * Manifest.ChunkBytes));
            }
        }

        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Lets the time of a call pass, and fails it if that was planned.</summary>
    private async Task Pass(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Calls++;
        failures.Remove(Calls, out var failure);
        if (Takes > TimeSpan.Zero)
        {
            await Task.Delay(Takes, clock, ct);
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    private SortedDictionary<string, string> Content(string volume) => volumes.TryGetValue(volume, out var content)
        ? content
        : throw new InvariantBroken($"There is no {volume} here.");

    private SnapshotFacts Keep(string snapshot, SortedDictionary<string, string> content)
    {
        if (Find(snapshot) is { } already)
        {
            return already;
        }

        var (entries, written) = (new List<ManifestEntry> { new("", EntryKind.Folder) { Mode = 0x1ED } }, 0);
        var needed = new HashSet<ChunkName>();
        foreach (var (file, text) in content)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var parts = bytes.Chunk(Manifest.ChunkBytes)
                .Select(part => (Name: ChunkName.Of(part), Bytes: part))
                .ToList();
            written += parts.Count(
                part => !part.Name.IsZeros && needed.Add(part.Name) && Need(part.Name, () => part.Bytes));
            entries.Add(new(file, EntryKind.File)
            {
                Mode = 0x1A4,
                Length = bytes.Length,
                Chunks = [.. parts.Select(part => part.Name)],
            });
        }

        return Keep(snapshot, entries, written);
    }

    private SnapshotFacts Keep(string snapshot, IReadOnlyList<ManifestEntry> entries, int written)
    {
        var manifest = new Manifest(entries, written);
        if (!snapshots.TryAdd(snapshot, manifest))
        {
            Leave(manifest);
        }

        return snapshots[snapshot].Facts;
    }

    /// <summary>Needs a chunk once more; true if it was not there.</summary>
    private bool Need(ChunkName name, Func<byte[]> content)
    {
        if (chunks.TryGetValue(name, out var chunk))
        {
            chunk.Needed++;
            return false;
        }

        chunks[name] = new(content()) { Needed = 1 };
        return true;
    }

    private void Leave(Manifest manifest)
    {
        foreach (var name in manifest.Chunks)
        {
            if (--chunks[name].Needed == 0)
            {
                chunks.Remove(name);
            }
        }
    }

    private Reader Opened(string snapshot)
    {
        var manifest = snapshots.TryGetValue(snapshot, out var found)
            ? found
            : throw new InvariantBroken($"There is no {snapshot} here.");
        foreach (var name in manifest.Chunks)
        {
            chunks[name].Needed++;
        }

        return new(this, snapshot, manifest);
    }

    /// <summary>A chunk, and how many snapshots and open readers need it.</summary>
    private sealed class Chunk(byte[] bytes)
    {
        public byte[] Bytes { get; } = bytes;

        public int Needed { get; set; }
    }

    /// <summary>A snapshot that is being read; its chunks stay as long as it is open.</summary>
    private sealed class Reader(ScriptedVolumes volumes, string name, Manifest manifest) : ISnapshotReader
    {
        private bool closed;

        public string Name => name;

        public Manifest Manifest => manifest;

        public int Read(ChunkName chunk, Span<byte> into)
        {
            var bytes = volumes.chunks[chunk].Bytes;
            bytes.CopyTo(into);
            return bytes.Length;
        }

        public void Dispose()
        {
            if (!closed)
            {
                closed = true;
                volumes.Leave(manifest);
            }
        }
    }
}
