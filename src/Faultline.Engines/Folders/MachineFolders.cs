namespace Faultline.Engines.Folders;

/// <summary>Folders on this machine, all in one.</summary>
public sealed class MachineFolders(string path) : IFolders
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public IReadOnlyList<string> All => Directory.Exists(path)
        ? [.. Directory.GetDirectories(path).Select(each => Path.GetFileName(each)).Order(StringComparer.Ordinal)]
        : [];

    public string PathOf(string key) => Path.Combine(path, key);

    public void Write(string key, IEnumerable<FolderFile> files)
    {
        var folder = PathOf(key);
        Directory.CreateDirectory(folder, Private | UnixFileMode.UserExecute);
        foreach (var file in files)
        {
            var target = Path.Combine(folder, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);

            // A script that is being run is not written over, but replaced.
            File.Delete(target);
            File.WriteAllBytes(target, file.Content);
            File.SetUnixFileMode(target, file.Executable ? Private | UnixFileMode.UserExecute : Private);
        }
    }

    public void Link(string key, string folder, IReadOnlyDictionary<string, string> links)
    {
        var at = Path.Combine(PathOf(key), folder);
        Directory.CreateDirectory(at);
        foreach (var old in Directory.GetFileSystemEntries(at))
        {
            var wanted = links.GetValueOrDefault(Path.GetFileName(old));
            if (wanted is null || new FileInfo(old).LinkTarget != wanted)
            {
                File.Delete(old);
            }
        }

        foreach (var (name, target) in links)
        {
            if (new FileInfo(Path.Combine(at, name)).LinkTarget is null)
            {
                File.CreateSymbolicLink(Path.Combine(at, name), target);
            }
        }
    }

    public FolderTail? Tail(string key, string file, int bytesMax)
    {
        try
        {
            using var stream = new FileStream(
                Path.Combine(PathOf(key), file),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-Math.Min(bytesMax, stream.Length), SeekOrigin.End);
            var bytes = new byte[Math.Min(bytesMax, stream.Length)];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return new(bytes[..read], new(File.GetLastWriteTimeUtc(stream.Name), TimeSpan.Zero));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Remove(string key)
    {
        if (Directory.Exists(PathOf(key)))
        {
            // Links are removed as links: what they lead to is somebody else's.
            Directory.Delete(PathOf(key), recursive: true);
        }
    }
}
