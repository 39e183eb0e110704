using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>
/// A control plane is frozen: nothing can be made, changed or deleted, and perhaps not even described; what is there
/// goes on.
/// </summary>
public sealed record ControlPlaneFrozen(Domain Region, string? Service, bool ReadsToo) : Fault
{
    internal static FaultKind TheKind { get; } = new(
        "control-plane-frozen",
        "Nothing can be made, changed or deleted; what is there goes on",
        [
            new("region", "all when none is named"),
            new("service", "all when none is named"),
            new("reads", "'work', so that describing still works, or 'fail'"),
        ],
        read => new ControlPlaneFrozen(
            read.Region(), read.Service(), read.OneOf("reads", "work", "work", "fail") == "fail"));

    public override FaultKind Kind => TheKind;

    public override string Says =>
        $"the control plane of {Service ?? "every service"} in {Region} is frozen{(ReadsToo ? ", reads too" : "")}";

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left) =>
    [
        new GateEffect(
            new(Region) { Service = Service, ControlPlaneOnly = true, WritesOnly = !ReadsToo },
            new GateAction.Error(GateAction.Error.Unavailable, 503, "") { InOwnForm = true }),
    ];
}
