namespace Faultline.Kernel.Faults.Kinds;

/// <summary>Something else takes a share of the memory.</summary>
public sealed record MemoryPressure(Scope Scope, double Load) : OnHosts(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "memory-pressure",
        "Something else takes a share of the memory",
        [Place with { Needed = false }, Resource with { Needed = false }, Share, new("load", "how much, 0 to 1")],
        read => new MemoryPressure(read.Scope(), read.Share("load", unless: 0.9)));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Load:0%} of the memory of {Whom} is taken";

    protected override HostState State => new() { MemoryLoad = Load };
}
