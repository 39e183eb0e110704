namespace Faultline.Kernel.Faults.Kinds;

/// <summary>Nothing more fits.</summary>
public sealed record DiskFull(Scope Scope) : OnDisks(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "disk-full", "Nothing more fits on the disks", [Place, Resource, Share], read => new DiskFull(read.Scope()));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Whose} are full";

    protected override DiskState State => new() { Full = true };
}
