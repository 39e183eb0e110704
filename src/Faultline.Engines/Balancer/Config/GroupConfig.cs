using System.Collections.Immutable;
using System.Net;
using Faultline.Kernel.Places;

namespace Faultline.Engines.Balancer.Config;

/// <summary>A group of targets that do the same, and how one of them is chosen.</summary>
public sealed record GroupConfig(string Name, TargetProtocol Protocol)
{
    /// <summary>The order in which they were registered.</summary>
    public ImmutableArray<TargetConfig> Targets { get; init; } = [];

    public TargetVersion Version { get; init; }

    public CheckConfig Check { get; init; } = new();

    /// <summary>
    /// The group whose checks say how these targets are, by the same keys; null for one that has checks of its own.
    /// </summary>
    public string? HealthOf { get; init; }

    /// <summary>When too few are healthy all are asked; without it nobody is when none is healthy.</summary>
    public bool FailsOpen { get; init; } = true;

    public Algorithm Algorithm { get; init; } = Algorithm.RoundRobin;

    /// <summary>Null when requests of one client may go anywhere.</summary>
    public StickyConfig? Sticky { get; init; }

    /// <summary>With <see cref="Algorithm.WeightedRandom"/>: whoever errs more than others gets less to do.</summary>
    public bool MitigatesAnomalies { get; init; }

    /// <summary>A target that has become healthy gets its full share after so long; zero means at once.</summary>
    public TimeSpan SlowStart { get; init; }

    /// <summary>Whether nodes send to targets in other zones than theirs.</summary>
    public bool CrossZone { get; init; } = true;

    /// <summary>With fewer healthy targets than that a node sends to all of them.</summary>
    public Least RoutingLeast { get; init; } = new(1, 0);

    /// <summary>With fewer healthy targets than that in a zone its node is not to be used.</summary>
    public Least NameLeast { get; init; } = new(1, 0);

    /// <summary>Layer 4: what is open with a target that has become unhealthy, or has left, is reset.</summary>
    public bool ResetsUnhealthy { get; init; } = true;

    /// <summary>Layer 4: what is open with a target whose time to leave is over is reset.</summary>
    public bool ResetsDrained { get; init; }

    /// <summary>Layer 4: the target is told of the client by the PROXY protocol.</summary>
    public bool TellsClient { get; init; }

    /// <summary>The version of it: 1 or 2.</summary>
    public int ProxyVersion { get; init; } = 2;

    /// <summary>
    /// Over TLS: the public keys that targets may have, each as its subject public key info; with none any will do.
    /// </summary>
    public ImmutableArray<ImmutableArray<byte>> TrustedKeys { get; init; } = [];

    /// <summary>Layer 4: connections of one address go to one target.</summary>
    public bool ByClientAddress { get; init; }
}

/// <summary>Somebody who does the work: where it stands, and the address at which it does.</summary>
/// <param name="Key">What tells it from others of the group.</param>
/// <param name="At">Where it stands on the map; null when that is outside.</param>
public sealed record TargetConfig(string Key, IPEndPoint Address, Domain At)
{
    /// <summary>The zone that it counts as; null counts as every node's own.</summary>
    public string? Zone { get; init; }

    /// <summary>Where it is checked, if not where it works.</summary>
    public int? CheckPort { get; init; }

    /// <summary>The zones whose nodes can open no connection to it: who dials from there waits in vain.</summary>
    public ImmutableHashSet<string> ClosedTo { get; init; } = [];

    /// <summary>The same of connections for checks, which may be to another port.</summary>
    public ImmutableHashSet<string> ChecksClosedTo { get; init; } = [];

    /// <summary>The zones between which and it nothing passes any more, on connections that are open either.</summary>
    public ImmutableHashSet<string> CutFrom { get; init; } = [];

    /// <summary>It leaves: nothing new goes there. Afterwards it is taken out of the config.</summary>
    public bool Drains { get; init; }

    /// <summary>Its zone is one that clients are led away from: it is checked, and nothing new goes there.</summary>
    public bool IsShiftedAway { get; init; }
}

public enum TargetProtocol
{
    Http,
    Https,
    Tcp,
    Tls,
    Udp,
}

/// <summary>What is spoken with targets of HTTP and HTTPS.</summary>
public enum TargetVersion
{
    Http1,
    Http2,
    Grpc,
}

public enum Algorithm
{
    RoundRobin,
    LeastOutstanding,
    WeightedRandom,

    /// <summary>By a hash of where the connection comes from and goes to, as layer 4 does.</summary>
    FlowHash,
}

/// <summary>The fewest that are enough: a number, and a share of all in per cent; zero does not count.</summary>
public readonly record struct Least(int Count, int Percent)
{
    public bool IsReached(int healthy, int all) =>
        healthy >= Count && healthy * 100 >= (long)Percent * all;
}

/// <summary>How a client comes to the same target again.</summary>
/// <param name="For">For how long; infinite means for as long as the client keeps the cookie.</param>
/// <param name="Cookie">The application's cookie that is followed; null for one of the balancer's own.</param>
public sealed record StickyConfig(TimeSpan For, string? Cookie = null)
{
    /// <summary>What the balancer's cookie is called; null for the names of application load balancers.</summary>
    public string? Own { get; init; }
}

/// <summary>How a node finds out whether a target is well.</summary>
public sealed record CheckConfig
{
    public CheckProtocol Protocol { get; init; } = CheckProtocol.Http;

    /// <summary>Null where targets are checked at their own ports.</summary>
    public int? Port { get; init; }

    public string Path { get; init; } = "/";

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public int HealthyAfter { get; init; } = 5;

    /// <summary>So many good checks in a row it takes for one that is new.</summary>
    public int NewHealthyAfter { get; init; } = 1;

    public int UnhealthyAfter { get; init; } = 2;

    /// <summary>The statuses that are good, as in <c>200-299,301</c>; of gRPC those that it knows.</summary>
    public string Matcher { get; init; } = "200";
}

public enum CheckProtocol
{
    /// <summary>Targets are taken for well.</summary>
    None,
    Http,
    Https,
    Tcp,

    /// <summary>A connection is made, and TLS over it.</summary>
    Tls,
}
