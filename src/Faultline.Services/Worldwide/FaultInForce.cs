using Faultline.Kernel.Faults;

namespace Faultline.Services.Worldwide;

/// <summary>A fault that is in force: as it was asked for, as it was understood, and how much of it is left.</summary>
public sealed record FaultInForce(FaultOrder Order, Fault Fault, double Left)
{
    /// <summary>When all that it took away is back; null while its time is not limited.</summary>
    public DateTimeOffset? Over => Order.Ends + Fault.Aftermath;
}
