namespace Faultline.Kernel.Faults.Kinds;

/// <summary>Something else takes a share of the processors.</summary>
public sealed record CpuPressure(Scope Scope, double Load) : OnHosts(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "cpu-pressure",
        "Something else takes a share of the processors",
        [Place with { Needed = false }, Resource with { Needed = false }, Share, new("load", "how much, 0 to 1")],
        read => new CpuPressure(read.Scope(), read.Share("load")));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Load:0%} of the processors of {Whom} are taken";

    protected override HostState State => new() { CpuLoad = Load };
}
