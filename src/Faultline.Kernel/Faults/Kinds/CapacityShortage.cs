using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>
/// A place is short of capacity: launches there are refused, unless somebody reserved what they need.
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
        ],
        read => new CapacityShortage(
            read.Place("place", DomainKind.Zone, DomainKind.Region), read.Share("left", unless: 0), read.Text("type")));

    public override FaultKind Kind => TheKind;

    public override string Says =>
        $"{Place} has {Left:0%} of its room left{(InstanceType is null ? "" : $" for {InstanceType}")}";

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left) =>
        [new CapacityEffect(Place, Left, InstanceType)];
}
