using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults;

/// <summary>An API call as the gate sees it.</summary>
public readonly record struct ApiCall(
    string Service, string Operation, Domain Region, string Account, bool ControlPlane, bool Reads)
{
    /// <summary>The ARN of whoever calls; null where nobody in particular does.</summary>
    public string? Caller { get; init; }
}
