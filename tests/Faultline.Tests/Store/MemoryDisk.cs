using Faultline.Store;

namespace Faultline.Tests.Store;

/// <summary>
/// A disk in memory that keeps apart what is synced and what is not, fails when it is told to, and can lose power.
/// </summary>
internal sealed class MemoryDisk : IDisk
{
    private readonly Lock gate = new();
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
        lock (gate)
        {
            if (!live.TryGetValue(path, out var node))
            {
                live[path] = node = new();
            }

            return new Handle(this, node);
        }
    }

    public bool Exists(string path)
    {
        lock (gate)
        {
            return live.ContainsKey(path);
        }
    }

    public IReadOnlyList<string> List(string folder)
    {
        lock (gate)
        {
            return [.. live.Keys];
        }
    }

    public void Delete(string path)
    {
        lock (gate)
        {
            // At its worst: a deletion is durable before whatever should have been durable first.
            if (live.Remove(path, out var node) && durable.GetValueOrDefault(path) == node)
            {
                durable.Remove(path);
            }
        }
    }

    public void Move(string from, string to)
    {
        lock (gate)
        {
            live[to] = live[from];
            live.Remove(from);
        }
    }

    public void SyncFolder(string folder)
    {
        lock (gate)
        {
            Count(isSync: true);
            durable = new(live, StringComparer.Ordinal);
        }
    }

    /// <summary>The bytes of a file as they are now, to be looked at and spoilt.</summary>
    public byte[] Bytes(string path) => live[path].Now;

    /// <summary>The power goes: what was not synced is gone, or some part of each such write is there.</summary>
    public MemoryDisk AfterPowerLoss(Func<int, Range>? survives = null)
    {
        lock (gate)
        {
            var after = new MemoryDisk();
            foreach (var (name, node) in durable)
            {
                after.live[name] = after.durable[name] = node.AfterPowerLoss(survives ?? (_ => 0..0));
            }

            return after;
        }
    }

    /// <summary>The process dies, and the machine goes on: everything written is there.</summary>
    public MemoryDisk AfterKill()
    {
        lock (gate)
        {
            var after = new MemoryDisk();
            foreach (var (name, node) in live)
            {
                after.live[name] = node.Copy();
            }

            after.durable = new(after.live, StringComparer.Ordinal);
            return after;
        }
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

        public Node AfterPowerLoss(Func<int, Range> survives)
        {
            var after = new Node { Now = [.. synced] };
            foreach (var (offset, bytes) in unsynced)
            {
                var (from, length) = survives(bytes.Length).GetOffsetAndLength(bytes.Length);
                if (length > 0)
                {
                    after.Write(offset + from, bytes.AsSpan(from, length));
                }
            }

            after.Sync();
            return after;
        }
    }

    private sealed class Handle(MemoryDisk disk, Node node) : IDiskFile
    {
        public long Length
        {
            get
            {
                lock (disk.gate)
                {
                    return node.Now.Length;
                }
            }
        }

        public int Read(long offset, Span<byte> into)
        {
            lock (disk.gate)
            {
                var count = (int)Math.Clamp(node.Now.Length - offset, 0, into.Length);
                node.Now.AsSpan((int)offset, count).CopyTo(into);
                return count;
            }
        }

        public void Resize(long length)
        {
            lock (disk.gate)
            {
                node.Resize(length);
            }
        }

        public async ValueTask Write(long offset, ReadOnlyMemory<byte> bytes, bool sync)
        {
            if (disk.Gate is { } held)
            {
                await held.Task;
            }

            lock (disk.gate)
            {
                if (!bytes.IsEmpty)
                {
                    // A write that fails may have written all the same.
                    node.Write(offset, bytes.Span);
                    disk.Count(isSync: false);
                }

                if (sync)
                {
                    disk.Count(isSync: true);
                    node.Sync();
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
