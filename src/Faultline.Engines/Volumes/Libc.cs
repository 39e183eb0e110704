using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Engines.Volumes;

/// <summary>
/// What the framework does not offer: opening a name within an open folder, without following a symlink, and looking
/// at what it is. Numbers are Linux's.
/// </summary>
internal static class Libc
{
    private const int OpenNonBlocking = 0x800;
    private const int OpenCloseOnExec = 0x80000;
    private const int LinkNotFollowed = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7FF;
    private const int OmitTime = 0x3FFFFFFE;
    private const int SeekData = 3;
    private const int NoEntry = 2;
    private const int NoDevice = 6;
    private const int NotDirectory = 20;
    private const int TooManyLinks = 40;

    /// <summary>These differ on ARM, where they have old numbers of their own.</summary>
    private static readonly int OpenFolder = IsArm ? 0x4000 : 0x10000;

    private static readonly int OpenNoFollow = IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>Opens a folder that is given by its path.</summary>
    public static SafeFileHandle Folder(string path) =>
        Opened(open(path, OpenFolder | OpenNoFollow | OpenCloseOnExec), path, mayBeGone: false)!;

    /// <summary>Opens what has this name in the folder to be read; null if it is gone or of another kind.</summary>
    public static SafeFileHandle? OpenIn(SafeFileHandle folder, string name, bool isFolder)
    {
        var flags = OpenNoFollow | OpenNonBlocking | OpenCloseOnExec | (isFolder ? OpenFolder : 0);
        return Opened(openat(folder, name, flags), name, mayBeGone: true);
    }

    /// <summary>What an open file is.</summary>
    public static Stat Look(SafeFileHandle file) => statx(file, "", EmptyPath, BasicStats, out var stat) == 0
        ? new(stat)
        : throw Failure("A file could not be looked at");

    /// <summary>What has this name in the folder, itself and not where it points to; null if it is gone.</summary>
    public static Stat? LookIn(SafeFileHandle folder, string name) =>
        statx(folder, name, LinkNotFollowed, BasicStats, out var stat) == 0
            ? new(stat)
            : Marshal.GetLastPInvokeError() == NoEntry
                ? null
                : throw Failure($"{name} could not be looked at");

    /// <summary>Where the file has data again from this place on; its end, or beyond, where there is none.</summary>
    public static long NextData(SafeFileHandle file, long from)
    {
        var next = lseek(file, from, SeekData);
        return next >= 0 ? next : Marshal.GetLastPInvokeError() == NoDevice ? long.MaxValue : from;
    }

    public static void SetChanged(SafeFileHandle file, long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(nanoseconds, 1_000_000_000);
        if (rest < 0)
        {
            (seconds, rest) = (seconds - 1, rest + 1_000_000_000);
        }

        if (futimens(file, [new() { Nanoseconds = OmitTime }, new() { Seconds = seconds, Nanoseconds = rest }]) != 0)
        {
            throw Failure("The time of a file could not be set");
        }
    }

    /// <summary>Makes a file, or the names in a folder, durable.</summary>
    public static void Sync(SafeFileHandle file)
    {
        if (fsync(file) != 0)
        {
            throw Failure("A file could not be synced");
        }
    }

    public static void SyncFolder(string path)
    {
        using var folder = Folder(path);
        Sync(folder);
    }

    private static SafeFileHandle? Opened(int descriptor, string name, bool mayBeGone)
    {
        if (descriptor >= 0)
        {
            return new(descriptor, ownsHandle: true);
        }

        return mayBeGone && Marshal.GetLastPInvokeError() is NoEntry or NoDevice or NotDirectory or TooManyLinks
            ? null
            : throw Failure($"{name} could not be opened");
    }

    private static IOException Failure(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new($"{what}: {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    /// <summary>What the system says of a file.</summary>
    internal readonly struct Stat
    {
        private const int KindMask = 0xF000;

        private readonly StatX from;

        internal Stat(StatX from) => this.from = from;

        public bool IsFolder => (from.Mode & KindMask) == 0x4000;

        public bool IsFile => (from.Mode & KindMask) == 0x8000;

        public bool IsSymlink => (from.Mode & KindMask) == 0xA000;

        public int Mode => from.Mode & 0xFFF;

        public long Length => (long)from.Size;

        public bool HasHoles => from.Blocks * 512 < from.Size;

        public long Changed => Math.Clamp(from.ChangedSeconds, -9_000_000_000, 9_000_000_000) * 1_000_000_000
            + from.ChangedNanoseconds;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatX
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(48)]
        public ulong Blocks;

        [FieldOffset(112)]
        public long ChangedSeconds;

        [FieldOffset(120)]
        public uint ChangedNanoseconds;
    }

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }

#pragma warning disable SYSLIB1054, CA2101, IDE1006 // A few calls of numbers and names: not worth generated code.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int openat(
        SafeFileHandle folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(
        SafeFileHandle folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out StatX stat);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long lseek(SafeFileHandle file, long offset, int whence);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int futimens(SafeFileHandle file, Time[] times);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(SafeFileHandle file);
#pragma warning restore SYSLIB1054, CA2101, IDE1006
}
