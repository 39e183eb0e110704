using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>What the faults on hosts, and on what runs on them, have in common.</summary>
public abstract record OnHosts(Scope Scope) : Fault
{
    internal static readonly Parameter Place = new("place", "a host, rack, zone or region", Needed: true);
    internal static readonly Parameter Resource = new("resource", "its id or ARN", Needed: true);
    internal static readonly Parameter Share = new("share", "what share of them, 0 to 1");

    protected abstract HostState State { get; }

    protected string Whom =>
        Scope.Resource ?? (Scope.Share < 1 ? $"{Scope.Share:0%} of the hosts of {Scope.Place}" : Scope.Place.Name);

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left) =>
        [new HostEffect(Scope with { Salt = salt }, State)];
}
