using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Faultline.Network.Polling;

/// <summary>Calls of Linux for which the framework has no words: readiness, and sockets that never wait.</summary>
internal static unsafe partial class Epoll
{
    public const uint In = 0x1;
    public const uint Out = 0x4;
    public const uint Err = 0x8;
    public const uint Hup = 0x10;
    public const uint PeerEnds = 0x2000;

    /// <summary>Tells of changes alone, not of what is so still.</summary>
    public const uint Edge = 0x8000_0000;

    private const int Add = 1;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int Peek = 0x2;
    private const int NoSignal = 0x4000;

    private const int Interrupted = 4;
    private const int WouldWait = 11;
    private const int InProgress = 115;

    /// <summary>What a call answers that would have had to wait.</summary>
    public const int NotNow = -1;

    /// <summary>An event of the kernel's is packed on this kind of machine alone.</summary>
    private static readonly bool isPacked =
        RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;

    private static readonly int dataAt = isPacked ? 4 : 8;

    /// <summary>How many bytes an event takes.</summary>
    public static int EventBytes { get; } = isPacked ? 12 : 16;

    public static int Open() => epoll_create1(CloseOnExec);

    /// <summary>A descriptor that becomes ready when somebody calls <see cref="Ring"/>.</summary>
    public static int Bell() => eventfd(0, CloseOnExec | NonBlocking);

    public static void Ring(int bell)
    {
        var one = 1UL;
        _ = write(bell, &one, sizeof(ulong));
    }

    public static void Silence(int bell)
    {
        ulong rung;
        _ = read(bell, &rung, sizeof(ulong));
    }

    public static void Watch(int epoll, int file, uint what, ulong id)
    {
        var one = stackalloc byte[16];
        *(uint*)one = what;
        *(ulong*)(one + dataAt) = id;
        if (epoll_ctl(epoll, Add, file, one) != 0)
        {
            throw Trouble(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Waits until something is ready, and says how many events there are.</summary>
    public static int Wait(int epoll, byte[] events)
    {
        fixed (byte* at = events)
        {
            return Math.Max(0, epoll_wait(epoll, at, events.Length / EventBytes, -1));
        }
    }

    public static (uint What, ulong Id) Event(byte[] events, int index)
    {
        var one = events.AsSpan(index * EventBytes, EventBytes);
        return (MemoryMarshal.Read<uint>(one), MemoryMarshal.Read<ulong>(one[dataAt..]));
    }

    /// <summary>Bytes that are there, 0 at the end; without room 0 says that there are some.</summary>
    public static int Receive(int socket, Span<byte> into)
    {
        byte probe;
        while (true)
        {
            nint count;
            fixed (byte* at = into)
            {
                count = into.IsEmpty
                    ? Math.Min(recv(socket, &probe, 1, Peek), 0)
                    : recv(socket, at, (nuint)into.Length, 0);
            }

            if (Outcome(count) is { } outcome)
            {
                return outcome;
            }
        }
    }

    /// <summary>Sends as many as there is room for.</summary>
    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            nint count;
            fixed (byte* at = bytes)
            {
                count = send(socket, at, (nuint)bytes.Length, NoSignal);
            }

            if (Outcome(count) is { } outcome)
            {
                return outcome;
            }
        }
    }

    /// <summary>Begins to connect: true once it has, false while that is under way; throws where nobody is.</summary>
    public static bool Connect(int socket, IPEndPoint to)
    {
        var address = to.Serialize();
        fixed (byte* at = address.Buffer.Span)
        {
            if (connect(socket, at, (uint)address.Size) == 0)
            {
                return true;
            }
        }

        var error = Marshal.GetLastPInvokeError();
        return error is InProgress or Interrupted ? false : throw Trouble(error);
    }

    /// <summary>What a call came to; null for one that a signal interrupted, which is made again.</summary>
    private static int? Outcome(nint count) => count >= 0 ? (int)count : Marshal.GetLastPInvokeError() switch
    {
        Interrupted => null,
        WouldWait => NotNow,
        var error => throw Trouble(error),
    };

    private static SocketException Trouble(int error) => new((int)(error switch
    {
        32 or 104 => SocketError.ConnectionReset,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        101 => SocketError.NetworkUnreachable,
        113 => SocketError.HostUnreachable,
        24 => SocketError.TooManyOpenSockets,
        _ => SocketError.SocketError,
    }));

#pragma warning disable IDE1006 // They are called what Linux calls them.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int what, int file, byte* one);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, byte* events, int count, int milliseconds);

    [LibraryImport("libc")]
    private static partial int eventfd(uint count, int flags);

    [LibraryImport("libc")]
    private static partial nint read(int file, void* into, nuint length);

    [LibraryImport("libc")]
    private static partial nint write(int file, void* from, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, byte* into, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, byte* from, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int socket, byte* address, uint length);
#pragma warning restore IDE1006
}
