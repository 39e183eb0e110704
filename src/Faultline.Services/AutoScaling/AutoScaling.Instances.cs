using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

internal sealed partial class AutoScaling
{
    public override async ValueTask<ActivityType> TerminateInstanceInAutoScalingGroup(
        Call call, TerminateInstanceInAutoScalingGroupType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var member = state.Members.Find(call.Account, request.InstanceId)
            ?? throw Refusal.NoInstance(request.InstanceId);
        CheckNotWarm(call, member);
        if (member.State.StartsWith(LifecycleState.Terminating, StringComparison.Ordinal)
            && member.State != LifecycleState.TerminatingRetained
            && state.Activities.Find(member.Activity) is { } begun)
        {
            // Asked twice, it ends once.
            await held.Keep();
            return new() { Activity = begun.Shown };
        }

        var group = state.Groups.Find(member.Group)!;
        var shrinks = Decrement(group, member, request.ShouldDecrementDesiredCapacity);
        var left = SceneOf(state, group, call).Terminate(
            member, Causes.Asked(member.Id, "was taken out of service", shrinks, call.Now));
        Shrink(state, group, shrinks);
        var shown = state.Activities.Find(left.Activity!)!.Shown;
        await held.Keep();
        Tell();
        return new() { Activity = shown };
    }

    public override async ValueTask AttachInstances(Call call, AttachInstancesQuery request, CancellationToken ct)
    {
        var ids = Ids(request.InstanceIds);
        var found = await land.Instances(call.Account, ids, ct);
        using var held = await book.Take(ct);
        var state = held.State;
        var group = Find(state, call, request.AutoScalingGroupName);
        foreach (var instance in found)
        {
            CheckAttach(state, group, instance);
        }

        var to = group.Desired + found.Count;
        if (to > group.Max)
        {
            throw Refusal.Invalid(
                $"AttachInstances request would increase the desired capacity of the group to {to}, above its max size "
                + $"{group.Max}. Increase the max size and try again.");
        }

        state.Groups.Put(group.With(shown => shown.DesiredCapacity = to));
        foreach (var instance in found)
        {
            Attach(state, group, instance, call, to);
        }

        await held.Keep();
        Tell();
    }

    public override async ValueTask<DetachInstancesAnswer> DetachInstances(
        Call call, DetachInstancesQuery request, CancellationToken ct) => new()
        {
            Activities = await Move(
                call, request.AutoScalingGroupName, request.InstanceIds, request.ShouldDecrementDesiredCapacity,
                Leaving.Detachment, "Detaching EC2 instance", "was detached", ct),
        };

    public override async ValueTask<EnterStandbyAnswer> EnterStandby(
        Call call, EnterStandbyQuery request, CancellationToken ct) => new()
        {
            Activities = await Move(
                call, request.AutoScalingGroupName, request.InstanceIds, request.ShouldDecrementDesiredCapacity,
                Leaving.Standby, "Moving EC2 instance to Standby", "was moved to standby", ct),
        };

    /// <summary>Back into the group, which wants one more of them then.</summary>
    public override async ValueTask<ExitStandbyAnswer> ExitStandby(
        Call call, ExitStandbyQuery request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var group = Find(state, call, request.AutoScalingGroupName);
        var members = Members(state, group, request.InstanceIds);
        if (members.Find(each => each.State != LifecycleState.Standby) is { } other)
        {
            throw Refusal.Invalid($"The instance {other.Id} is not in Standby.");
        }

        var (from, to) = (group.Desired, group.Desired + members.Sum(each => each.Weight));
        if (to > group.Max)
        {
            throw Refusal.Invalid(
                $"ExitStandby request would increase the desired capacity of the group to {to}, above its max size "
                + $"{group.Max}. Increase the max size and try again.");
        }

        state.Groups.Put(group.With(shown => shown.DesiredCapacity = to));
        var activities = members.ConvertAll(member =>
        {
            var activity = Activities.Begin(
                state, group, $"Moving EC2 instance out of Standby: {member.Id}",
                Causes.Asked(member.Id, "was moved out of standby", (from, to), call.Now),
                (member.Subnet, member.Zone), call.Now, call.Dice);
            Activities.Move(state, activity.Id, ScalingActivityStatusCode.PreInService, 30);
            state.Members.Put(member.Enter(LifecycleState.Pending, call.Now) with { Activity = activity.Id });
            return state.Activities.Find(activity.Id)!.Shown;
        });
        await held.Keep();
        Tell();
        return new() { Activities = activities };
    }

