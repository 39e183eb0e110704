using Faultline.Store;

namespace Faultline.Stories.CloudFormation;

/// <summary>A folder of a disk as a disk of its own, so that a server keeps two regions on one.</summary>
internal sealed class SetsFolder(IDisk disk, string folder) : IDisk
{
    public IDiskFile Open(string path) => disk.Open(Path(path));

    public bool Exists(string path) => disk.Exists(Path(path));

    public IReadOnlyList<string> List(string path) => disk.List(Path(path));

    public void Delete(string path) => disk.Delete(Path(path));

    public void Move(string from, string to) => disk.Move(Path(from), Path(to));

    public void SyncFolder(string path) => disk.SyncFolder(Path(path));

    private string Path(string path) => path.Length == 0 ? folder : $"{folder}/{path}";
}
