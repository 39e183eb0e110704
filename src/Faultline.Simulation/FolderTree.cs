using Faultline.Kernel;

namespace Faultline.Simulation;

/// <summary>
/// Which name stands for which file: as programs see it, as a crash certainly leaves it, and the changes between. A
/// folder is there while something is in it.
/// </summary>
internal sealed class FolderTree
{
    private readonly SortedDictionary<string, Inode> seen = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Inode> durable = new(StringComparer.Ordinal);
    private readonly List<Change> pending = [];

    public IEnumerable<KeyValuePair<string, Inode>> Files => seen;

    public Inode? Find(string path) => seen.GetValueOrDefault(path);

    public bool Exists(string path) => seen.ContainsKey(path) || seen.Keys.Any(name => IsIn(path, name));

    public Inode Make(string path)
    {
        var file = new Inode();
        Do(new(path, file, null));
        return file;
    }

    public void Delete(string path) => Do(new(path, null, null));

    public void Move(string from, string to, Inode file) => Do(new(to, file, from));

    public List<string> List(string folder)
    {
        var skip = folder.Length == 0 ? 0 : folder.Length + 1;
        return [.. seen.Keys.Where(name => IsIn(folder, name)).Select(name => name[skip..].Split('/')[0]).Distinct()];
    }

    /// <summary>Makes the changes in a folder durable.</summary>
    public void Sync(string folder)
    {
        foreach (var change in pending.Where(change => change.Folder == folder))
        {
            change.Apply(durable);
        }

        pending.RemoveAll(change => change.Folder == folder);
    }

    /// <summary>The power failed: each change that was not synced is there or not; a move whole or not.</summary>
    public void Crash(Dice dice)
    {
        foreach (var change in pending)
        {
            if (dice.Chance(0.5))
            {
                change.Apply(durable);
            }
        }

        pending.Clear();
        seen.Clear();
        var files = new HashSet<Inode>();
        foreach (var (path, file) in durable)
        {
            seen.Add(path, file);
            if (files.Add(file))
            {
                file.Crash(dice);
            }
        }
    }

    private static bool IsIn(string folder, string path) =>
        folder.Length == 0 || (path.Length > folder.Length && path[folder.Length] == '/'
            && path.StartsWith(folder, StringComparison.Ordinal));

    private void Do(Change change)
    {
        change.Apply(seen);
        pending.Add(change);
    }

    /// <summary>A name that stands for a file from now on, or for none; and the name that it had before.</summary>
    private readonly record struct Change(string Path, Inode? File, string? From)
    {
        public string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";

        public void Apply(SortedDictionary<string, Inode> names)
        {
            if (From is not null)
            {
                names.Remove(From);
            }

            if (File is null)
            {
                names.Remove(Path);
                return;
            }

            names[Path] = File;
        }
    }
}
