namespace Faultline.Store;

/// <summary>The real disk: files under a folder, for their owner alone.</summary>
public sealed class FileDisk : IDisk
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    private readonly string root;

    /// <summary>Makes the folder if it is not there, durably.</summary>
    public FileDisk(string root)
    {
        this.root = Path.GetFullPath(root);
        MakeFolder(this.root);
    }

    public IDiskFile Open(string path)
    {
        var full = Full(path);
        try
        {
            return new FileDiskFile(full, OpenHandle(full));
        }
        catch (IOException failure)
        {
            throw Posix.Named(failure);
        }
    }

    public bool Exists(string path) => File.Exists(Full(path));

    public IReadOnlyList<string> List(string folder)
    {
        var full = Full(folder);
        if (!Directory.Exists(full))
        {
            return [];
        }

        var names = Directory.EnumerateFileSystemEntries(full).Select(entry => Path.GetFileName(entry));
        return [.. names.Order(StringComparer.Ordinal)];
    }

    public void Delete(string path) => File.Delete(Full(path));

    public void Move(string from, string to) => File.Move(Full(from), Full(to), overwrite: true);

    public void SyncFolder(string folder) => Posix.SyncFolder(Full(folder));

    internal static void MakeFolder(string full)
    {
        if (Directory.Exists(full))
        {
            return;
        }

        var parent = Path.GetDirectoryName(full);
        if (parent is not null)
        {
            MakeFolder(parent);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(full);
        }
        else
        {
            Directory.CreateDirectory(full, OwnerOnlyFolder);
        }

        if (parent is not null)
        {
            Posix.SyncFolder(parent);
        }
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle OpenHandle(string full)
    {
        var isNew = !File.Exists(full);
        var handle = File.OpenHandle(
            full, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (isNew && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, OwnerOnly);
        }

        return handle;
    }

    private string Full(string path) => path.Length == 0 ? root : Path.Combine(root, path);
}
