using Faultline.Engines.Postgres.Programs;
using Faultline.Engines.Volumes;

namespace Faultline.Engines.Postgres.Servers;

/// <summary>Files of ours in the folders of servers: each is whole and durable, or as it was before.</summary>
internal static class Written
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file that only we, or the user that it is given to, can read.</summary>
    public static void Whole(string path, ReadOnlySpan<byte> content, ServerUser? user)
    {
        var beside = path + ".new";
        File.Delete(beside);
        using (var file = new FileStream(
            beside,
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private }))
        {
            file.Write(content);
            file.Flush();
            if (user is not null)
            {
                Unix.Own(beside, user);
            }

            Libc.Sync(file.SafeFileHandle);
        }

        File.Move(beside, path, overwrite: true);
        Libc.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes a file, durably. Says whether it was there.</summary>
    public static bool Delete(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        Libc.SyncFolder(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>Moves a folder, durably in the one that it comes to.</summary>
    public static void Move(string from, string to)
    {
        Directory.Move(from, to);
        Libc.SyncFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>Removes a folder with all that is in it, if it is there.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone is what it is to be.
        }
    }
}
