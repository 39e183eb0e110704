using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// The traffic sources of a group and their states (LoadBalancerTargetGroupState in the API reference): who is to be
/// registered where, and who is to be taken out. Pure.
/// </summary>
internal static class Sources
{
    public const string Adding = "Adding";
    public const string Added = "Added";
    public const string InService = "InService";
    public const string Removing = "Removing";

    /// <summary>Instances in service belong behind it.</summary>
    public static bool Serves(TrafficSource source) => source.State != Removing;

    /// <summary>
    /// Whether an instance belongs behind the group's sources now; while it waits or leaves it does not.
    /// </summary>
    public static bool Belongs(Member member) => member.Leaving is null
        && member.State is "InService" or "Pending:Proceed";

    /// <summary>Takes each source as far as it has come.</summary>
    public static void Advance(Scene scene)
    {
        Leave(scene);
        var sources = scene.Group.Sources;
        foreach (var source in scene.Group.Sources)
        {
            var isUsed = scene.Members.Any(each => each.Registered.Contains(source.Identifier));
            if (source.State == Removing && !isUsed)
            {
                sources = sources.Remove(source);
            }
            else if (source.State == Adding && (scene.Group.Suspends(Processes.AddToLoadBalancer)
                || scene.Members.All(each => !each.IsInService || each.Registered.Contains(source.Identifier))))
            {
                sources = sources.Replace(source, source with { State = Added });
            }
            else if (source.State == Added && scene.Members.Any(each => each.IsInService
                && scene.Sight.Target(each.Account, source.Identifier, each.Id) == "healthy"))
            {
                sources = sources.Replace(source, source with { State = InService });
            }
        }

        scene.Put(sources == scene.Group.Sources ? scene.Group : scene.Group with { Sources = sources });
    }

    /// <summary>The sources that an instance is still to be taken out of.</summary>
    public static IEnumerable<string> ToLeave(Group group, Member member) => member.Registered.Where(source =>
        member.Leaving is not null && member.State is not ("InService" or "Pending:Proceed")
        || group.Sources.Find(each => each.Identifier == source) is not { } there
        || !Serves(there));

    /// <summary>Who is not seen behind a source any more has left it.</summary>
    private static void Leave(Scene scene)
    {
        foreach (var member in scene.Members.Where(each => !each.Registered.IsEmpty).ToList())
        {
            var left = ToLeave(scene.Group, member)
                .Where(source => scene.Sight.Target(member.Account, source, member.Id) is "")
                .ToList();
            if (left.Count > 0)
            {
                scene.Put(member with { Registered = member.Registered.Except(left) });
            }
        }
    }
}
