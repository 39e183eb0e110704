namespace Faultline.Kernel.Faults;

/// <summary>What the board says of a call.</summary>
public readonly record struct Verdict(GateAction? Action, TimeSpan Delay, string? Fault, bool NewConnectionsOnly)
{
    public bool Passes => Action is null && Delay == TimeSpan.Zero;
}
