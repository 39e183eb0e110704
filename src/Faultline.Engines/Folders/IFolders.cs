namespace Faultline.Engines.Folders;

/// <summary>
/// A folder for each of many keys, with the small files that something is started from: of this machine, or a
/// simulation's. What it holds is made anew at each start, so none of it has to survive.
/// </summary>
public interface IFolders
{
    /// <summary>The keys that have a folder, in order.</summary>
    IReadOnlyList<string> All { get; }

    string PathOf(string key);

    /// <summary>Makes the folder, if it is not there, and puts files into it; other files stay.</summary>
    void Write(string key, IEnumerable<FolderFile> files);

    /// <summary>Makes links of these names lead to these paths in a folder of links; links of other names go.</summary>
    void Link(string key, string folder, IReadOnlyDictionary<string, string> links);

    /// <summary>The last bytes of a file, with the hour of its last change; null if it is not there.</summary>
    FolderTail? Tail(string key, string file, int bytesMax);

    /// <summary>Removes a folder with all that is in it. What its links lead to stays.</summary>
    void Remove(string key);
}

/// <summary>A file by its name within the folder.</summary>
public sealed record FolderFile(string Name, byte[] Content, bool Executable = false);

/// <summary>The end of a file.</summary>
public sealed record FolderTail(byte[] Bytes, DateTimeOffset Changed);
