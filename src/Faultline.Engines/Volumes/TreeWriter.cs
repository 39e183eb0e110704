using Microsoft.Win32.SafeHandles;

namespace Faultline.Engines.Volumes;

/// <summary>
/// Puts what a snapshot holds into a folder that nobody else knows yet. The paths were checked when the manifest was
/// read: each lies in a folder that was made here before, so no symlink is ever on the way.
/// </summary>
internal sealed class TreeWriter(ISnapshotReader from, string root, CancellationToken ct)
{
    private readonly byte[] buffer = new byte[Manifest.ChunkBytes];

    /// <summary>Makes the folder and all that is in it, durably but for its own name.</summary>
    public void Write()
    {
        var entries = from.Manifest.Entries;
        foreach (var entry in entries)
        {
            ct.ThrowIfCancellationRequested();
            Make(entry, Path.Combine(root, entry.Path));
        }

        // Folders last and from within: what is made in a folder changes its time, and its mode may forbid it.
        foreach (var entry in entries.Reverse().Where(entry => entry.Kind == EntryKind.Folder))
        {
            using var folder = Libc.Folder(Path.Combine(root, entry.Path));
            Finish(folder, entry);
        }
    }

    private static void Finish(SafeFileHandle handle, ManifestEntry entry)
    {
        File.SetUnixFileMode(handle, (UnixFileMode)entry.Mode);
        Libc.SetChanged(handle, entry.Changed);
        Libc.Sync(handle);
    }

    private void Make(ManifestEntry entry, string path)
    {
        switch (entry.Kind)
        {
            case EntryKind.Folder:
                Directory.CreateDirectory(path);
                break;
            case EntryKind.Symlink:
                File.CreateSymbolicLink(path, entry.Target);
                break;
            case EntryKind.File:
                using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
                {
                    Fill(file, entry);
                    Finish(file, entry);
                }

                break;
        }
    }

    private void Fill(SafeFileHandle file, ManifestEntry entry)
    {
        RandomAccess.SetLength(file, entry.Length);
        var offset = 0L;
        foreach (var chunk in entry.Chunks)
        {
            ct.ThrowIfCancellationRequested();
            var wanted = (int)Math.Min(buffer.Length, entry.Length - offset);
            if (!chunk.IsZeros)
            {
                var count = from.Read(chunk, buffer);
                if (count != wanted)
                {
                    throw new SnapshotDamaged(from.Name, entry.Path, "has a chunk of another length");
                }

                RandomAccess.Write(file, buffer.AsSpan(0, count), offset);
            }

            offset += wanted;
        }
    }
}
