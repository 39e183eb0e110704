using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Store;

/// <summary>What the framework does not offer: syncs of data alone, and of folders.</summary>
internal static class Posix
{
    private const int NoSpace = 28;
    private const int QuotaReached = 122;
    private const int Interrupted = 4;

    /// <summary>On ARM it has an old number of its own, and this one means something else.</summary>
    private static readonly int directoryOnly = DirectoryOnly(RuntimeInformation.ProcessArchitecture);

    /// <summary>
    /// Makes what was written to a file durable. Where the file keeps its length and place, a sync of the data alone
    /// saves the one of its times, which costs as much again.
    /// </summary>
    public static void Sync(SafeFileHandle file, string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (fdatasync(file) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                throw Failure($"{path} could not be synced", error);
            }
        }
    }

    /// <summary>Makes the names in a folder durable. Elsewhere than on Linux the system is trusted with that.</summary>
    public static void SyncFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var folder = open(path, directoryOnly);
        if (folder < 0)
        {
            throw Failure($"{path} could not be opened", Marshal.GetLastPInvokeError());
        }

        using var handle = new SafeFileHandle(folder, ownsHandle: true);
        if (fsync(handle) != 0)
        {
            throw Failure($"{path} could not be synced", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>The same failure, as a full disk where it is one.</summary>
    public static IOException Named(IOException failure) =>
        failure is not DiskFull && (failure.HResult & 0xFFFF) is NoSpace or QuotaReached or 112
            ? new DiskFull(failure.Message, failure)
            : failure;

    /// <summary>The flag with which only a folder can be opened.</summary>
    internal static int DirectoryOnly(Architecture architecture) =>
        architecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    private static IOException Failure(string what, int error)
    {
        var message = $"{what}: {Marshal.GetPInvokeErrorMessage(error)}.";
        return error is NoSpace or QuotaReached ? new DiskFull(message) : new IOException(message, error);
    }

#pragma warning disable SYSLIB1054, CA2101, IDE1006 // Three calls of numbers and a name: not worth generated code.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fdatasync(SafeFileHandle file);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(SafeFileHandle file);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
#pragma warning restore SYSLIB1054, CA2101, IDE1006
}
