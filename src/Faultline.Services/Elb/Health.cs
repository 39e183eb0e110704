using Faultline.Api.Elb;
using Faultline.Engines.Balancer;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Wanted;
using Seen = Faultline.Engines.Balancer.TargetHealth;
using Shown = Faultline.Api.Elb.TargetHealth;

namespace Faultline.Services.Elb;

/// <summary>
/// The health of targets, put together from what the nodes see, in the states, reasons and words of TargetHealth in the
/// API reference. A target is healthy once a node with power finds it so.
/// </summary>
internal sealed class Health(ElbState state, Whereabouts? places, Func<string, IReadOnlyList<NodeView>> look)
{
    private static readonly Seen[] inOrder =
        [Seen.Healthy, Seen.Unhealthy, Seen.Initial, Seen.Draining, Seen.Unused];

    /// <summary>Of one that is not in the group.</summary>
    public static Shown Unknown => Of(
        TargetHealthStateEnum.Unused,
        TargetHealthReasonEnum.TargetNotRegistered,
        "Target is not registered to the target group");

    public Shown Of(Item<TargetGroup> group, Registration target)
    {
        if (target.Leaves)
        {
            return Of(
                TargetHealthStateEnum.Draining,
                TargetHealthReasonEnum.TargetDeregistrationInProgress,
                "Target deregistration is in progress");
        }

        if (group.Shown.TargetType == TargetTypeEnum.Instance && places is not null
            && places.Instance(target) is not { IsRunning: true })
        {
            var word = places.Instance(target)?.State ?? "terminated";
            return Of(
                TargetHealthStateEnum.Unused,
                TargetHealthReasonEnum.TargetInvalidState,
                $"Target is in the {word} state");
        }

        if (state.BalancersOf(group.Id).FirstOrDefault() is not { } balancer)
        {
            return Of(
                TargetHealthStateEnum.Unused,
                TargetHealthReasonEnum.TargetNotInUse,
                "Target group is not configured to receive traffic from the load balancer");
        }

        if (places?.ZoneOf(group.Shown, target) is { } zone
            && state.Nodes.Find(BalancerNode.IdOf(balancer.Id, zone)) is null)
        {
            return OtherZone();
        }

        var seen = look(balancer.Id).Where(node => node.IsUp)
            .SelectMany(node => node.Targets)
            .Where(view => view.Key == target.Key && GroupNames.ArnOf(view.Group) == group.Id)
            .OrderBy(view => Array.IndexOf(inOrder, view.Health))
            .FirstOrDefault();
        return seen is null ? Registering() : Words(seen);
    }

    private static Shown Words(TargetView seen) => (seen.Health, seen.Reason) switch
    {
        (Seen.Healthy, _) => new() { State = TargetHealthStateEnum.Healthy },
        (Seen.Initial, TargetReason.Checking) => Of(
            TargetHealthStateEnum.Initial,
            TargetHealthReasonEnum.ElbInitialHealthChecking,
            "Initial health checks in progress"),
        (Seen.Initial, _) => Registering(),
        (Seen.Draining, _) => Of(
            TargetHealthStateEnum.Draining,
            TargetHealthReasonEnum.TargetDeregistrationInProgress,
            "Target deregistration is in progress"),
        (Seen.Unused, _) => OtherZone(),
        (_, TargetReason.Mismatch) => Of(
            TargetHealthStateEnum.Unhealthy,
            TargetHealthReasonEnum.TargetResponseCodeMismatch,
            $"Health checks failed with these codes: [{seen.Status}]"),
        (_, TargetReason.Timeout) => Of(
            TargetHealthStateEnum.Unhealthy, TargetHealthReasonEnum.TargetTimeout, "Request timed out"),
        _ => Of(
            TargetHealthStateEnum.Unhealthy, TargetHealthReasonEnum.TargetFailedHealthChecks, "Health checks failed"),
    };

    private static Shown Registering() => Of(
        TargetHealthStateEnum.Initial,
        TargetHealthReasonEnum.ElbRegistrationInProgress,
        "Target registration is in progress");

    private static Shown OtherZone() => Of(
        TargetHealthStateEnum.Unused,
        TargetHealthReasonEnum.TargetNotInUse,
        "Target is in an Availability Zone that is not enabled for the load balancer");

    private static Shown Of(string state, string reason, string description) =>
        new() { State = state, Reason = reason, Description = description };
}
