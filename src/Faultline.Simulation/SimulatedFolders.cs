using Faultline.Engines.Folders;

namespace Faultline.Simulation;

/// <summary>Folders in memory, for machines that are not there.</summary>
public sealed class SimulatedFolders : IFolders
{
    private readonly SortedDictionary<string, Dictionary<string, byte[]>> folders = new(StringComparer.Ordinal);

    public IReadOnlyList<string> All => [.. folders.Keys];

    public string PathOf(string key) => $"/machines/{key}";

    public void Write(string key, IEnumerable<FolderFile> files)
    {
        foreach (var file in files)
        {
            Of(key)[file.Name] = file.Content;
        }
    }

    public void Link(string key, string folder, IReadOnlyDictionary<string, string> links) => Of(key);

    public FolderTail? Tail(string key, string file, int bytesMax) =>
        folders.GetValueOrDefault(key)?.GetValueOrDefault(file) is { } bytes
            ? new(bytes[^Math.Min(bytesMax, bytes.Length)..], default)
            : null;

    public void Remove(string key) => folders.Remove(key);

    private Dictionary<string, byte[]> Of(string key) =>
        folders.TryGetValue(key, out var folder) ? folder : folders[key] = new(StringComparer.Ordinal);
}
