namespace Faultline.Engines.Processes;

/// <summary>How a process tree does: the root and all that it started, together.</summary>
public sealed record ProcessTree(string Key, TreeState State, DateTimeOffset Began)
{
    /// <summary>The root's process id while it runs.</summary>
    public int? Root { get; init; }

    /// <summary>Why it ended, for people; null while it runs.</summary>
    public string? Ending { get; init; }

    /// <summary>
    /// With what the root exited by itself; null while it runs, when it was told to end, killed, or nobody heard.
    /// </summary>
    public int? ExitCode { get; init; }

    /// <summary>It ended while no server watched it, so nobody knows how.</summary>
    public bool WhileAway => Ending == Endings.Unwatched;

    /// <summary>The TCP ports at which it listens, in order.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    public TreeUsage Usage { get; init; }

    /// <summary>What something else takes of what it may use.</summary>
    public Pressure Pressure { get; init; }
}

/// <summary>Whether a tree runs. It has ended when its root has; what the root left behind is killed.</summary>
public enum TreeState
{
    Running,
    Paused,
    Ended,
}

/// <summary>What a tree has used since it began, and what it holds now.</summary>
public readonly record struct TreeUsage(
    int Processes, TimeSpan Cpu, long MemoryBytes, long ReadBytes, long WrittenBytes)
{
    /// <summary>How long in all nothing was read or written from one look to the next.</summary>
    public TimeSpan Idle { get; init; }
}
