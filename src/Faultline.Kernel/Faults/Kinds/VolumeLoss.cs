namespace Faultline.Kernel.Faults.Kinds;

/// <summary>A volume is lost with all that was on it.</summary>
public sealed record VolumeLoss(Scope Scope) : OnDisks(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "volume-loss", "A volume is lost with all that was on it", [Resource with { Needed = true }],
        read => new VolumeLoss(read.Scope()));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Whose} is lost";

    protected override DiskState State => new() { Fails = true, Lost = true };
}
