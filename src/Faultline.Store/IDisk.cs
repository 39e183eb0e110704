namespace Faultline.Store;

/// <summary>
/// The disk seam: one folder tree that a node owns. The real one is files; the simulated one tears, flips, fails and
/// forgets what was not synced. Paths have slashes and begin in the root, which is the empty path.
/// </summary>
public interface IDisk
{
    /// <summary>Opens a file for reading and writing, making it when it is not there. It may be open already.</summary>
    IDiskFile Open(string path);

    bool Exists(string path);

    /// <summary>The files and folders directly in a folder, by name, in order. Empty when it is not there.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Deletes a file if it is there. Who has it open goes on reading it.</summary>
    void Delete(string path);

    /// <summary>Puts one file in another's place at once; durable after <see cref="SyncFolder"/>.</summary>
    void Move(string from, string to);

    /// <summary>Makes creations, deletions and moves in a folder durable.</summary>
    void SyncFolder(string folder);
}
