using Faultline.Services.AutoScaling.Groups;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// Brings a group back into balance between its zones: launches in the emptiest first, beyond what is desired; then the
/// fullest has one too many ("Availability Zone rebalancing" in the Auto Scaling user guide). While the group is
/// shifted away from a zone it stays as it is. Pure.
/// </summary>
internal static class Balance
{
    public static void Settle(Scene scene)
    {
        var group = scene.Group;
        if (!scene.IsSettled || group.Desired == 0
            || group.Suspends(Processes.AzRebalance) || group.Suspends(Processes.Launch)
            || group.Suspends(Processes.Terminate) || scene.State.RefreshOf(group.Id) is not null
            || !scene.Away.IsEmpty || Scale.IsStopped(scene))
        {
            return;
        }

        var most = Math.Min(Zones.MostWhileBalancing(group.Max), group.Desired + Math.Max(1, group.Max / 10));
        bool Gives(string zone) => scene.Members.Any(each => each.IsInService && each.Zone == zone
            && each.Shown.ProtectedFromScaleIn != true);
        while (scene.Active < most && scene.Launches.Count < Scale.LaunchesMax)
        {
            // Who goes for each that was launched is chosen already: the fullest zone has it no more.
            var counts = Zones.Count(group, Zones.There(scene));
            foreach (var launch in scene.Launches)
            {
                counts[Zones.Fullest(group, counts)] -= launch.Weight;
            }

            var zone = Zones.ToBalance(group, counts, scene.Fails, Gives);
            if (zone is null)
            {
                break;
            }

            var cause = Causes.Balancing([zone], scene.Now);
            if (!Recipe.Begin(scene, zone, cause, isExtra: true))
            {
                break;
            }

            scene.Put(scene.Group with { Why = cause });
        }

        scene.Again(Option.Again(scene.Group, scene.Now));
    }
}
