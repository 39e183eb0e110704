using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>What is to be asked of EC2 and load balancing so that what is comes to what the state says. Pure.</summary>
internal sealed class Orders
{
    public List<Launch> Launches { get; } = [];

    /// <summary>By account.</summary>
    public SortedDictionary<string, List<string>> Terminations { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, List<string>> Stops { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, List<string>> Starts { get; } = new(StringComparer.Ordinal);

    /// <summary>By account and source, with the source's type.</summary>
    public SortedDictionary<(string Account, string Source, string Type), List<string>> Registrations { get; } = [];

    public SortedDictionary<(string Account, string Source, string Type), List<string>> Deregistrations { get; } = [];

    /// <summary>Instances that were attached, each with the tags that it is to have.</summary>
    public List<(Member Member, List<Api.Ec2.Tag> Tags)> Taggings { get; } = [];

    /// <summary>Instances that leave the group and go on.</summary>
    public List<Member> Untaggings { get; } = [];

    public bool IsEmpty => Launches.Count + Terminations.Count + Stops.Count + Starts.Count + Registrations.Count
        + Deregistrations.Count + Taggings.Count + Untaggings.Count == 0;

    public void Add(Scene scene)
    {
        Launches.AddRange(scene.Launches);
        foreach (var member in scene.Members)
        {
            Lifecycle(member, scene.Seen(member));
            Traffic(scene, member);
            Tags(scene.Group, member);
        }
    }

    private void Tags(Group group, Member member)
    {
        if (!member.TagsDue)
        {
            return;
        }

        if (member.Leaving == Leaving.Detachment)
        {
            Untaggings.Add(member);
        }
        else if (member.Leaving != Leaving.Termination)
        {
            Taggings.Add((member, Recipe.Tags(group)));
        }
    }

    private void Lifecycle(Member member, SeenInstance? seen)
    {
        switch (member.State)
        {
            case LifecycleState.TerminatingProceed or LifecycleState.WarmedTerminatingProceed
                when seen is not null and not { State: "shutting-down" or "terminated" }:
                Add(Terminations, member.Account, member.Id);
                break;
            case LifecycleState.WarmedPendingProceed when seen is { IsRunning: true } && member.Registered.IsEmpty:
                Add(Stops, member.Account, member.Id);
                break;
            case LifecycleState.Pending when seen is { State: "stopped" }:
                Add(Starts, member.Account, member.Id);
                break;
        }
    }

    private void Traffic(Scene scene, Member member)
    {
        foreach (var source in Sources.ToLeave(scene.Group, member))
        {
            if (scene.Sight.Target(member.Account, source, member.Id) is not (null or "" or "draining"))
            {
                Add(Deregistrations, (member.Account, source, TypeOf(scene.Group, source)), member.Id);
            }
        }

        if (!Sources.Belongs(member) || scene.Group.Suspends(Processes.AddToLoadBalancer))
        {
            return;
        }

        foreach (var source in scene.Group.Sources)
        {
            if (Sources.Serves(source) && !member.Registered.Contains(source.Identifier))
            {
                Add(Registrations, (member.Account, source.Identifier, source.Type), member.Id);
            }
        }
    }

    private static string TypeOf(Group group, string source) =>
        group.Sources.Find(each => each.Identifier == source)?.Type
        ?? (source.StartsWith("arn:", StringComparison.Ordinal) ? TrafficSource.TargetGroup : TrafficSource.Classic);

    private static void Add<TKey>(SortedDictionary<TKey, List<string>> all, TKey key, string id) where TKey : notnull
    {
        if (!all.TryGetValue(key, out var ids))
        {
            all.Add(key, ids = []);
        }

        ids.Add(id);
    }
}
