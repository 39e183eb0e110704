using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>
/// The hosts of a zone lose power: what runs there dies, disks keep their bytes, nothing can be launched. When power
/// returns the hosts come back one by one.
/// </summary>
public sealed record ZonePower(Domain Zone, double Share, TimeSpan Return) : Fault
{
    internal static FaultKind TheKind { get; } = new(
        "zone-power",
        "The hosts of a zone lose power; when it returns they come back one by one",
        [
            new("zone", "the id of the zone, as use1-az1", Needed: true),
            new("share", "what share of its hosts, 0 to 1"),
            new("return", "over how long the hosts come back after the fault's time is over"),
        ],
        read => new ZonePower(read.Zone(), read.Share(), read.Span("return", TimeSpan.FromSeconds(10))));

    public override FaultKind Kind => TheKind;

    public override string Says =>
        Share < 1 ? $"{Share:0%} of the hosts of {Zone} have no power" : $"{Zone} has no power";

    public override TimeSpan Aftermath => Return;

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left)
    {
        yield return new HostEffect(new(Zone, Share: Share * left, Salt: salt), new() { Off = true });
        yield return new CapacityEffect(Zone, Left: 1 - Share * left);
    }
}
