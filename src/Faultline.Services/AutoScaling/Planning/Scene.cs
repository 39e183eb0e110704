using System.Collections.Immutable;
using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>
/// One group in one look: what is kept of it, what was seen of it, and the hour. What is done to it here is done to the
/// state, and to nothing else.
/// </summary>
internal sealed class Scene
{
    private readonly List<Member> members;
    private readonly List<Launch> launches;

    public Scene(
        AutoScalingState state, Group group, IEnumerable<Member> members, IEnumerable<Launch> launches, Sight sight,
        DateTimeOffset now)
    {
        (State, Group, Sight, Now) = (state, group, sight, now);
        this.members = [.. members];
        this.launches = [.. launches];
    }

    public AutoScalingState State { get; }

    public Group Group { get; private set; }

    public Sight Sight { get; }

    public DateTimeOffset Now { get; }

    public required Dice Dice { get; init; }

    public required Tempo Tempo { get; init; }

    public required IReadOnlyList<LifecycleHook> Hooks { get; init; }

    /// <summary>The zones that the group is shifted away from.</summary>
    public ImmutableHashSet<string> Away { get; init; } = [];

    /// <summary>When it must be looked at again at the latest, as far as anybody has said.</summary>
    public DateTimeOffset? Next { get; private set; }

    public IReadOnlyList<Member> Members => members;

    public IReadOnlyList<Launch> Launches => launches;

    /// <summary>Nothing is known of its instances now.</summary>
    public bool IsBlind => Sight.Blind.Contains(Group.Account);

    /// <summary>What serves or is about to, and what is asked for, in units of capacity.</summary>
    public int Active => members.Where(each => each.Counts).Sum(each => each.Weight)
        + launches.Where(each => !each.IsWarm).Sum(each => each.Weight);

    /// <summary>So many units of that are beyond what is desired until somebody else goes.</summary>
    public int ExtraToCome => members.Where(each => each is { IsPending: true, IsExtra: true }).Sum(each => each.Weight)
        + launches.Where(each => each is { IsWarm: false, IsExtra: true }).Sum(each => each.Weight);

    /// <summary>
    /// Everything that is desired serves, and nothing is under way. What weighs more than one can be too much by less
    /// than the lightest instance.
    /// </summary>
    public bool IsSettled => launches.Count == 0
        && members.TrueForAll(each => each.IsInService ? each is { IsHealthy: true, Replaced: false } : !each.Counts)
        && Active - Group.Desired is >= 0 and var surplus
        && surplus < members.Where(each => each.IsInService).Select(each => each.Weight).DefaultIfEmpty(1).Min();

    /// <summary>Whether nothing can be launched in a zone for now.</summary>
    public bool Fails(string zone) => Away.Contains(zone) || Option.In(Group, zone, Now) is null;

    public void Again(DateTimeOffset? hour) => Next = hour is null || Next <= hour ? Next : hour;

    public void Put(Group group)
    {
        if (group != Group)
        {
            Group = group;
            State.Groups.Put(group);
        }
    }

    public void Put(Member member)
    {
        var at = members.FindIndex(each => each.Id == member.Id);
        if (at < 0)
        {
            members.Add(member);
        }
        else if (members[at] == member)
        {
            return;
        }
        else
        {
            members[at] = member;
        }

        State.Members.Put(member);
    }

    public void Put(Launch launch)
    {
        launches.Add(launch);
        State.Launches.Put(launch);
    }

    /// <summary>Takes up what was done to the group and its instances in the state by others.</summary>
    public void Reload()
    {
        Group = State.Groups.Find(Group.Id)!;
        for (var at = 0; at < members.Count; at++)
        {
            members[at] = State.Members.Find(members[at].Id)!;
        }
    }

    public void Remove(Member member)
    {
        members.RemoveAll(each => each.Id == member.Id);
        State.Members.Remove(member.Id);
    }

    /// <summary>An instance as it was seen; null when that says nothing of it.</summary>
    public SeenInstance? Seen(Member member)
    {
        if (IsBlind)
        {
            return null;
        }

        if (Sight.Instances.TryGetValue(member.Id, out var seen))
        {
            return seen;
        }

        // What EC2 does not know any more ended long ago, unless it was not there yet when it was asked.
        return member.Launched < Sight.At && member.Since < Sight.At ? Terminated : null;
    }

    /// <summary>Lets an instance leave, for the reason that the cause says.</summary>
    public Member Leave(Member member, Leaving way, string description, string cause)
    {
        Activities.Cancel(State, member.Activity, Now);
        var activity = Activities.Begin(
            State, Group, $"{description}: {member.Id}", cause, (member.Subnet, member.Zone), Now, Dice);
        var left = member.Enter(StateOf(member, way), Now) with
        {
            Leaving = way,
            Activity = activity.Id,
            Waits = [],
            IsExtra = false,
            TagsDue = way == Leaving.Detachment || member.TagsDue,
        };
        Put(left);
        return left;
    }

    public Member Terminate(Member member, string cause) =>
        Leave(member, Leaving.Termination, Activities.Terminating, cause);

    private static SeenInstance Terminated { get; } = new("terminated");

    private static string StateOf(Member member, Leaving way) => way switch
    {
        Leaving.Termination when member.IsWarm => LifecycleState.WarmedTerminating,
        Leaving.Detachment => LifecycleState.Detaching,
        Leaving.Standby => LifecycleState.EnteringStandby,
        _ => LifecycleState.Terminating,
    };
}
