namespace Faultline.Engines.Processes;

/// <summary>Puts into words why a tree ended.</summary>
internal static class Endings
{
    public const string Unwatched = "ended while nobody watched";
    public const string Unheard = "ended, and only its parent heard how";
    public const string Killed = "killed";

    private static readonly string[] Signals =
    [
        "0", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
        "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP",
        "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR",
        "SIGSYS",
    ];

    /// <summary>What the status of a process says, as wait gives it.</summary>
    public static string Of(int status)
    {
        var signal = status & 0x7F;
        return CodeOf(status) is { } code
            ? $"exited with {code}"
            : $"killed by {(signal < Signals.Length ? Signals[signal] : $"signal {signal}")}";
    }

    /// <summary>With what it exited; null when a signal ended it.</summary>
    public static int? CodeOf(int status) => (status & 0x7F) == 0 ? (status >> 8) & 0xFF : null;

    public static string OutOfMemory(long held, long limit) =>
        $"out of memory: the tree held {held >> 20} MiB of {limit >> 20} MiB";

    public static string AfterGrace(TimeSpan grace) =>
        $"killed: it had not ended {grace.TotalSeconds:0.###} s after TERM";
}
