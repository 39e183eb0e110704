using Faultline.Kernel.Places;
using Faultline.Kernel.Times;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>A zone goes gray: all that crosses its border is slow, and some of it is lost.</summary>
public sealed record ZoneGray(Domain Zone, TimeSpan Latency, TimeSpan Jitter, double Loss) : Fault
{
    internal static FaultKind TheKind { get; } = new(
        "zone-gray",
        "What goes into and out of a zone is slow, and some of it is lost",
        [
            new("zone", "the id of the zone, as use1-az1", Needed: true),
            new("latency", "how much longer each message takes"),
            new("jitter", "how much that varies"),
            new("loss", "what share of the messages is lost, 0 to 1"),
        ],
        read => new ZoneGray(
            read.Zone(),
            read.Span("latency", TimeSpan.FromMilliseconds(200)),
            read.Span("jitter"),
            read.Share("loss", unless: 0.05)));

    public override FaultKind Kind => TheKind;

    public override string Says =>
        $"{Zone} is gray: {Spans.Text(Latency)} slower, {Loss:0%} of what crosses its border lost";

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left) =>
        [new LinkEffect(Zone, atlas.Everything, new(Latency, Jitter, Loss, Cut: false))];
}
