using Microsoft.Win32.SafeHandles;

namespace Faultline.Engines.Volumes;

/// <summary>
/// The chunks of a region, each once, with a count of who needs it: snapshots, and calls under way. One that nobody
/// needs is deleted. Every call waits for the disk.
/// </summary>
internal sealed class Chunks
{
    private const string Unfinished = ".new";

    private readonly string root;
    private readonly Drawer[] drawers;

    /// <summary>Makes the folder if it is not there, durably.</summary>
    public Chunks(string root)
    {
        this.root = root;
        Directory.CreateDirectory(root);
        drawers = [.. Enumerable.Range(0, 256).Select(first => new Drawer(Path.Combine(root, $"{first:x2}")))];
    }

    /// <summary>Needs a chunk once more if it is there and as long as it should be.</summary>
    public bool TryNeed(ChunkName name, int length)
    {
        var drawer = drawers[name.First];
        lock (drawer.Gate)
        {
            return drawer.TryNeed(name, length);
        }
    }

    /// <summary>Needs a chunk once more, and writes it if it is not there; says whether it did.</summary>
    public bool Need(ChunkName name, ReadOnlySpan<byte> content)
    {
        var drawer = drawers[name.First];
        lock (drawer.Gate)
        {
            if (drawer.TryNeed(name, content.Length))
            {
                return false;
            }

            drawer.Write(name, content);
            drawer.Count(name, 1);
            return true;
        }
    }

    /// <summary>Needs these once more, whatever became of their files.</summary>
    public void Need(IEnumerable<ChunkName> names)
    {
        foreach (var name in names)
        {
            var drawer = drawers[name.First];
            lock (drawer.Gate)
            {
                drawer.Count(name, 1);
            }
        }
    }

    /// <summary>Needs these once less, and deletes those that nobody needs then.</summary>
    public void Leave(IEnumerable<ChunkName> names)
    {
        foreach (var name in names)
        {
            var drawer = drawers[name.First];
            lock (drawer.Gate)
            {
                if (drawer.Count(name, -1) == 0)
                {
                    File.Delete(drawer.FileOf(name));
                }
            }
        }
    }

    /// <summary>Reads a chunk and checks it; says how many bytes it has.</summary>
    public int Read(ChunkName name, Span<byte> into, string snapshot)
    {
        var file = drawers[name.First].FileOf(name);
        try
        {
            using var handle = File.OpenHandle(file);
            var length = RandomAccess.GetLength(handle);
            if (length <= into.Length
                && Filled(handle, into[..(int)length])
                && ChunkName.Of(into[..(int)length]) == name)
            {
                return (int)length;
            }
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SnapshotDamaged(snapshot, file, "is gone");
        }

        throw new SnapshotDamaged(snapshot, file, "is not what its name says");
    }

    /// <summary>Makes the names of all chunks durable that were written until now, by whomever.</summary>
    public void Sync()
    {
        foreach (var drawer in drawers)
        {
            lock (drawer.Gate)
            {
                drawer.Sync();
            }
        }

        Libc.SyncFolder(root);
    }

    /// <summary>Deletes what was being written; and, if asked, every chunk that nobody needs.</summary>
    public void Sweep(bool alsoUnneeded)
    {
        foreach (var drawer in drawers.Where(drawer => Directory.Exists(drawer.Folder)))
        {
            foreach (var file in Directory.GetFiles(drawer.Folder))
            {
                if (file.EndsWith(Unfinished, StringComparison.Ordinal) || (alsoUnneeded && !drawer.IsNeeded(file)))
                {
                    File.Delete(file);
                }
            }
        }
    }

    private static bool Filled(SafeFileHandle handle, Span<byte> into)
    {
        for (var count = 0; count < into.Length;)
        {
            var more = RandomAccess.Read(handle, into[count..], count);
            if (more == 0)
            {
                return false;
            }

            count += more;
        }

        return true;
    }

    /// <summary>The chunks whose names begin with one byte: a folder, and a lock for what happens to them.</summary>
    private sealed class Drawer(string folder)
    {
        private readonly Dictionary<ChunkName, int> needed = [];
        private bool isOpen = Directory.Exists(folder);
        private bool isWritten;

        public Lock Gate { get; } = new();

        public string Folder { get; } = folder;

        public string FileOf(ChunkName name) => Path.Combine(Folder, name.ToString()[2..]);

        public bool IsNeeded(string file) => needed.Keys.Any(name => FileOf(name) == file);

        public bool TryNeed(ChunkName name, int length)
        {
            if (!needed.ContainsKey(name) || new FileInfo(FileOf(name)) is not { Exists: true } file ||
                file.Length != length)
            {
                return false;
            }

            Count(name, 1);
            return true;
        }

        public int Count(ChunkName name, int change)
        {
            var count = needed.GetValueOrDefault(name) + change;
            if (count == 0)
            {
                needed.Remove(name);
            }
            else
            {
                needed[name] = count;
            }

            return count;
        }

        public void Write(ChunkName name, ReadOnlySpan<byte> content)
        {
            if (!isOpen)
            {
                Directory.CreateDirectory(Folder);
                isOpen = true;
            }

            var file = FileOf(name);
            try
            {
                using (var handle = File.OpenHandle(file + Unfinished, FileMode.Create, FileAccess.Write))
                {
                    RandomAccess.Write(handle, content, 0);
                    Libc.Sync(handle);
                }

                File.Move(file + Unfinished, file, overwrite: true);
            }
            catch
            {
                File.Delete(file + Unfinished);
                throw;
            }

            isWritten = true;
        }

        public void Sync()
        {
            if (isWritten)
            {
                Libc.SyncFolder(Folder);
                isWritten = false;
            }
        }
    }
}
