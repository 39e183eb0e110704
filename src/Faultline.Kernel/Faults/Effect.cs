using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults;

/// <summary>
/// What a fault does at one seam. A fault is taken apart into effects when it begins; the seams know effects only.
/// </summary>
public abstract record Effect;

/// <summary>On the way between two places, in both directions.</summary>
public sealed record LinkEffect(Domain From, Domain To, LinkState State, bool OneWay = false) : Effect
{
    /// <summary>
    /// Whether it lies on the way. A place that is cut off from all around it is not cut off in itself.
    /// </summary>
    public bool Concerns(Domain from, Domain to) => Lies(from, to) || (!OneWay && Lies(to, from));

    private bool Lies(Domain from, Domain to) =>
        from.IsIn(From) && to.IsIn(To) && !(From.IsIn(To) && to.IsIn(From));
}

/// <summary>At the gate that every API call passes.</summary>
public sealed record GateEffect(GateScope Scope, GateAction Action) : Effect;

/// <summary>On the hosts of a place, or on one resource that runs on them.</summary>
public sealed record HostEffect(Scope Scope, HostState State) : Effect;

/// <summary>On the disks of a place, or on one resource.</summary>
public sealed record DiskEffect(Scope Scope, DiskState State) : Effect;

/// <summary>
/// On the room for new instances in a place: what share of it is left, for one instance type or for all.
/// </summary>
public sealed record CapacityEffect(Domain Place, double Left, string? InstanceType = null) : Effect
{
    /// <summary>Only for who calls so, by his ARN or that of his role.</summary>
    public string? Caller { get; init; }

    /// <summary>Only for launches of one Auto Scaling group, as <see cref="Asker"/> calls it.</summary>
    public string? Group { get; init; }

    /// <summary>What share of those who ask find it so.</summary>
    public double Share { get; init; } = 1;

    public bool Concerns(in Asker asker) =>
        (Caller is null || Callers.Are(Caller, asker.Caller))
        && (Group is null || Group == asker.Group)
        && (Share >= 1 || asker.Dice?.Chance(Share) == true);
}

/// <summary>The names of a service's endpoints, in one region or in all, or one name, resolve to nothing.</summary>
public sealed record NameEffect(Domain Place, string? Service, string? Name) : Effect;
