using Faultline.Kernel.Places;

namespace Faultline.Services.LoadBalancing;

/// <summary>An instance as a target: its addresses, and where it stands.</summary>
/// <param name="State">Its state in EC2's words.</param>
public sealed record Backend(string Instance, string Account, string State)
{
    public string? Vpc { get; init; }

    public string? PrivateAddress { get; init; }

    /// <summary>The loopback address that stands for the private one.</summary>
    public string? Address { get; init; }

    /// <summary>Its host; null while it has none.</summary>
    public Domain? At { get; init; }

    /// <summary>The id of its zone.</summary>
    public string? Zone { get; init; }

    public bool IsRunning => State == "running";

    public bool IsGone => State is "terminated" or "shutting-down";
}
