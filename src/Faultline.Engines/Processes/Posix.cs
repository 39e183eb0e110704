using System.Runtime.InteropServices;

namespace Faultline.Engines.Processes;

/// <summary>Calls of Linux for which the framework has no words: processes, signals, pidfds, files of /proc.</summary>
internal static unsafe partial class Posix
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigContinue = 18;
    public const int SigStop = 19;

    public const int WriteOnly = 1;
    public const int Create = 0x40;
    public const int Append = 0x400;
    public const int CloseOnExec = 0x80000;

    public const short PollIn = 1;
    public const int Interrupted = 4;

    private const int PidfdSendSignal = 424;
    private const int PidfdOpen = 434;
    private const int NoHang = 1;
    private const int ClockTicks = 2;
    private const int SetFlags = 2;
    private const int OwnOnly = 1;
    private const int NonBlocking = 0x800;

    /// <summary>How many ticks of processor time a second has.</summary>
    public static long TicksPerSecond { get; } = Math.Max(1, sysconf(ClockTicks));

    /// <summary>A descriptor that stands for a process, whatever becomes of its id; -1 if there is none.</summary>
    public static int OpenProcess(int pid) => (int)syscall(PidfdOpen, pid, 0, 0, 0);

    public static bool Signal(int pidfd, int signal) => syscall(PidfdSendSignal, pidfd, signal, 0, 0) == 0;

    /// <summary>Signals a process or, by a negative id, a process group.</summary>
    public static bool SignalById(int pid, int signal) => kill(pid, signal) == 0;

    /// <summary>
    /// Takes the status of a child of ours that has ended: its id when there is one, 0 while it runs, -1 for whoever is
    /// no child of ours.
    /// </summary>
    public static int Reap(int pid, out int status, out TimeSpan cpu)
    {
        // A struct rusage: it begins with user and system time, each in seconds and microseconds.
        var usage = stackalloc long[18];
        int got;
        do
        {
            got = wait4(pid, out status, NoHang, usage);
        }
        while (got < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        cpu = got > 0
            ? TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3])
            : TimeSpan.Zero;
        return got;
    }

    /// <summary>Waits until one of them is ready or the time is over (-1: never).</summary>
    public static int Poll(Span<Watched> files, int milliseconds)
    {
        fixed (Watched* first = files)
        {
            return poll(first, (nuint)files.Length, milliseconds);
        }
    }

    /// <summary>A descriptor by which a thread in <see cref="Poll"/> can be woken.</summary>
    public static int MakeBell() => eventfd(0, CloseOnExec | NonBlocking);

    public static void Ring(int bell)
    {
        var one = 1L;
        _ = write(bell, &one, sizeof(long));
    }

    public static void Silence(int bell)
    {
        long count;
        _ = read(bell, &count, sizeof(long));
    }

    public static int Open(string path, int flags, int mode) => open(path, flags, mode);

    /// <summary>Opens for reading, by a path that ends in a zero.</summary>
    public static int Open(ReadOnlySpan<byte> path)
    {
        fixed (byte* first = path)
        {
            return open(first, CloseOnExec, 0);
        }
    }

    public static int Read(int file, Span<byte> into)
    {
        fixed (byte* first = into)
        {
            return (int)read(file, first, (nuint)into.Length);
        }
    }

    /// <summary>Where a symbolic link leads; the path ends in a zero.</summary>
    public static int ReadLink(ReadOnlySpan<byte> path, Span<byte> into)
    {
        fixed (byte* from = path, to = into)
        {
            return (int)readlink(from, to, (nuint)into.Length);
        }
    }

    /// <summary>
    /// Keeps what the server itself inherited, from a shell with a pipe open, say, from its children. What the
    /// framework opens is kept from them anyhow.
    /// </summary>
    public static void KeepInherited()
    {
        foreach (var file in ProcFiles.Numbers("/proc/self/fd").Where(file => file > 2))
        {
            _ = fcntl(file, SetFlags, OwnOnly);
        }
    }

    public static void Close(int file) => _ = close(file);

    /// <summary>A struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Watched
    {
        public int File;
        public short For;
        public short Seen;
    }

#pragma warning disable IDE1006 // They are called what Linux calls them.
    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int wait4(int pid, out int status, int options, long* usage);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(Watched* files, nuint count, int milliseconds);

    [LibraryImport("libc")]
    private static partial int eventfd(uint count, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc")]
    private static partial int open(byte* path, int flags, int mode);

    [LibraryImport("libc")]
    private static partial nint read(int file, void* into, nuint length);

    [LibraryImport("libc")]
    private static partial nint write(int file, void* from, nuint length);

    [LibraryImport("libc")]
    private static partial nint readlink(byte* path, byte* into, nuint length);

    [LibraryImport("libc")]
    private static partial int close(int file);

    [LibraryImport("libc")]
    private static partial int fcntl(int file, int command, int argument);

    [LibraryImport("libc")]
    private static partial nint sysconf(int name);
#pragma warning restore IDE1006
}
