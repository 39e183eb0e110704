using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// One look at one group: what became of its instances, who is not healthy, and what is lacking or too much. It says in
/// the state what is wanted next. Pure.
/// </summary>
internal static class Settling
{
    public static void Settle(Scene scene)
    {
        Sources.Advance(scene);
        Lives.Advance(scene);
        Health.Check(scene);
        if (scene.Group.IsLeaving)
        {
            Dissolve(scene);
            return;
        }

        Health.Replace(scene);
        Refreshing.Advance(scene);
        Aging.Mark(scene);
        Risks.Mark(scene);
        Scale.Settle(scene);
        Balance.Settle(scene);
        WarmPools.Settle(scene);
        Rest(scene);
    }

    /// <summary>A group that was deleted goes once its instances are gone.</summary>
    private static void Dissolve(Scene scene)
    {
        foreach (var member in scene.Members.Where(each => each.Leaving is null).ToList())
        {
            scene.Terminate(member, Causes.TakenOut("a user request to delete the group", scene.Now));
        }

        Lives.Advance(scene);
        if (scene.Members.Count == 0 && scene.Launches.Count == 0)
        {
            Removal.Remove(scene.State, scene.Group);
        }
    }

    /// <summary>Once all is as it should be nobody needs to know why it was not, or what failed.</summary>
    private static void Rest(Scene scene)
    {
        if (!scene.IsSettled)
        {
            return;
        }

        scene.Put(scene.Group is { Why: null, FailsSince: null }
            ? scene.Group
            : scene.Group with { Why = null, FailsSince = null });
    }
}
