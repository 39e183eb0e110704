namespace Faultline.Kernel.Faults.Kinds;

/// <summary>One instance, task or database process dies, and stays away until the fault ends.</summary>
public sealed record InstanceCrash(Scope Scope) : OnHosts(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "instance-crash", "An instance dies", [Resource], read => new InstanceCrash(read.Scope()));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Whom} died";

    protected override HostState State => new() { Off = true };
}
