namespace Faultline.Engines.Volumes;

/// <summary>
/// Where volumes and snapshots lie, and how they come and go: under a name that begins with a dot until they are whole
/// and from when they are to go. Ids begin with none, so that a start knows what a crash left.
/// </summary>
internal sealed class Layout
{
    private const string Extension = ".manifest";
    private const string Made = ".made";
    private const string Gone = ".gone";
    private const string Lost = ".lost";

    private readonly Action<Exception> report;
    private readonly string volumes;
    private readonly string snapshots;
    private long number;

    public Layout(string root, Action<Exception> report)
    {
        this.report = report;
        root = Path.GetFullPath(root);
        volumes = Path.Combine(root, "volumes");
        snapshots = Path.Combine(root, "snapshots");
        Chunks = Path.Combine(root, "chunks");
        foreach (var folder in (string[])[volumes, snapshots, Chunks])
        {
            Directory.CreateDirectory(folder);
        }

        Libc.SyncFolder(root);
        Libc.SyncFolder(Path.GetDirectoryName(root) ?? root);
    }

    public string Chunks { get; }

    public string Volume(string id) => Path.Combine(volumes, Checked(id));

    public string Snapshot(string id) => Path.Combine(snapshots, Checked(id) + Extension);

    /// <summary>Removes what was half made or half gone, and gives the ids of the volumes that are there.</summary>
    public List<string> SweptVolumes()
    {
        foreach (var left in Directory.GetFileSystemEntries(volumes).Where(IsAside))
        {
            if (Path.GetFileName(left).Split('-', 3) is [Lost, _, var id])
            {
                Directory.CreateDirectory(Volume(id));
            }

            Remove(left);
        }

        Libc.SyncFolder(volumes);
        return [.. Directory.GetDirectories(volumes).Select(path => Path.GetFileName(path))];
    }

    /// <summary>Removes what was half written, and gives the ids of the snapshots that are there.</summary>
    public List<string> SweptSnapshots()
    {
        foreach (var left in Directory.GetFiles(snapshots).Where(IsAside))
        {
            File.Delete(left);
        }

        return [.. Directory.GetFiles(snapshots)
            .Where(path => path.EndsWith(Extension, StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path))];
    }

    public bool Make(string id, ISnapshotReader? from, CancellationToken ct)
    {
        var fresh = Aside(volumes, Made, id);
        try
        {
            if (from is null)
            {
                Directory.CreateDirectory(fresh);
            }
            else
            {
                new TreeWriter(from, fresh, ct).Write();
            }

            Directory.Move(fresh, Volume(id));
            Libc.SyncFolder(volumes);
            return true;
        }
        catch
        {
            Remove(fresh);
            Remove(Volume(id));
            throw;
        }
    }

    public bool Delete(string id)
    {
        var gone = Aside(volumes, Gone, id);
        Directory.Move(Volume(id), gone);
        Libc.SyncFolder(volumes);
        Remove(gone);
        return true;
    }

    public bool Lose(string id)
    {
        var lost = Aside(volumes, Lost, id);
        Directory.Move(Volume(id), lost);
        Directory.CreateDirectory(Volume(id));
        Libc.SyncFolder(volumes);
        Remove(lost);
        return true;
    }

    public Manifest Read(string id)
    {
        var file = Snapshot(id);
        try
        {
            return ManifestFormat.Read(File.ReadAllBytes(file));
        }
        catch (FormatException wrong)
        {
            throw new SnapshotDamaged(id, file, wrong.Message);
        }
        catch (FileNotFoundException)
        {
            throw new SnapshotDamaged(id, file, "is gone");
        }
    }

    public void Write(string id, Manifest manifest)
    {
        var fresh = Aside(snapshots, Made, id);
        try
        {
            using (var handle = File.OpenHandle(fresh, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(handle, ManifestFormat.Write(manifest), 0);
                Libc.Sync(handle);
            }

            File.Move(fresh, Snapshot(id), overwrite: true);
            Libc.SyncFolder(snapshots);
        }
        catch
        {
            File.Delete(fresh);
            File.Delete(Snapshot(id));
            throw;
        }
    }

    public bool DeleteSnapshot(string id)
    {
        File.Delete(Snapshot(id));
        Libc.SyncFolder(snapshots);
        return true;
    }

    private static string Checked(string id) =>
        id.Length is > 0 and <= 128
        && id[0] != '.'
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? id
            : throw new ArgumentException($"'{id}' cannot be the id of a volume or a snapshot.", nameof(id));

    private static bool IsAside(string path) => Path.GetFileName(path).StartsWith('.');

    /// <summary>
    /// Removes a folder with all that is in it: symlinks go, where they point to stays. What cannot be removed has a
    /// name of its own already, and is tried again at the next start.
    /// </summary>
    private void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Open(folder);
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            report(refused);
        }
    }

    /// <summary>Whoever had the volume may have taken our right to remove what is in its folders.</summary>
    private static void Open(string folder)
    {
        const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.SetUnixFileMode(folder, All);
        foreach (var inner in new DirectoryInfo(folder).GetDirectories().Where(inner => inner.LinkTarget is null))
        {
            Open(inner.FullName);
        }
    }

    private string Aside(string folder, string why, string id) =>
        Path.Combine(folder, $"{why}-{Interlocked.Increment(ref number)}-{Checked(id)}");
}
