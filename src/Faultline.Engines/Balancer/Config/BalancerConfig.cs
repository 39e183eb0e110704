using System.Collections.Immutable;

namespace Faultline.Engines.Balancer.Config;

/// <summary>
/// What a balancer is to be, whole. A new one takes the place of the one before without a connection being dropped.
/// </summary>
public sealed record BalancerConfig(string Name)
{
    /// <summary>One for each zone that it stands in.</summary>
    public ImmutableArray<NodeConfig> Nodes { get; init; } = [];

    public ImmutableArray<ListenerConfig> Listeners { get; init; } = [];

    /// <summary>Who is behind it, by the names that rules forward to.</summary>
    public ImmutableDictionary<string, GroupConfig> Groups { get; init; } =
        ImmutableDictionary<string, GroupConfig>.Empty;

    public HttpConfig Http { get; init; } = new();

    /// <summary>A connection that carries nothing for so long is closed.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Zones that clients are led away from: their nodes work, and say that they are not to be used.</summary>
    public ImmutableHashSet<string> ShiftedAway { get; init; } = [];

    /// <summary>Who lets clients through to its nodes; null where everybody gets there.</summary>
    public IGuard? Guard { get; init; }

    /// <summary>Null where nothing is written down.</summary>
    public LogConfig? Log { get; init; }
}
