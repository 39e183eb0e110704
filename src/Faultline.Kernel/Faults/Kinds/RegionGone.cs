using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>
/// A region is gone: its endpoints answer nobody, its hosts have no power, nothing reaches it. What it acknowledged is
/// on its disks, and there when it comes back.
/// </summary>
public sealed record RegionGone(Domain Region, TimeSpan Return) : Fault
{
    internal static FaultKind TheKind { get; } = new(
        "region-gone",
        "A region is gone: its endpoints answer nobody, its hosts have no power",
        [
            new("region", "its name, as eu-west-1", Needed: true),
            new("return", "over how long its hosts come back after the fault's time is over"),
        ],
        read => new RegionGone(read.Region(), read.Span("return", TimeSpan.FromSeconds(30))));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Region} is gone";

    public override TimeSpan Aftermath => Return;

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left)
    {
        yield return new HostEffect(new(Region, Share: left, Salt: salt), new() { Off = true });
        yield return new CapacityEffect(Region, Left: 1 - left);
        if (left >= 1)
        {
            yield return new GateEffect(new(Region), new GateAction.Drop());
            yield return new LinkEffect(Region, atlas.Everything, new() { Cut = true });
            yield return new NameEffect(Region, Service: null, Name: null);
        }
    }
}
