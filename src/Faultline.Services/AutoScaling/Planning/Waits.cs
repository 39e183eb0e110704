using System.Collections.Immutable;
using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// Waiting for lifecycle hooks ("Amazon EC2 Auto Scaling lifecycle hooks" in the user guide). All hooks of a transition
/// are waited for at once; one that is abandoned decides for all. Pure.
/// </summary>
internal static class Waits
{
    public const string Launching = "autoscaling:EC2_INSTANCE_LAUNCHING";
    public const string Terminating = "autoscaling:EC2_INSTANCE_TERMINATING";
    public const string Continue = "CONTINUE";
    public const string Abandon = "ABANDON";

    /// <summary>"The default is 3600 seconds" (PutLifecycleHook, API reference).</summary>
    public const int HeartbeatSeconds = 3600;

    /// <summary>
    /// "The maximum amount of time is 172800 seconds (48 hours) or 100 times the heartbeat timeout, whichever is
    /// smaller" (GlobalTimeout of LifecycleHook, API reference).
    /// </summary>
    public static int GlobalSeconds(int heartbeat) => Math.Min(172_800, 100 * heartbeat);

    public static ImmutableList<HookWait> For(Scene scene, string transition) =>
        scene.Hooks.Any(hook => hook.LifecycleTransition == transition)
            ? [.. scene.Hooks.Where(hook => hook.LifecycleTransition == transition)
                .Select(hook => Begin(hook, scene.Dice, scene.Now))]
            : [];

    /// <summary>The member without what is over, and the wait by which it was let down.</summary>
    public static (Member Member, HookWait? Abandoned) Settle(Scene scene, Member member)
    {
        if (member.Abandoned && !member.Waits.IsEmpty)
        {
            return (member, member.Waits[0]);
        }

        foreach (var wait in member.Waits)
        {
            // A hook that was deleted since holds nobody.
            var hook = scene.Hooks.FirstOrDefault(each => each.LifecycleHookName == wait.Hook);
            var end = wait.Until < wait.Latest ? wait.Until : wait.Latest;
            if (hook is not null && end > scene.Now)
            {
                scene.Again(end);
                continue;
            }

            if (hook is not null && hook.DefaultResult != Continue)
            {
                return (member, wait);
            }

            member = member with { Waits = member.Waits.Remove(wait) };
        }

        return (member, null);
    }

    private static HookWait Begin(LifecycleHook hook, Dice dice, DateTimeOffset now)
    {
        var heartbeat = hook.HeartbeatTimeout ?? HeartbeatSeconds;
        return new(
            hook.LifecycleHookName!,
            dice.Uuid(),
            now + TimeSpan.FromSeconds(heartbeat),
            now + TimeSpan.FromSeconds(hook.GlobalTimeout ?? GlobalSeconds(heartbeat)));
    }
}