    public override async ValueTask SetInstanceHealth(Call call, SetInstanceHealthQuery request, CancellationToken ct)
    {
        if (request.HealthStatus is not ("Healthy" or "Unhealthy"))
        {
            throw Refusal.Invalid("Valid instance health states are: [Healthy, Unhealthy]");
        }

        using var held = await book.Take(ct);
        var state = held.State;
        var member = state.Members.Find(call.Account, request.InstanceId)
            ?? throw Refusal.NoInstance(request.InstanceId);
        var group = state.Groups.Find(member.Group)!;
        var isIll = request.HealthStatus == "Unhealthy";
        if (!isIll || request.ShouldRespectGracePeriod == false || call.Now >= Health.GraceUntil(group, member))
        {
            state.Members.Put(member.With(shown => shown.HealthStatus = request.HealthStatus) with
            {
                Ill = isIll ? Causes.User : null,
            });
        }

        await held.Keep();
        Tell();
    }

    public override async ValueTask<SetInstanceProtectionAnswer> SetInstanceProtection(
        Call call, SetInstanceProtectionQuery request, CancellationToken ct)
    {
        if (request.InstanceIds.Count > Limits.ProtectedAtOnceMax)
        {
            throw Refusal.Invalid($"At most {Limits.ProtectedAtOnceMax} instances can be specified.");
        }

        using var held = await book.Take(ct);
        var state = held.State;
        var group = Find(state, call, request.AutoScalingGroupName);
        foreach (var member in Members(state, group, request.InstanceIds))
        {
            CheckNotWarm(call, member);
            state.Members.Put(member.With(shown => shown.ProtectedFromScaleIn = request.ProtectedFromScaleIn == true));
        }

        await held.Keep();
        Tell();
        return new();
    }

    /// <summary>Out of the group or to standby, with or without another one in their place.</summary>
    private async ValueTask<List<Activity>> Move(
        Call call, string name, List<string>? ids, bool? decrements, Leaving way, string description, string done,
        CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var group = Find(state, call, name);
        var members = Members(state, group, Ids(ids));
        var also = way == Leaving.Detachment ? " or Standby" : "";
        if (members.Find(each => !each.IsInService && (also.Length == 0 || each.State != LifecycleState.Standby))
            is { } other)
        {
            throw Refusal.Invalid($"The instance {other.Id} is not in InService{also}.");
        }

        var activities = new List<Activity>();
        foreach (var member in members)
        {
            var now = state.Groups.Find(group.Id)!;
            var shrinks = Decrement(now, member, decrements);
            var left = SceneOf(state, now, call).Leave(
                member, way, description, Causes.Asked(member.Id, done, shrinks, call.Now));
            Activities.Move(state, left.Activity, ScalingActivityStatusCode.InProgress, 50);
            Shrink(state, now, shrinks);
            activities.Add(state.Activities.Find(left.Activity!)!.Shown);
        }

        await held.Keep();
        Tell();
        return activities;
    }

    /// <summary>"This operation cannot be called on instances in a warm pool" (API reference).</summary>
    private static void CheckNotWarm(Call call, Member member)
    {
        if (member.IsWarm)
        {
            throw Refusal.Invalid(
                $"{call.Operation.Name} cannot be called on instances in a warm pool, where {member.Id} is.");
        }
    }

