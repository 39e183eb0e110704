using System.Collections.Immutable;
using Faultline.Api.Elb;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Settings;
using Faultline.Services.Elb.Wanted;

namespace Faultline.Services.Elb;

/// <summary>
/// What else than its health keeps a target from being asked, in the words of AdministrativeOverride in the API
/// reference. Nothing is said of targets whose balancer takes no part in zonal shifts.
/// </summary>
internal sealed class Overrides(
    ElbState state, Whereabouts? places, Func<string, ImmutableHashSet<string>> shiftedAway)
{
    public AdministrativeOverride? Of(Item<TargetGroup> group, Registration target)
    {
        if (state.BalancersOf(group.Id).FirstOrDefault() is not { } balancer || !IsOn(balancer))
        {
            return null;
        }

        if (places?.ZoneOf(group.Shown, target) is not { } zone || !shiftedAway(balancer.Id).Contains(zone))
        {
            return new()
            {
                State = TargetAdministrativeOverrideStateEnum.NoOverride,
                Reason = TargetAdministrativeOverrideReasonEnum.AdministrativeOverrideNoOverride,
                Description = "No override is currently active on target",
            };
        }

        return CrossesZones(group, balancer)
            ? new()
            {
                State = TargetAdministrativeOverrideStateEnum.ZonalShiftActive,
                Reason = TargetAdministrativeOverrideReasonEnum.AdministrativeOverrideZonalShiftActive,
                Description = "A zonal shift is active for the zone of the target",
            }
            : new()
            {
                State = TargetAdministrativeOverrideStateEnum.ZonalShiftDelegatedToDns,
                Reason = TargetAdministrativeOverrideReasonEnum.AdministrativeOverrideZonalShiftDelegatedToDns,
                Description = "The zonal shift is done by the name of the load balancer",
            };
    }

    private static bool CrossesZones(Item<TargetGroup> group, Item<LoadBalancer> balancer)
    {
        var own = GroupSettings.Of(group.Shown).Value(group.Set, GroupSettings.CrossZone);
        return (own == GroupSettings.FromBalancer
            ? BalancerSettings.Of(balancer.Shown).Value(balancer.Set, BalancerSettings.CrossZone)
            : own) == "true";
    }

    private static bool IsOn(Item<LoadBalancer> balancer) =>
        BalancerSettings.Of(balancer.Shown).Value(balancer.Set, BalancerSettings.ShiftsZones) == "true";
}
