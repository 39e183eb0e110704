using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>
/// A place is short of capacity: launches there are refused, unless somebody reserved what they need. It may be so for
/// some callers only, which nobody but a rehearsal can bring about.
/// </summary>
public sealed record CapacityShortage(Domain Place, double Left, string? InstanceType) : Fault
{
    internal static FaultKind TheKind { get; } = new(
        "capacity-shortage",
        "A place is short of capacity: launches there are refused",
        [
            new("place", "a zone or region", Needed: true),
            new("left", "what share of its room is left, 0 to 1"),
            new("type", "for instances of one type only, as m5.large"),
            new("caller", "for one caller only: his ARN, or that of a role for all its sessions"),
            new("group", "for launches of one Auto Scaling group only, by its ARN"),
            new("share", "what share of the launches, 0 to 1"),
        ],
        read => new CapacityShortage(
            read.Place("place", DomainKind.Zone, DomainKind.Region), read.Share("left", unless: 0), read.Text("type"))
        {
            Caller = read.Caller(),
            Group = read.Group(),
            Share = read.Share(),
        });

    public string? Caller { get; init; }

    public string? Group { get; init; }

    public double Share { get; init; } = 1;

    public override FaultKind Kind => TheKind;

    public override string Says
    {
        get
        {
            var type = InstanceType is null ? "" : $" for {InstanceType}";
            var by = Caller is null ? "" : $" for {Caller}";
            var group = Group is null ? "" : $" for the group {Group}";
            var share = Share < 1 ? $" for {Share:0%} of the launches" : "";
            return $"{Place} has {Left:0%} of its room left{type}{by}{group}{share}";
        }
    }

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left) =>
        [new CapacityEffect(Place, Left, InstanceType) { Caller = Caller, Group = Group, Share = Share }];
}
