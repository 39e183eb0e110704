using Faultline.Kernel.Times;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>Clocks are wrong.</summary>
public sealed record ClockSkew(Scope Scope, TimeSpan Skew) : OnHosts(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "clock-skew",
        "The clocks of a place are wrong",
        [Place, Share, new("skew", "by how much: 5m is ahead, -5m behind", Needed: true)],
        read => new ClockSkew(read.Scope(), read.Span("skew", mayBeNegative: true)));

    public override FaultKind Kind => TheKind;

    public override string Says =>
        $"the clocks of {Whom} are {Spans.Text(Skew.Duration())} {(Skew < TimeSpan.Zero ? "behind" : "ahead")}";

    protected override HostState State => new() { Skew = Skew };
}
