using Faultline.Api.Rds;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Parameters;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Rds.Keeping;

/// <summary>
/// A database instance, under the id that stays its own when it is renamed: as the API shows it, but for what follows
/// from the rest, and what only we know. The id is also the name of its cluster in the engine, and of its archive.
/// </summary>
internal sealed record InstanceRow(string Id, string Account, DBInstance Shown) : IRow
{
    /// <summary>The version of PostgreSQL that its data are for.</summary>
    public int Major { get; init; }

    public ClusterSeed Seed { get; init; } = new ClusterSeed.Empty();

    /// <summary>The password of our superuser in it, closed.</summary>
    public string AdminPassword { get; init; } = "";

    /// <summary>The password of its master user, closed; null where that comes with the seed.</summary>
    public string? Password { get; init; }

    /// <summary>Its servers. The first wrote first; which one writes now the engine decides.</summary>
    public List<Member> Members { get; init; } = [];

    /// <summary>The number of the next member: a key is nobody's twice.</summary>
    public int NextMember { get; init; } = 1;

    /// <summary>The key of the member that wrote as of the last look.</summary>
    public string? Writer { get; init; }

    /// <summary>What it follows as a read replica.</summary>
    public Following? Follows { get; init; }

    /// <summary>Those that follow it, in this region and in others.</summary>
    public List<Follower> Followers { get; init; } = [];

    /// <summary>
    /// The parameters that it runs with; what its group says besides comes into force with the next restart.
    /// </summary>
    public InForce InForce { get; init; } = new("", new Dictionary<string, string>());

    /// <summary>How often it was to be restarted, and another member was to take over.</summary>
    public int Restarts { get; init; }

    public int Failovers { get; init; }

    /// <summary>It is to be stopped.</summary>
    public bool IsStopped { get; init; }

    /// <summary>It was available once.</summary>
    public bool IsMade { get; init; }

    /// <summary>What is pending is applied without waiting for the maintenance window.</summary>
    public bool AppliesNow { get; init; }

    /// <summary>It is to follow nobody any more, once that is due.</summary>
    public bool IsPromoted { get; init; }

    /// <summary>Whatever is under way is not over before then.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>The number of the last event of its cluster that was told.</summary>
    public long Heard { get; init; }

    /// <summary>What is said of it when it is there; null for <c>DB instance created</c>.</summary>
    public string? Announces { get; init; }

    /// <summary>
    /// The snapshot that is to be taken before it is deleted. Whoever took it sets this to null, and then it goes.
    /// </summary>
    public string? FinalSnapshot { get; init; }

    /// <summary>Its automated backups outlive it.</summary>
    public bool KeepsBackups { get; init; }

    /// <summary>When its storage was made larger last, by itself or by order.</summary>
    public DateTimeOffset? Grown { get; init; }

    /// <summary>Since when next to nothing of its storage is free; null while enough is.</summary>
    public DateTimeOffset? LowSince { get; init; }

    /// <summary>
    /// The size in GiB at which nothing was free any more: one that is larger has room. Zero for none.
    /// </summary>
    public int Exhausted { get; init; }

    /// <summary>Its servers are shut down because nothing of its storage is free.</summary>
    public bool IsShut { get; init; }

    /// <summary>What its owner was told last of why its storage does not grow.</summary>
    public string? Hindrance { get; init; }

    /// <summary>What its owner hears once the change that is under way is done.</summary>
    public List<string> Finishes { get; init; } = [];

    public string Name => Shown.DBInstanceIdentifier!;

    public string Arn => Shown.DBInstanceArn!;

    /// <summary>One of <see cref="Instances.Life"/>.</summary>
    public string Status => Shown.DBInstanceStatus!;

    /// <summary>The archive that gets what it writes; null while it has no automated backups.</summary>
    public string? Archive => Shown.BackupRetentionPeriod > 0 ? Id : null;

    public static RowForm<InstanceRow, Tag> Form { get; } = new(InstanceEntry.Write, InstanceEntry.Read)
    {
        Tags = static row => row.Shown.TagList,
        Tagged = static (row, tags) => row.With(shown => shown.TagList = tags),
    };

    /// <summary>The instance with a change. Whoever looks at the one before sees no change.</summary>
    public InstanceRow With(Action<DBInstance> change) => this with { Shown = Shown.With(change) };

    /// <summary>The instance in another of <see cref="Instances.Life"/>.</summary>
    public InstanceRow In(string status) =>
        Status == status ? this : With(shown => shown.DBInstanceStatus = status);
}

/// <summary>
/// A server of an instance: its key in the engine, the id of its zone, its host, and where it listens.
/// </summary>
internal sealed record Member(string Key, string Zone, string Host, string Address)
{
    /// <summary>Its subnet, for as long as it is there; null where it is older than this is written down.</summary>
    public string? Subnet { get; init; }
}

/// <summary>A read replica of an instance, as its source knows it.</summary>
/// <param name="Instance">Its id.</param>
/// <param name="Slot">What it is called by the source's server.</param>
internal sealed record Follower(string Region, string Instance, string Slot, string Arn);
