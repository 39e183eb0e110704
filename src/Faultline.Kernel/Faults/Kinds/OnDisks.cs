using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>
/// What the faults on disks have in common. A region has a disk too: the one that its services keep on.
/// </summary>
public abstract record OnDisks(Scope Scope) : Fault
{
    internal static readonly Parameter Place = new("place", "a host, rack, zone or region");
    internal static readonly Parameter Resource = new("resource", "a volume, by its id or ARN");
    internal static readonly Parameter Share = new("share", "what share of the disks there, 0 to 1");

    protected abstract DiskState State { get; }

    protected string Whose => Scope.Resource ?? $"the disks of {Scope.Place}";

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left) =>
        [new DiskEffect(Scope with { Salt = salt }, State)];
}
