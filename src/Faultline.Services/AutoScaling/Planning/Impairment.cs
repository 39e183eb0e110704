using System.Collections.Immutable;
using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// The zones that a group is shifted away from ("Auto Scaling group zonal shift" in the user guide). It launches
/// nothing there, and leaves who is there alone unless its policy says otherwise. Pure.
/// </summary>
internal static class Impairment
{
    /// <summary>The names of those zones, among the group's; none where it does not take part in zonal shift.</summary>
    public static ImmutableHashSet<string> Zones(Group group, Func<string, ImmutableHashSet<string>> shiftedAway) =>
        IsEnabled(group.Shown) && shiftedAway(group.Shown.AutoScalingGroupARN!) is { IsEmpty: false } away
            ? [.. group.Places.Where(place => away.Contains(place.ZoneId)).Select(place => place.Zone)]
            : [];

    public static bool IsEnabled(AutoScalingGroup group) =>
        group.AvailabilityZoneImpairmentPolicy?.ZonalShiftEnabled == true;

    /// <summary>Whether an instance stays as it is, well or not, for as long as the shift lasts.</summary>
    public static bool Spares(Scene scene, Member member) => scene.Away.Contains(member.Zone)
        && scene.Group.Shown.AvailabilityZoneImpairmentPolicy?.ImpairedZoneHealthCheckBehavior
            != ImpairedZoneHealthCheckBehavior.ReplaceUnhealthy;
}
