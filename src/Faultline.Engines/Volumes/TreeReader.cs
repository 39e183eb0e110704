using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Engines.Volumes;

/// <summary>
/// Reads what is on a volume into a manifest, and its chunks into the region's. It goes from folder to folder by their
/// handles, so that nothing that is swapped under it leads it out of the volume.
/// </summary>
internal sealed class TreeReader(Chunks chunks, HashSet<ChunkName> needed, CancellationToken ct)
{
    private const int DepthMax = 200;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly List<ManifestEntry> entries = [];
    private readonly byte[] buffer = new byte[Manifest.ChunkBytes];
    private int written;

    /// <summary>Every chunk that the manifest names is among the needed ones then, and counted for them.</summary>
    public Manifest Read(string folder)
    {
        using var root = Libc.Folder(folder);
        Read(root, "", 0);
        return new(entries, written);
    }

    private void Read(SafeFileHandle folder, string path, int depth)
    {
        if (depth > DepthMax)
        {
            throw new IOException($"The folder {path} lies more than {DepthMax} deep; a snapshot cannot hold that.");
        }

        var stat = Libc.Look(folder);
        entries.Add(new(path, EntryKind.Folder) { Mode = stat.Mode, Changed = stat.Changed });
        foreach (var name in Names(folder).Order(StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            Read(folder, name, path.Length == 0 ? name : $"{path}/{name}", depth);
        }
    }

    private void Read(SafeFileHandle folder, string name, string path, int depth)
    {
        if (Libc.LookIn(folder, name) is not { } stat)
        {
            // It vanished; or it is there, and the framework gave us a name that is not its own.
            if (name.Contains('\uFFFD'))
            {
                throw new IOException($"The name {path} is not UTF-8; a snapshot cannot hold that.");
            }
        }
        else if (stat.IsSymlink)
        {
            if (new FileInfo($"{PathOf(folder)}/{name}").LinkTarget is { } target)
            {
                entries.Add(new(path, EntryKind.Symlink) { Target = target, Mode = stat.Mode, Changed = stat.Changed });
            }
        }
        else if (stat.IsFolder)
        {
            using var inner = Libc.OpenIn(folder, name, isFolder: true);
            if (inner is not null)
            {
                Read(inner, path, depth + 1);
            }
        }
        else if (stat.IsFile)
        {
            using var file = Libc.OpenIn(folder, name, isFolder: false);
            if (file is not null && Libc.Look(file) is { IsFile: true } open)
            {
                ReadFile(file, path, open);
            }
        }
    }

    private void ReadFile(SafeFileHandle file, string path, Libc.Stat stat)
    {
        var parts = new List<ChunkName>();
        var length = 0L;
        while (length < stat.Length)
        {
            ct.ThrowIfCancellationRequested();
            var wanted = (int)Math.Min(buffer.Length, stat.Length - length);
            if (stat.HasHoles && Libc.NextData(file, length) >= length + wanted)
            {
                parts.Add(default);
                length += wanted;
                continue;
            }

            // A file that grew meanwhile is kept as long as it was; one that shrank ends here.
            var count = Fill(file, length, wanted);
            if (count > 0)
            {
                parts.Add(Keep(buffer.AsSpan(0, count)));
                length += count;
            }

            if (count < wanted)
            {
                break;
            }
        }

        entries.Add(new(path, EntryKind.File)
        {
            Mode = stat.Mode,
            Changed = stat.Changed,
            Length = length,
            Chunks = parts,
        });
    }

    private ChunkName Keep(ReadOnlySpan<byte> content)
    {
        var name = ChunkName.Of(content);
        if (!name.IsZeros && !needed.Contains(name))
        {
            if (chunks.Need(name, content))
            {
                written++;
            }

            needed.Add(name);
        }

        return name;
    }

    private int Fill(SafeFileHandle file, long offset, int wanted)
    {
        var count = 0;
        while (count < wanted)
        {
            var more = RandomAccess.Read(file, buffer.AsSpan(count, wanted - count), offset + count);
            if (more == 0)
            {
                break;
            }

            count += more;
        }

        return count;
    }

    private static FileSystemEnumerable<string> Names(SafeFileHandle folder) =>
        new(PathOf(folder), static (ref FileSystemEntry entry) => entry.FileName.ToString(), Everything);

    private static string PathOf(SafeFileHandle folder) => $"/proc/self/fd/{folder.DangerousGetHandle()}";
}
