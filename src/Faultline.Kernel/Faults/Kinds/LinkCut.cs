using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>The way between two places is cut: what is sent vanishes, and nobody is told.</summary>
public sealed record LinkCut(Domain From, Domain To, bool OneWay) : Fault
{
    internal static FaultKind TheKind { get; } = new(
        "link-cut",
        "The way between two places is cut: what is sent vanishes",
        [
            new("from", "a region, zone, rack, host, or 'outside'", Needed: true),
            new("to", "another place", Needed: true),
            new("one-way", "true: the way back is as usual"),
        ],
        read =>
        {
            var (from, to) = read.Pair();
            return new LinkCut(from, to, read.Flag("one-way"));
        });

    public override FaultKind Kind => TheKind;

    public override string Says => $"the way from {From} to {To}{(OneWay ? "" : " and back")} is cut";

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left) =>
        [new LinkEffect(From, To, new() { Cut = true }, OneWay)];
}
