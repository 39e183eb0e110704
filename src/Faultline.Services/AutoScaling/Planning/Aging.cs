using Faultline.Services.AutoScaling.Groups;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// Instances that are as old as the group lets them be ("Replace Auto Scaling instances based on maximum instance
/// lifetime" in the user guide): they are replaced before they are older, a few at a time. Pure.
/// </summary>
internal static class Aging
{
    /// <summary>
    /// A group begins that much of the lifetime earlier, so that its instances go one after the other.
    /// </summary>
    private const double Early = 0.05;

    public static void Mark(Scene scene)
    {
        var group = scene.Group;
        if (group.Shown.MaxInstanceLifetime is not > 0 || group.Suspends(Processes.Launch)
            || group.Suspends(Processes.Terminate) || scene.State.RefreshOf(group.Id) is not null)
        {
            return;
        }

        var lifetime = TimeSpan.FromSeconds(group.Shown.MaxInstanceLifetime!.Value);
        var atOnce = Math.Max(1, group.Desired / 10);
        var busy = scene.Members.Count(each => each is { Counts: true, Replaced: true });
        foreach (var member in scene.Members.Where(each => each is { IsInService: true, Replaced: false })
            .OrderBy(each => each.Launched).ToList())
        {
            var due = member.Launched + lifetime * (1 - Early);
            if (due > scene.Now)
            {
                scene.Again(due);
                break;
            }

            if (member.Shown.ProtectedFromScaleIn == true || busy >= atOnce)
            {
                continue;
            }

            scene.Put(member with { Replaced = true });
            busy++;
        }
    }
}
