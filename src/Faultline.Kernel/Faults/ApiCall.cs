using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults;

/// <summary>An API call as the gate sees it.</summary>
public readonly record struct ApiCall(
    string Service, string Operation, Domain Region, string Account, bool ControlPlane, bool Reads);
