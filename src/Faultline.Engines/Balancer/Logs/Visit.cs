namespace Faultline.Engines.Balancer.Logs;

/// <summary>A request and what became of it, for a log. Filled in as it goes on, and by one at a time.</summary>
public sealed class Visit(Guest guest, DateTimeOffset began)
{
    public Guest Guest => guest;

    public DateTimeOffset Began => began;

    public DateTimeOffset Ended { get; internal set; }

    /// <summary>Null where the request could not be read, and then target, host and version are null as well.</summary>
    public string? Method { get; internal set; }

    /// <summary>Path and query as the client said them.</summary>
    public string? Target { get; internal set; }

    /// <summary>Without its port.</summary>
    public string? Host { get; internal set; }

    public string? Version { get; internal set; }

    /// <summary>The targets that it is for speak gRPC.</summary>
    public bool IsGrpc { get; internal set; }

    public string? UserAgent { get; internal set; }

    /// <summary>What the trace field says; null where nobody was told.</summary>
    public string? Trace { get; internal set; }

    /// <summary>The name of the rule that decided; null when none came to do so.</summary>
    public string? Rule { get; internal set; }

    public VisitAct Act { get; internal set; }

    /// <summary>Where the client was sent.</summary>
    public string? Redirect { get; internal set; }

    public string? Group { get; internal set; }

    /// <summary>The key of the target that was asked last.</summary>
    public string? Member { get; internal set; }

    /// <summary>When the request had been sent to that target.</summary>
    public DateTimeOffset? AskedAt { get; internal set; }

    /// <summary>When the head of its answer was there.</summary>
    public DateTimeOffset? HeardAt { get; internal set; }

    /// <summary>When the client began to be answered.</summary>
    public DateTimeOffset? AnsweredAt { get; internal set; }

    /// <summary>What the client was told; 0 when it was gone before it was told anything.</summary>
    public int Status { get; internal set; }

    /// <summary>What the target said.</summary>
    public int? TargetStatus { get; internal set; }

    public long Received { get; internal set; }

    public long Sent { get; internal set; }

    /// <summary>From some point on the two spoke another language.</summary>
    public bool IsUpgraded { get; internal set; }
}

/// <summary>What the rule said.</summary>
public enum VisitAct
{
    None,
    Forward,
    Redirect,
    Fixed,
}
