using System.Collections.Immutable;
using System.Net;

namespace Faultline.Engines.Balancer;

/// <summary>A node as it is now.</summary>
/// <param name="Ports">Where it listens for each listener's port, as the machine may keep that for others.</param>
/// <param name="IsUp">Its zone has power.</param>
/// <param name="IsInName">Clients that resolve the balancer's name are to get its address.</param>
/// <param name="Trouble">Why it does not listen as it should; null when it does.</param>
public sealed record NodeView(
    string Zone,
    IPAddress Address,
    ImmutableDictionary<int, int> Ports,
    bool IsUp,
    bool IsInName,
    ImmutableArray<TargetView> Targets,
    string? Trouble = null)
{
    /// <summary>What has happened at it since it began; null where nobody counts.</summary>
    public Counts? Counts { get; init; }

    /// <summary>What its targets did together, group by group.</summary>
    public ImmutableArray<GroupView> Groups { get; init; } = [];
}

/// <summary>
/// What the targets of a group answered to one node, and how long they took: for an answer of HTTP to begin, or for a
/// connection of layer 4 to be there.
/// </summary>
public sealed record GroupView(string Name, Counts Answers, Durations Times);

/// <summary>A target as one node sees it.</summary>
public sealed record TargetView(string Group, string Key, TargetHealth Health, TargetReason Reason)
{
    /// <summary>The status that the last bad check got, where that is what was bad.</summary>
    public int? Status { get; init; }

    /// <summary>How many requests, or connections, the node has given it. Only ever grows.</summary>
    public long Given { get; init; }
}

public enum TargetHealth
{
    /// <summary>It has not been checked often enough to say.</summary>
    Initial,
    Healthy,
    Unhealthy,

    /// <summary>It leaves.</summary>
    Draining,

    /// <summary>This node sends nothing there.</summary>
    Unused,
}

/// <summary>Why a target is not healthy.</summary>
public enum TargetReason
{
    None,
    Registering,
    Checking,

    /// <summary>Answers came that are not among the good ones.</summary>
    Mismatch,

    /// <summary>No answer came in time.</summary>
    Timeout,

    /// <summary>Nobody is there, or what came is no answer.</summary>
    Failed,
    Draining,

    /// <summary>It is in a zone where the balancer has no node, and is not asked across zones.</summary>
    OtherZone,
}