    /// <summary>
    /// The desired capacity before and after an instance that counts goes for good; null when it stays as it is.
    /// </summary>
    private static (int From, int To)? Decrement(Group group, Member member, bool? asked)
    {
        if (asked is not { } decrements)
        {
            throw Refusal.Invalid("ShouldDecrementDesiredCapacity is required.");
        }

        if (!decrements || !member.Counts)
        {
            return null;
        }

        var to = group.Desired - member.Weight;
        return to >= group.Min
            ? (group.Desired, to)
            : throw Refusal.Invalid(
                $"Currently, desiredSize equals minSize ({group.Min}). Terminating instance without replacement will "
                + "violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or "
                + "lower group's min size.");
    }

    private static void Shrink(AutoScalingState state, Group group, (int From, int To)? change)
    {
        if (change is var (_, to))
        {
            state.Groups.Put(group.With(shown => shown.DesiredCapacity = to));
        }
    }

    private static void CheckAttach(AutoScalingState state, Group group, Api.Ec2.Instance instance)
    {
        if (state.Members.Find(instance.InstanceId) is { } member)
        {
            throw Refusal.Invalid(
                $"Instance {instance.InstanceId} is already part of AutoScalingGroup:"
                + $"{state.Groups.Find(member.Group)?.Name}");
        }

        if (instance.State!.Name != "running")
        {
            throw Refusal.Invalid($"Instance {instance.InstanceId} is not in correct state.");
        }

        if (!group.Places.Exists(place => place.Zone == instance.Placement!.AvailabilityZone))
        {
            throw Refusal.Invalid(
                $"Availability Zone of instance {instance.InstanceId} ({instance.Placement!.AvailabilityZone}) is not "
                + $"part of AutoScalingGroup {group.Name}");
        }
    }

    private static void Attach(AutoScalingState state, Group group, Api.Ec2.Instance instance, Call call, int to)
    {
        var id = instance.InstanceId!;
        var zone = instance.Placement!.AvailabilityZone!;
        var activity = Activities.Begin(
            state, group, $"Attaching an existing EC2 instance: {id}",
            Causes.Asked(id, "was attached", (group.Desired, to), call.Now), (instance.SubnetId, zone), call.Now,
            call.Dice);
        state.Members.Put(new(id, group.Account, group.Id, new()
        {
            InstanceId = id,
            InstanceType = instance.InstanceType,
            ImageId = instance.ImageId,
            AvailabilityZone = zone,
            AvailabilityZoneId = instance.Placement.AvailabilityZoneId,
            HealthStatus = "Healthy",
            LifecycleState = LifecycleState.Pending,
            ProtectedFromScaleIn = group.Shown.NewInstancesProtectedFromScaleIn == true,
        })
        {
            Launched = instance.LaunchTime ?? call.Now,
            Since = call.Now,
            Activity = activity.Id,
            Subnet = instance.SubnetId ?? "",
            TagsDue = true,
        });
    }

    private static List<string> Ids(List<string>? ids) => ids is { Count: > 0 and <= Limits.InstancesAtOnceMax }
        ? ids
        : throw Refusal.Invalid($"Between 1 and {Limits.InstancesAtOnceMax} instance IDs must be specified.");

    /// <summary>The instances of a group that are named and not about to go.</summary>
    private static List<Member> Members(AutoScalingState state, Group group, List<string>? ids)
    {
        var named = (ids ?? []).Distinct(StringComparer.Ordinal).ToList();
        var strangers = named.FindAll(id => state.Members.Find(id)?.Group != group.Id);
        return strangers.Count == 0
            ? named.ConvertAll(id => state.Members.Find(id)!)
            : throw Refusal.NotInGroup(strangers, group.Name);
    }

    /// <summary>
    /// A group as an operation changes it: nothing is seen of its instances, and nothing needs to be.
    /// </summary>
    private Scene SceneOf(AutoScalingState state, Group group, Call call) =>
        new(state, group, state.MembersOf(group.Id), state.LaunchesOf(group.Id), new() { At = call.Now }, call.Now)
        {
            Dice = call.Dice,
            Tempo = tempo,
            Hooks = [],
            Away = Impairment.Zones(group, signals.ShiftedAway),
        };
}
