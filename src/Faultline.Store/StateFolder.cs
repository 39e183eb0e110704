using System.Globalization;
using System.Text;

namespace Faultline.Store;

/// <summary>
/// The folder with all that a server keeps, held by one server at a time. Opening it refuses with one sentence, and
/// touches nothing, where it cannot be used.
/// </summary>
public sealed class StateFolder : IDisposable
{
    /// <summary>The version of the layout of the folder. Persisted.</summary>
    internal const int Version = 1;

    private const string FormatName = "format";
    private const string FormatWord = "faultline-state";
    private const string LockName = "lock";

    /// <summary>The holder's process id, beside the lock: the framework lets nobody else read a locked file.</summary>
    private const string HolderName = "holder";
    private const string RegionsName = "regions";
    private const string WorldName = "world";
    private const string MachinesName = "machines";
    private const string LogsName = "logs";
    private const string TemplatesName = "templates";
    private const string ErasedName = "erased";

    /// <summary>Less than this is not worth beginning with.</summary>
    private const long FreeBytesMin = 8 << 20;

    /// <summary>What may be in a folder that is not ours yet: marks of a start cut off, or of our starter.</summary>
    private static readonly string[] Harmless =
        [LockName, HolderName, FormatName + Format.Unfinished, "server.log", "lost+found"];

    private readonly FileStream held;

    private StateFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    public string Path { get; }

    /// <summary>The regions that are kept, in order.</summary>
    public IReadOnlyList<string> Regions => new FileDisk(System.IO.Path.Combine(Path, RegionsName)).List("");

    /// <summary>How long the files of all regions are.</summary>
    public long Bytes
    {
        get
        {
            var regions = new DirectoryInfo(System.IO.Path.Combine(Path, RegionsName));
            var files = regions.Exists ? regions.EnumerateFiles("*", SearchOption.AllDirectories) : [];
            return files.Sum(file => file.Length);
        }
    }

