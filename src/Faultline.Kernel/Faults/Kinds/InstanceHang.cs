namespace Faultline.Kernel.Faults.Kinds;

/// <summary>One instance hangs.</summary>
public sealed record InstanceHang(Scope Scope) : OnHosts(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "instance-hang", "An instance stands still", [Resource], read => new InstanceHang(read.Scope()));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Whom} hangs";

    protected override HostState State => new() { Paused = true };
}
