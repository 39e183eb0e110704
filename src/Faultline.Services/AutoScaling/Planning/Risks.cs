using Faultline.Services.AutoScaling.Groups;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// Spot instances that are at risk of being taken away are replaced before they are ("Capacity Rebalancing in Auto
/// Scaling to replace at-risk Spot Instances" in the user guide). Pure.
/// </summary>
internal static class Risks
{
    public static void Mark(Scene scene)
    {
        var group = scene.Group;
        if (group.Shown.CapacityRebalance != true || group.Suspends(Processes.Launch)
            || group.Suspends(Processes.Terminate))
        {
            return;
        }

        foreach (var member in scene.Members.Where(each => each is { IsInService: true, IsSpot: true, Replaced: false }
            && scene.Sight.AtRisk.Contains(each.Id)).ToList())
        {
            scene.Put(member with { Replaced = true, AtRisk = true });
        }
    }
}
