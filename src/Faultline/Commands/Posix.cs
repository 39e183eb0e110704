using System.Runtime.InteropServices;

namespace Faultline.Commands;

/// <summary>The two calls of the system that .NET has no name for.</summary>
internal static partial class Posix
{
    private const int SigTerm = 15;

    /// <summary>Asks a process to end.</summary>
    public static void Terminate(int pid) => _ = Kill(pid, SigTerm);

    /// <summary>Parts from the terminal and its signals.</summary>
    public static void LeaveSession() => _ = SetSid();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSid();
}
