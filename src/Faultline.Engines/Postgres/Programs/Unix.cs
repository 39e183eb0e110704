using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Engines.Postgres.Programs;

/// <summary>What the framework does not offer: owners of files, a sync of a file system, old shared memory.</summary>
internal static partial class Unix
{
    private const int RemoveSegment = 0;
    private const int LookAtSegment = 2;

    /// <summary>Where in what Linux says of a segment, on 64 bits, it is told how many have it.</summary>
    private const int UsersAt = 88;

    public static bool IsRoot => geteuid() == 0;

    public static void Own(string path, ServerUser user)
    {
        if (lchown(path, user.Uid, user.Gid) != 0)
        {
            throw Failure($"{path} could not be given to {user.Name}");
        }
    }

    /// <summary>Gives a folder and all that is in it; symlinks themselves, and never what they lead to.</summary>
    public static void OwnAll(string folder, ServerUser user)
    {
        Own(folder, user);
        foreach (var each in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (each is DirectoryInfo { LinkTarget: null })
            {
                OwnAll(each.FullName, user);
            }
            else
            {
                Own(each.FullName, user);
            }
        }
    }

    /// <summary>
    /// Makes all that was written to the file system of a folder durable: one call, where a data folder has a thousand
    /// files.
    /// </summary>
    public static void SyncAll(string folder)
    {
        using var handle = Volumes.Libc.Folder(folder);
        if (syncfs(handle) != 0)
        {
            throw Failure($"{folder} could not be synced");
        }
    }

    /// <summary>The path of a folder without symlinks, as the system shows it of a process that works there.</summary>
    public static string RealPath(string folder)
    {
        using var handle = Volumes.Libc.Folder(folder);
        return new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget ?? folder;
    }

    /// <summary>Removes a segment of shared memory, if it is there and ours.</summary>
    public static void RemoveShared(int id) => _ = shmctl(id, RemoveSegment, 0);

    /// <summary>Removes a segment that nobody has: since a restart its number may be that of another one.</summary>
    public static unsafe void RemoveSharedOfNobody(int id)
    {
        Span<byte> state = stackalloc byte[256];
        fixed (byte* at = state)
        {
            if (shmctl(id, LookAtSegment, (nint)at) == 0 && BitConverter.ToUInt64(state[UsersAt..]) == 0)
            {
                RemoveShared(id);
            }
        }
    }

    private static IOException Failure(string what) =>
        new($"{what}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

#pragma warning disable IDE1006 // They are called what Linux calls them.
    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint user, uint group);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int syncfs(SafeFileHandle folder);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shmctl(int id, int command, nint buffer);
#pragma warning restore IDE1006
}
