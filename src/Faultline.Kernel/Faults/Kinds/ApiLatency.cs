using Faultline.Kernel.Times;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>Calls take longer.</summary>
public sealed record ApiLatency(GateScope Scope, TimeSpan Latency, TimeSpan Jitter) : OnCalls(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "api-latency",
        "Calls take longer",
        [.. Calls, new("latency", "how much longer", Needed: true), new("jitter", "how much that varies")],
        read => new ApiLatency(read.Calls(), read.Span("latency"), read.Span("jitter")));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Which} take {Spans.Text(Latency)} longer";

    protected override GateAction Action => new GateAction.Delay(Latency, Jitter);
}
