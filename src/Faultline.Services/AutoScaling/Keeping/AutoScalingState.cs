using Faultline.Api.AutoScaling;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling.Keeping;

/// <summary>
/// All groups of a region with what belongs to them, of every account. Pure: the hour, ids and chance come in as
/// arguments.
/// </summary>
internal sealed class AutoScalingState : IState
{
    private readonly Table[] all;
    private readonly Tables tables;

    public AutoScalingState()
    {
        all =
        [
            Groups, Members, Activities, LaunchConfigurations, Hooks, Policies, Schedules, Refreshes, Launches,
            Notifications, Orders, Alarms,
        ];
        tables = new(all);
    }

    /// <summary>Something of it was changed in this turn.</summary>
    public bool IsChanged => Array.Exists(all, table => table.IsChanged);

    /// <summary>Counts its changes, so that what was derived from it is known to be stale.</summary>
    public long Version => tables.Version;

    /// <summary>Groups, under <see cref="Group.IdOf"/>.</summary>
    public Table<Group, string> Groups { get; } = new(Kinds.Group, "", Group.Form);

    /// <summary>Instances of groups, under their ids.</summary>
    public Table<Member, string> Members { get; } = new(Kinds.Member, "", Member.Form);

    /// <summary>Launches that EC2 has not answered yet, under the ids of their activities.</summary>
    public Table<Launch, string> Launches { get; } = new(Kinds.Launch, "", Launch.Form);

    /// <summary>What was done and is under way, those of groups that are gone too, under their ids.</summary>
    public Table<Part<Activity>, string> Activities { get; } = Parts<Activity>(Kinds.Activity);

    /// <summary>Under <see cref="Part.IdOf"/> of the account and their name.</summary>
    public Table<Owned<LaunchConfiguration>, string> LaunchConfigurations { get; } = new(
        Kinds.LaunchConfiguration, "", new(OwnedEntry.Write, OwnedEntry.Read<LaunchConfiguration>));

    /// <summary>Under <see cref="Part.IdOf"/> of their group and their name.</summary>
    public Table<Part<LifecycleHook>, string> Hooks { get; } = Parts<LifecycleHook>(Kinds.Hook);

    /// <summary>Under <see cref="Part.IdOf"/> of their group and their name.</summary>
    public Table<Part<ScalingPolicy>, string> Policies { get; } = Parts<ScalingPolicy>(Kinds.Policy);

    /// <summary>Under <see cref="Part.IdOf"/> of their group and their name; due when they act next.</summary>
    public Table<Part<ScheduledUpdateGroupAction>, string> Schedules { get; } =
        Parts<ScheduledUpdateGroupAction>(Kinds.Schedule);

    /// <summary>Instance refreshes, those that are over too, under their ids.</summary>
    public Table<Refresh, string> Refreshes { get; } = new(Kinds.Refresh, "", Refresh.Form);

    /// <summary>Who wants to hear of what, under the group's id, the topic and the type.</summary>
    public Table<Part<NotificationConfiguration>, string> Notifications { get; } =
        Parts<NotificationConfiguration>(Kinds.Notification);

    /// <summary>What LaunchInstances was asked, under the group's id and the client token.</summary>
    public Table<Part<LaunchInstancesResult>, string> Orders { get; } = Parts<LaunchInstancesResult>(Kinds.Order);

    /// <summary>
    /// The alarms that target tracking has, or may have, in CloudWatch, under their names; due while they are to be
    /// made. One stays here until it is gone there, even when its policy is.
    /// </summary>
    public Table<Part<Alarm>, string> Alarms { get; } = Parts<Alarm>(Kinds.Alarm);

    public IEnumerable<Member> MembersOf(string group) => Members.All.Where(row => row.Group == group);

    public IEnumerable<Launch> LaunchesOf(string group) => Launches.All.Where(row => row.Group == group);

    public IEnumerable<Part<LifecycleHook>> HooksOf(string group) => Hooks.All.Where(row => row.Group == group);

    public IEnumerable<Part<ScalingPolicy>> PoliciesOf(string group) => Policies.All.Where(row => row.Group == group);

    /// <summary>The refresh of a group that is not over; there is at most one.</summary>
    public Refresh? RefreshOf(string group) => Refreshes.All.FirstOrDefault(row => row.Group == group && !row.IsOver);

    public void Loaded()
    {
    }

    public void Flush(Batch batch) => tables.Flush(batch);

    public bool TakeBack()
    {
        tables.TakeBack();
        return true;
    }

    public void Load(Key key, ReadOnlySpan<byte> entry) => tables.Load(key, entry);

    private static Table<Part<T>, string> Parts<T>(byte kind) where T : class, IStructure, new() =>
        new(kind, "", Part<T>.Form);
}
