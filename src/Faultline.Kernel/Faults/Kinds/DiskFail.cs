namespace Faultline.Kernel.Faults.Kinds;

/// <summary>Writes and syncs fail.</summary>
public sealed record DiskFail(Scope Scope) : OnDisks(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "disk-fail", "Writes and syncs fail", [Place, Resource, Share], read => new DiskFail(read.Scope()));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Whose} fail";

    protected override DiskState State => new() { Fails = true };
}
