using System.Collections.Immutable;
using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using Instance = Faultline.Api.AutoScaling.Instance;

namespace Faultline.Services.CloudFormation.Running;

/// <summary>
/// A group in a rolling update that waits for signals: does what a stage asks for, as often as that is asked, and
/// looks.
/// </summary>
internal sealed class RollingGroup(AutoScalingApi scaling, Ec2Api? ec2)
{
    /// <summary>What the stage asks for, and the group as it is then.</summary>
    /// <param name="all">All that are there are obsolete; else those that the group does not launch any more.</param>
    public async ValueTask<GroupSight> Roll(Work work, Rolling? rolling, bool all, CancellationToken ct)
    {
        switch (rolling?.Stage)
        {
            case RollingStage.Prepare:
                await Prepare(work, rolling, ct);
                break;
            case RollingStage.Terminate:
                await Terminate(work, rolling, ct);
                break;
            case RollingStage.Restore:
                await Restore(work, rolling, ct);
                break;
        }

        var group = await Look(work, ct);
        var live = group.Instances!.FindAll(IsLive);
        var launched = rolling is null ? await Launched(work, live, ct) : [];
        return new(group.MinSize ?? 0, group.MaxSize ?? 0, group.DesiredCapacity ?? 0)
        {
            Live =
            [
                .. live.Select(each => new GroupMember(
                    each.InstanceId!,
                    each.LifecycleState == LifecycleState.InService,
                    all || !Launches(group, each),
                    launched.GetValueOrDefault(each.InstanceId!))),
            ],
            Suspended = [.. (group.SuspendedProcesses ?? []).Select(each => each.ProcessName!)],
        };
    }

    /// <summary>Changes back what it changed of the group for its time.</summary>
    public async ValueTask Restore(Work work, Rolling rolling, CancellationToken ct)
    {
        if (rolling.Sizes is var (min, desired, _))
        {
            var group = await Look(work, ct);
            await work.Ask(
                scaling.UpdateAutoScalingGroup,
                new UpdateAutoScalingGroupType
                {
                    AutoScalingGroupName = work.Id!,
                    MinSize = min,
                    DesiredCapacity = group.DesiredCapacity > desired ? desired : null,
                },
                ct);
        }

        if (!rolling.Suspended.IsEmpty)
        {
            await work.Ask(scaling.ResumeProcesses, Processes(work, rolling), ct);
        }
    }

    private static ScalingProcessQuery Processes(Work work, Rolling rolling) =>
        new() { AutoScalingGroupName = work.Id!, ScalingProcesses = [.. rolling.Suspended] };

    private static bool IsLive(Instance instance) => instance.LifecycleState is LifecycleState.InService
        or LifecycleState.Pending or LifecycleState.PendingWait or LifecycleState.PendingProceed;

    /// <summary>Whether the group would launch such an instance now.</summary>
    private static bool Launches(AutoScalingGroup group, Instance instance)
    {
        if (group.LaunchConfigurationName is { } name)
        {
            return instance.LaunchConfigurationName == name;
        }

        var wanted = group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
        return instance.LaunchTemplate is { } own
            && own.Version == wanted?.Version
            && (own.LaunchTemplateId == wanted?.LaunchTemplateId
                || own.LaunchTemplateName == wanted?.LaunchTemplateName);
    }

    /// <summary>When the instances were launched, as far as that can be told.</summary>
    private async ValueTask<Dictionary<string, DateTimeOffset?>> Launched(
        Work work, List<Instance> instances, CancellationToken ct)
    {
        if (ec2 is null || instances.Count == 0)
        {
            return [];
        }

        var found = await work.Ask(
            ec2.DescribeInstances,
            new DescribeInstancesRequest
            {
                Filters =
                [
                    new() { Name = "instance-id", Values = instances.ConvertAll(each => each.InstanceId!) },
                ],
            },
            ct);
        return found.Reservations!.SelectMany(each => each.Instances!)
            .ToDictionary(each => each.InstanceId!, each => each.LaunchTime, StringComparer.Ordinal);
    }

    private async ValueTask Prepare(Work work, Rolling rolling, CancellationToken ct)
    {
        if (!rolling.Suspended.IsEmpty)
        {
            await work.Ask(scaling.SuspendProcesses, Processes(work, rolling), ct);
        }

        if (rolling.Sizes is var (_, _, raised))
        {
            await work.Ask(
                scaling.UpdateAutoScalingGroup,
                new UpdateAutoScalingGroupType
                {
                    AutoScalingGroupName = work.Id!,
                    MinSize = raised,
                    DesiredCapacity = raised,
                },
                ct);
        }
    }

    private async ValueTask Terminate(Work work, Rolling rolling, CancellationToken ct)
    {
        var group = await Look(work, ct);
        if (rolling is { Shrinks: true, Sizes: var (min, _, _) } && group.MinSize != min)
        {
            await work.Ask(
                scaling.UpdateAutoScalingGroup,
                new UpdateAutoScalingGroupType { AutoScalingGroupName = work.Id!, MinSize = min },
                ct);
        }

        // Whoever is on the way out already was sent there by an earlier try.
        foreach (var instance in group.Instances!.Where(IsLive).Where(each =>
            rolling.Batch.Contains(each.InstanceId!)))
        {
            await work.Ask(
                scaling.TerminateInstanceInAutoScalingGroup,
                new TerminateInstanceInAutoScalingGroupType
                {
                    InstanceId = instance.InstanceId!,
                    ShouldDecrementDesiredCapacity = rolling.Shrinks,
                },
                ct);
        }
    }

    private async ValueTask<AutoScalingGroup> Look(Work work, CancellationToken ct) => (await work.Ask(
        scaling.DescribeAutoScalingGroups,
        new AutoScalingGroupNamesType { AutoScalingGroupNames = [work.Id!] },
        ct)).AutoScalingGroups!.FirstOrDefault()
        ?? throw new AwsError(
            "NotFound", 400, $"Resource of type 'AWS::AutoScaling::AutoScalingGroup' with identifier '{work.Id}' was "
                + "not found.");
}
