using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// Who is not healthy ("Health checks for instances in an Auto Scaling group" in the user guide). Nobody becomes
/// healthy again by himself. Pure.
/// </summary>
internal static class Health
{
    /// <summary>What is wrong with an instance in service, as a cause says it; null when nothing is.</summary>
    public static string? Verdict(Scene scene, Member member)
    {
        var seen = scene.Seen(member);
        if (seen is null)
        {
            return null;
        }

        if (seen.IsDown)
        {
            // Whoever does not run has no grace.
            return Causes.Gone;
        }

        if (scene.Now < GraceUntil(scene.Group, member))
        {
            return null;
        }

        return seen.IsImpaired ? Causes.Impaired
            : AsksBalancers(scene.Group) && IsRefused(scene, member) ? Causes.Balancer
            : null;
    }

    /// <summary>When the grace period of an instance is over.</summary>
    public static DateTimeOffset GraceUntil(Group group, Member member) =>
        (member.Served ?? member.Launched) + TimeSpan.FromSeconds(group.Shown.HealthCheckGracePeriod ?? 0);

    /// <summary>Whether the group believes its balancers.</summary>
    public static bool AsksBalancers(Group group) =>
        group.Shown.HealthCheckType?.Split(',').Contains("ELB") == true;

    /// <summary>Marks those that are not healthy.</summary>
    public static void Check(Scene scene)
    {
        if (scene.Group.Suspends(Processes.HealthCheck) || scene.IsBlind)
        {
            return;
        }

        foreach (var member in scene.Members
            .Where(each => each is { IsInService: true, Ill: null } && !Impairment.Spares(scene, each)).ToList())
        {
            if (Verdict(scene, member) is { } ill)
            {
                scene.Put(member.With(shown => shown.HealthStatus = "Unhealthy") with { Ill = ill });
            }
        }
    }

    /// <summary>
    /// Takes those that are not healthy out; under a maintenance policy that wants so, once others serve.
    /// </summary>
    public static void Replace(Scene scene)
    {
        var group = scene.Group;
        if (group.Suspends(Processes.ReplaceUnhealthy) || group.Suspends(Processes.Terminate))
        {
            return;
        }

        var launchesFirst = group.Shown.InstanceMaintenancePolicy is { MinHealthyPercentage: 100 };
        foreach (var member in scene.Members
            .Where(each => each is { IsInService: true, IsHealthy: false } && !Impairment.Spares(scene, each)).ToList())
        {
            var ill = member.Ill ?? Causes.User;
            if (launchesFirst && ill != Causes.Gone && !group.Suspends(Processes.Launch))
            {
                scene.Put(member with { Ill = ill, Replaced = true });
            }
            else
            {
                scene.Terminate(member with { Ill = ill }, Causes.TakenOut(ill, scene.Now));
            }
        }
    }

    private static bool IsRefused(Scene scene, Member member) => member.Registered.Any(source =>
        scene.Sight.Target(member.Account, source, member.Id) == "unhealthy");
}
