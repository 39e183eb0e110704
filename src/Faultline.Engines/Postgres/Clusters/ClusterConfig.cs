using System.Net;
using Faultline.Kernel.Places;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>What a cluster is to be. Never changes; another one takes its place.</summary>
public sealed record ClusterConfig(string Name, int Major, ClusterSeed Seed)
{
    /// <summary>
    /// Its servers, in the order in which they are to be promoted. The first is the first writer. One that is added is
    /// cloned from the writer; one that is left out is deleted, after the writing went elsewhere where it was the
    /// writer.
    /// </summary>
    public required IReadOnlyList<MemberConfig> Members { get; init; }

    /// <summary>The name by which a fault can be aimed at it; null for its own.</summary>
    public string? KnownAs { get; init; }

    /// <summary>How many standbys have to have a commit before it is acknowledged.</summary>
    public int Synchronous { get; init; }

    /// <summary>Where clients are taken, on behalf of which place; null for nowhere.</summary>
    public EndpointConfig? Endpoint { get; init; }

    /// <summary>Who lets clients through to it; null where everybody may come.</summary>
    public IEndpointGuard? Guard { get; init; }

    /// <summary>Our superuser's name and password, the same in all members and all their followers.</summary>
    public required Admin Admin { get; init; }

    /// <summary>
    /// Whom the databases belong to; null where that comes with the seed. Another password is set at once.
    /// </summary>
    public Owner? Owner { get; init; }

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>What it follows without being waited for, as a read replica; null for a cluster that writes.</summary>
    public Following? Follows { get; init; }

    /// <summary>The slots of those that follow this one, for whom it keeps what they lack.</summary>
    public IReadOnlyList<string> Followers { get; init; } = [];

    /// <summary>The archive that gets what it writes; null for none.</summary>
    public string? Archive { get; init; }

    public TimeSpan ArchiveEvery { get; init; } = TimeSpan.FromMinutes(5);

    public ServerTls? Tls { get; init; }

    public bool DemandsTls { get; init; }

    public long? MemoryBytesMax { get; init; }

    public double? CpusMax { get; init; }

    /// <summary>Its servers are to be stopped, and their data kept.</summary>
    public bool IsStopped { get; init; }

    /// <summary>How often its writer was to be restarted: once more than it was, and it is.</summary>
    public int Restarts { get; init; }

    /// <summary>How often another member was to take over; where none can, the cluster says so in an event.</summary>
    public int Failovers { get; init; }
}

/// <summary>A server of a cluster: its key, the host that it stands on, and where it listens.</summary>
public sealed record MemberConfig(string Key, Domain Host, IPEndPoint Address);

/// <summary>Where clients are taken.</summary>
public sealed record EndpointConfig(IPEndPoint Listen, Domain Here);

/// <summary>Our superuser.</summary>
public sealed record Admin(string Name, string Password);

/// <summary>Whom a read replica follows: a cluster of this region or another one.</summary>
/// <param name="Slot">What the follower is called there.</param>
public sealed record Following(string Region, string Cluster, string Slot);

/// <summary>What a cluster's data are made of, once.</summary>
public abstract record ClusterSeed
{
    private ClusterSeed()
    {
    }

    /// <summary>Nothing.</summary>
    public sealed record Empty : ClusterSeed;

    /// <summary>A backup of this region, and what an archive has after it, up to a moment.</summary>
    public sealed record Backup(string Key) : ClusterSeed
    {
        public string? Archive { get; init; }

        public DateTimeOffset? Until { get; init; }
    }

    /// <summary>What it follows.</summary>
    public sealed record Source : ClusterSeed;
}
