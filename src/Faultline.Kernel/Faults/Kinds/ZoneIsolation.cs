using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>
/// A zone is cut off, from the other zones of its region or from everything; what runs in it goes on.
/// </summary>
public sealed record ZoneIsolation(Domain Zone, bool FromEverything) : Fault
{
    internal static FaultKind TheKind { get; } = new(
        "zone-isolation",
        "A zone is cut off, and what runs in it goes on",
        [
            new("zone", "the id of the zone, as use1-az1", Needed: true),
            new("from", "'others', the other zones of its region, or 'everything', clients included"),
        ],
        read => new ZoneIsolation(read.Zone(), read.OneOf("from", "others", "others", "everything") == "everything"));

    public override FaultKind Kind => TheKind;

    public override string Says => FromEverything
        ? $"{Zone} is cut off from everything" : $"{Zone} is cut off from the other zones of its region";

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left)
    {
        var cut = new LinkState { Cut = true };
        if (FromEverything)
        {
            return [new LinkEffect(Zone, atlas.Everything, cut)];
        }

        return Zone.Region!.Children.Where(zone => zone != Zone).Select(zone => new LinkEffect(Zone, zone, cut));
    }
}
