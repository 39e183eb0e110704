using Faultline.Store;

namespace Faultline.Tests.Store;

/// <summary>
/// A disk in memory that keeps apart what is synced and what is not, fails when it is told to, and can lose power.
/// </summary>
internal sealed class MemoryDisk : IDisk
{
    private readonly SortedDictionary<string, Node> live = new(StringComparer.Ordinal);
    private SortedDictionary<string, Node> durable = new(StringComparer.Ordinal);

    public int Writes { get; private set; }

    public int Syncs { get; private set; }

    /// <summary>Is asked before each write and sync, by their number from 1; what it returns is thrown.</summary>
    public Func<bool, int, Exception?> Fails { get; set; } = (_, _) => null;

    /// <summary>Holds writes back until it is released.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public IDiskFile Open(string path)
    {
        if (!live.TryGetValue(path, out var node))
        {
            live[path] = node = new();
        }

        return new Handle(this, node);
    }

    public bool Exists(string path) => live.ContainsKey(path);

    public IReadOnlyList<string> List(string folder) => [.. live.Keys];

    public void Delete(string path) => live.Remove(path);

    public void Move(string from, string to)
    {
        live[to] = live[from];
        live.Remove(from);
    }

    public void SyncFolder(string folder)
    {
        Count(isSync: true);
        durable = new(live, StringComparer.Ordinal);
    }

    public byte[] Bytes(string path) => live[path].Now;

    /// <summary>The power goes: what was not synced is gone, or there up to some byte.</summary>
    public MemoryDisk AfterPowerLoss(Func<int, int>? tornAt = null)
    {
        var after = new MemoryDisk();
        foreach (var (name, node) in durable)
        {
            after.live[name] = after.durable[name] = node.AfterPowerLoss(tornAt ?? (_ => 0));
        }

        return after;
    }

    /// <summary>The process dies, and the machine goes on: everything written is there.</summary>
    public MemoryDisk AfterKill()
    {
        var after = new MemoryDisk();
        foreach (var (name, node) in live)
        {
            after.live[name] = node.Copy();
        }

        after.durable = new(after.live, StringComparer.Ordinal);
        return after;
    }

    private void Count(bool isSync)
    {
        if (Fails(isSync, isSync ? ++Syncs : ++Writes) is { } failure)
        {
            throw failure;
        }
    }

    private sealed class Node
    {
        private readonly List<(long Offset, byte[] Bytes)> unsynced = [];
        private byte[] synced = [];

        public byte[] Now { get; private set; } = [];

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            unsynced.Add((offset, bytes.ToArray()));
            Resize(Math.Max(Now.Length, offset + bytes.Length));
            bytes.CopyTo(Now.AsSpan((int)offset));
        }

        public void Resize(long length)
        {
            var bytes = Now;
            Array.Resize(ref bytes, (int)length);
            Now = bytes;
        }

        public void Sync()
        {
            synced = [.. Now];
            unsynced.Clear();
        }

        public Node Copy() => new() { Now = [.. Now], synced = [.. Now] };

        public Node AfterPowerLoss(Func<int, int> tornAt)
        {
            var after = new Node { Now = [.. synced] };
            foreach (var (offset, bytes) in unsynced)
            {
                after.Write(offset, bytes.AsSpan(0, tornAt(bytes.Length)));
            }

            after.Sync();
            return after;
        }
    }

    private sealed class Handle(MemoryDisk disk, Node node) : IDiskFile
    {
        public long Length => node.Now.Length;

        public int Read(long offset, Span<byte> into)
        {
            var count = (int)Math.Clamp(node.Now.Length - offset, 0, into.Length);
            node.Now.AsSpan((int)offset, count).CopyTo(into);
            return count;
        }

        public void Resize(long length) => node.Resize(length);

        public async ValueTask Write(long offset, ReadOnlyMemory<byte> bytes, bool sync)
        {
            if (disk.Gate is { } gate)
            {
                await gate.Task;
            }

            if (!bytes.IsEmpty)
            {
                disk.Count(isSync: false);
                node.Write(offset, bytes.Span);
            }

            if (sync)
            {
                disk.Count(isSync: true);
                node.Sync();
            }
        }

        public void Dispose()
        {
        }
    }
}
