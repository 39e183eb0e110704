using Faultline.Kernel.Times;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>Writes and syncs take longer.</summary>
public sealed record DiskSlow(Scope Scope, TimeSpan Latency) : OnDisks(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "disk-slow",
        "Writes and syncs take longer",
        [Place, Resource, Share, new("latency", "how much longer each takes")],
        read => new DiskSlow(read.Scope(), read.Span("latency", TimeSpan.FromMilliseconds(100))));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Whose} take {Spans.Text(Latency)} longer";

    protected override DiskState State => new() { Delay = Latency };
}
