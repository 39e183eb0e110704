namespace Faultline.Kernel.Faults.Kinds;

/// <summary>Hosts crash: what runs there dies at once, disks keep their bytes.</summary>
public sealed record HostCrash(Scope Scope) : OnHosts(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "host-crash", "Hosts crash, and stay away until the fault ends", [Place, Share],
        read => new HostCrash(read.Scope()));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Whom} crashed";

    protected override HostState State => new() { Off = true };
}