    /// <summary>Opens the folder, or makes it, and holds it until this is disposed.</summary>
    public static StateFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            return OpenWhole(path);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new StateUnusable($"The state folder {path} may not be read and written by this user.", refused);
        }
        catch (IOException failure)
        {
            throw Posix.Named(failure) is DiskFull full
                ? new StateUnusable($"The disk of the state folder {path} is full.", full)
                : new StateUnusable($"The state folder {path} cannot be used: {failure.Message}", failure);
        }
    }

    /// <summary>The process that holds a folder; null when none does, or it has not said so yet.</summary>
    public static int? Holder(string path)
    {
        var file = System.IO.Path.Combine(path, LockName);
        try
        {
            using var free = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return null;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            return ReadHolder(path);
        }
    }

    /// <summary>Where the files of one region lie.</summary>
    public string PathOf(string region) => System.IO.Path.Combine(Path, RegionsName, region);

    /// <summary>Where the machines of one region lie: what runs there and what it keeps.</summary>
    public string MachinesOf(string region) => System.IO.Path.Combine(Path, MachinesName, region);

    /// <summary>The disk of one region.</summary>
    public IDisk Region(string name) => new FileDisk(PathOf(name));

    /// <summary>The disk of what there is once for the whole world.</summary>
    public IDisk World() => new FileDisk(WorldPath);

    /// <summary>Where logs come to lie that services write for their users, by bucket and key.</summary>
    public string LogsPath => System.IO.Path.Combine(Path, LogsName);

    /// <summary>Where templates lie that somebody put here, to be named by their addresses.</summary>
    public string TemplatesPath => System.IO.Path.Combine(Path, TemplatesName);

    public string WorldPath => System.IO.Path.Combine(Path, WorldName);

    /// <summary>Deletes a region whose store is closed, with all that it keeps.</summary>
    public void Erase(string name)
    {
        var region = PathOf(name);
        if (Directory.Exists(region))
        {
            // Out of the way first: a crash leaves the region whole or gone, never half deleted.
            Directory.Move(region, System.IO.Path.Combine(Path, ErasedName));
            Posix.SyncFolder(System.IO.Path.Combine(Path, RegionsName));
            DeleteErased(Path);
        }

        // Nobody names them any more, so there is no harm in half of them.
        if (Directory.Exists(MachinesOf(name)))
        {
            Directory.Delete(MachinesOf(name), recursive: true);
        }
    }

    private static void DeleteErased(string path)
    {
        var erased = System.IO.Path.Combine(path, ErasedName);
        if (Directory.Exists(erased))
        {
            Directory.Delete(erased, recursive: true);
        }
    }

    public void Dispose()
    {
        // Gone while the lock is still held, so that nobody ever reads of a holder before.
        File.Delete(System.IO.Path.Combine(Path, HolderName));
        held.Dispose();
    }

    private static StateFolder OpenWhole(string path)
    {
        if (File.Exists(path))
        {
            throw new StateUnusable($"The state folder {path} is a file.");
        }

        var isNew = !CheckFormat(path);
        CheckRoom(path);
        FileDisk.MakeFolder(path);
        var held = Hold(path);
        try
        {
            if (isNew)
            {
                WriteFormat(path);
            }

            DeleteErased(path);
            return new(path, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>False when there is no state in the folder yet.</summary>
    private static bool CheckFormat(string path)
    {
        if (!Directory.Exists(path))
        {
            return false;
        }

        var file = System.IO.Path.Combine(path, FormatName);
        if (!File.Exists(file))
        {
            var stranger = Directory.EnumerateFileSystemEntries(path)
                .Select(entry => System.IO.Path.GetFileName(entry))
                .FirstOrDefault(name => !Harmless.Contains(name));
            return stranger is null
                ? false
                : throw new StateUnusable(
                    $"The folder {path} has {stranger} in it and no state of Faultline; choose another folder.");
        }

        var words = File.ReadAllText(file).Split(' ', StringSplitOptions.TrimEntries);
        if (words.Length != 2 || words[0] != FormatWord
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw new StateUnusable($"The file {file} does not say which format the state is in.");
        }

        return version <= Version
            ? true
            : throw new StateUnusable(
                $"The state in {path} is of format {version}, and this Faultline reads formats up to {Version}.");
    }

    private static void CheckRoom(string path)
    {
        var there = path;
        while (!Directory.Exists(there) && System.IO.Path.GetDirectoryName(there) is { } parent)
        {
            there = parent;
        }

        var free = new DriveInfo(there).AvailableFreeSpace;
        if (free < FreeBytesMin)
        {
            throw new StateUnusable(
                $"The disk of the state folder {path} is full: a start needs {FreeBytesMin >> 20} MiB"
                + $" and {free >> 20} are left.");
        }
    }

    private static FileStream Hold(string path)
    {
        var file = System.IO.Path.Combine(path, LockName);
        FileStream held;
        try
        {
            held = new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(file))
        {
            var by = ReadHolder(path) is { } pid ? $"process {pid}" : "another process";
            throw new StateUnusable($"The state folder {path} is held by {by}; stop that server or choose another.");
        }

        try
        {
            var pid = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n");
            File.WriteAllText(System.IO.Path.Combine(path, HolderName), pid);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static int? ReadHolder(string path)
    {
        try
        {
            var text = File.ReadAllText(System.IO.Path.Combine(path, HolderName)).TrimEnd();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void WriteFormat(string path)
    {
        var file = System.IO.Path.Combine(path, FormatName);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        using (var fresh = File.Create(file + Format.Unfinished))
        {
            fresh.Write(Encoding.ASCII.GetBytes($"{FormatWord} {Version}\n"));
            fresh.Flush(flushToDisk: true);
        }

        File.Move(file + Format.Unfinished, file, overwrite: true);
        Posix.SyncFolder(path);
    }
}
