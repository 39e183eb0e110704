namespace Faultline.Engines.Postgres;

/// <summary>A server as it is on this machine. Never changes.</summary>
/// <param name="IsFenced">It wrote once, and must not again.</param>
public sealed record ServerView(string Key, int Major, ServerProcess Process, bool IsFenced)
{
    /// <summary>The process tree that it runs as; null while nothing of it runs.</summary>
    public string? Tree { get; init; }

    /// <summary>The first process of that tree.</summary>
    public int? Pid { get; init; }

    /// <summary>Why it ended last, where it did so by itself.</summary>
    public string? Why { get; init; }
}

/// <summary>What there is of a server's process.</summary>
public enum ServerProcess
{
    None,
    Running,
    Paused,
}
