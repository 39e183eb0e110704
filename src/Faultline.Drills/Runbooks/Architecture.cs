using System.Collections.Immutable;

namespace Faultline.Drills.Runbooks;

/// <summary>
/// A deployed system as its failures see it: what carries traffic, what runs, what keeps data, who watches. Pure data;
/// where it comes from is the matter of <c>Reading</c>.
/// </summary>
public sealed record Architecture(string Name, string Region)
{
    /// <summary>The stack of it; null where it is a template only.</summary>
    public string? Stack { get; init; }

    public ImmutableArray<Balancer> Balancers { get; init; } = [];

    public ImmutableArray<TargetGroup> TargetGroups { get; init; } = [];

    public ImmutableArray<Group> Groups { get; init; } = [];

    public ImmutableArray<Database> Databases { get; init; } = [];

    public ImmutableArray<Queue> Queues { get; init; } = [];

    /// <summary>Those that no group would start again.</summary>
    public ImmutableArray<Machine> Machines { get; init; } = [];

    public ImmutableArray<Alarm> Alarms { get; init; } = [];

    /// <summary>All zones that something is in, in their order.</summary>
    public IReadOnlyList<Zone> Zones =>
    [
        .. Balancers.SelectMany(one => one.Zones).Concat(Groups.SelectMany(one => one.Zones))
            .Concat(Databases.SelectMany(one => new[] { one.Zone, one.Standby }).OfType<Zone>())
            .Concat(Machines.Select(one => one.Zone).OfType<Zone>())
            .Distinct().OrderBy(zone => zone.Name, StringComparer.Ordinal),
    ];

    /// <summary>The target groups whose targets a group starts.</summary>
    public IEnumerable<TargetGroup> TargetsOf(Group group) =>
        TargetGroups.Where(one => group.TargetGroups.Contains(one.Handle.Typed));
}

/// <summary>A zone under both of its names: the account's own, and the id that is the same for everybody.</summary>
public sealed record Zone(string Name, string? Id)
{
    public bool Is(string? nameOrId) => nameOrId is not null && (nameOrId == Name || nameOrId == Id);

    public override string ToString() => Id is null || Id == Name ? Name : $"{Name} ({Id})";
}

/// <summary>
/// How a resource is called: for people, and in a command. A template's resources have no names yet; there a variable
/// of the shell stands for it, which is the template's own name.
/// </summary>
public sealed record Handle(string LogicalId, string Shown, string Typed)
{
    public static Handle Of(string logicalId, string name) => new(logicalId, name, Reports.Texts.Quoted(name));

    public static Handle Sketched(string logicalId) => new(logicalId, logicalId, $"\"${logicalId}\"");
}

/// <summary>A load balancer. What is typed for it is its ARN, for a classic one its name.</summary>
public sealed record Balancer(Handle Handle, string Type)
{
    public ImmutableArray<Zone> Zones { get; init; } = [];

    /// <summary>Of a classic one, which has no target groups.</summary>
    public HealthCheck? Check { get; init; }

    /// <summary>Traffic may be led away from a zone at once: zonal shift is enabled for it.</summary>
    public bool Shifts { get; init; }

    public bool IsClassic => Type == "classic";
}

/// <summary>What a balancer forwards to. What is typed for it is its ARN.</summary>
public sealed record TargetGroup(Handle Handle)
{
    public HealthCheck Check { get; init; } = new();
}

/// <summary>How a balancer finds out that a target is dead.</summary>
public sealed record HealthCheck
{
    public string Says { get; init; } = "";

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public int Unhealthy { get; init; } = 2;

    public int Healthy { get; init; } = 5;

    /// <summary>
    /// From a death to the verdict, at the latest: a death just after a check is seen by the next ones, and the last of
    /// them waits for its timeout.
    /// </summary>
    public TimeSpan Detects => Interval * Unhealthy + Timeout;

    public TimeSpan Returns => Interval * Healthy;
}

/// <summary>An Auto Scaling group.</summary>
public sealed record Group(Handle Handle)
{
    public ImmutableArray<Zone> Zones { get; init; } = [];

    public int Min { get; init; }

    public int Max { get; init; }

    public int Desired { get; init; }

    /// <summary>Instances that a balancer finds dead are replaced; otherwise only those that EC2 finds dead.</summary>
    public bool ChecksBalancer { get; init; }

    public TimeSpan Grace { get; init; }

    /// <summary>What is typed for its target groups.</summary>
    public ImmutableArray<string> TargetGroups { get; init; } = [];

    /// <summary>What is typed for its classic balancers.</summary>
    public ImmutableArray<string> Classics { get; init; } = [];

    public bool IsBalanced => TargetGroups.Length + Classics.Length > 0;

    /// <summary>How many are left when the zone with the most of them dies.</summary>
    public int LeftWithoutZone => Zones.Length == 0 ? 0 : Desired - (Desired + Zones.Length - 1) / Zones.Length;
}

/// <summary>A database instance of RDS.</summary>
public sealed record Database(Handle Handle, string Engine)
{
    public bool IsMultiAz { get; init; }

    public Zone? Zone { get; init; }

    public Zone? Standby { get; init; }

    public int BackupDays { get; init; }

    /// <summary>What is typed for its read replicas.</summary>
    public ImmutableArray<Handle> Replicas { get; init; } = [];

    /// <summary>What it is a read replica of, if it is one.</summary>
    public string? ReplicaOf { get; init; }

    public bool IsProtected { get; init; }
}

/// <summary>A queue. What is typed for it is its URL.</summary>
public sealed record Queue(Handle Handle)
{
    /// <summary>What is typed for the ARN of its dead-letter queue.</summary>
    public string? DeadLetters { get; init; }

    public int? ReceivesMax { get; init; }

    /// <summary>It is the dead-letter queue of another one.</summary>
    public bool IsDeadLetters { get; init; }

    public TimeSpan Visibility { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(4);
}

/// <summary>An instance that stands alone.</summary>
public sealed record Machine(Handle Handle)
{
    public Zone? Zone { get; init; }
}

/// <summary>An alarm of CloudWatch.</summary>
public sealed record Alarm(Handle Handle)
{
    public string Metric { get; init; } = "";

    public TimeSpan Period { get; init; } = TimeSpan.FromMinutes(5);

    public int Periods { get; init; } = 1;

    /// <summary>It tells somebody, or does something.</summary>
    public bool Acts { get; init; }

    /// <summary>Of its periods the last one has to be over, and what was measured in it has to have come in.</summary>
    public TimeSpan Detects => Period * Periods;
}
