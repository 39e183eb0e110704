namespace Faultline.Services.Rds;

/// <summary>A database as it is on this machine: for whoever wants to reach it.</summary>
/// <param name="Name">What its account calls it.</param>
/// <param name="Id">What the engine calls it.</param>
public sealed record RunningDatabase(string Name, string Id, string Account, string Region, string Status)
{
    public required string Version { get; init; }

    /// <summary>Where clients reach it: a loopback address that stays the same.</summary>
    public required string Address { get; init; }

    public int Port { get; init; }

    /// <summary>The zone of whoever writes, by its id; null while nothing stands.</summary>
    public string? Zone { get; init; }

    /// <summary>The zone of the standby, by its id; null without one.</summary>
    public string? Standby { get; init; }

    /// <summary>What it follows, as a read replica: the name of an instance of this region, or an ARN.</summary>
    public string? Source { get; init; }

    /// <summary>How old what a read replica shows is; null for others, and while nobody knows.</summary>
    public TimeSpan? Lag { get; init; }

    public IReadOnlyList<RunningServer> Servers { get; init; } = [];
}

/// <summary>A server of a database.</summary>
/// <param name="Zone">The id of its zone.</param>
/// <param name="State">What it does: writing, following, down, fenced, stopped, making.</param>
public sealed record RunningServer(string Key, string Zone, string Host, string Address, string State)
{
    /// <summary>Its first process; null while nothing of it runs.</summary>
    public int? Pid { get; init; }

    /// <summary>Commits wait for it and have it.</summary>
    public bool IsInSync { get; init; }
}
