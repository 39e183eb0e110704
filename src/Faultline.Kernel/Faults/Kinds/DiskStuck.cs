namespace Faultline.Kernel.Faults.Kinds;

/// <summary>Writes and syncs do not return until the fault ends.</summary>
public sealed record DiskStuck(Scope Scope) : OnDisks(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "disk-stuck", "Writes and syncs do not return until the fault ends", [Place, Resource, Share],
        read => new DiskStuck(read.Scope()));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Whose} are stuck";

    protected override DiskState State => new() { Stuck = true };
}
