namespace Faultline.Kernel.Faults.Kinds;

/// <summary>Hosts hang: nothing on them moves, and nothing on them knows.</summary>
public sealed record HostPause(Scope Scope) : OnHosts(Scope)
{
    internal static FaultKind TheKind { get; } = new(
        "host-pause", "Hosts hang: what runs there stands still until the fault ends", [Place, Share],
        read => new HostPause(read.Scope()));

    public override FaultKind Kind => TheKind;

    public override string Says => $"{Whom} hangs";

    protected override HostState State => new() { Paused = true };
}
