using Faultline.Kernel.Places;
using Faultline.Kernel.Times;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>The way between two places is slow, and loses some of what it carries.</summary>
public sealed record LinkSlow(
    Domain From, Domain To, TimeSpan Latency, TimeSpan Jitter, double Loss, bool OneWay) : Fault
{
    internal static FaultKind TheKind { get; } = new(
        "link-slow",
        "The way between two places is slow, and loses some of what it carries",
        [
            new("from", "a region, zone, rack, host, or 'outside'", Needed: true),
            new("to", "another place", Needed: true),
            new("latency", "how much longer each message takes"),
            new("jitter", "how much that varies"),
            new("loss", "what share of the messages is lost, 0 to 1"),
            new("one-way", "true: the way back is as usual"),
        ],
        read =>
        {
            var (from, to) = read.Pair();
            return new LinkSlow(
                from,
                to,
                read.Span("latency"),
                read.Span("jitter"),
                read.Share("loss", unless: 0),
                read.Flag("one-way"));
        });

    public override FaultKind Kind => TheKind;

    public override string Says =>
        $"from {From} to {To}{(OneWay ? "" : " and back")} it takes {Spans.Text(Latency)} longer, {Loss:0%} is lost";

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left) =>
        [new LinkEffect(From, To, new(Latency, Jitter, Loss, Cut: false), OneWay)];
}
