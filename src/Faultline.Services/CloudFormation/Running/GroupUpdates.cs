using System.Text.Json.Nodes;
using Faultline.Api.AutoScaling;
using Faultline.Services.CloudFormation.Comparing;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Running;

/// <summary>
/// What update policies of Auto Scaling groups ask for ("UpdatePolicy attribute", CloudFormation user guide). A rolling
/// update is an instance refresh, whose least healthy share follows from the batch and from who must stay in service;
/// one that waits for signals goes by batches of its own (<see cref="RollingUpdate"/>).
/// </summary>
internal sealed class GroupUpdates(AutoScalingApi? scaling, Api.Ec2.Ec2Api? ec2)
{
    private readonly RollingGroup? group = scaling is null ? null : new(scaling, ec2);

    private const string Group = "AWS::AutoScaling::AutoScalingGroup";

    private static readonly string[] sizes = ["MinSize", "MaxSize", "DesiredCapacity"];

    /// <summary>Changes the group as its policy says; any other type as it does itself.</summary>
    public async ValueTask Update(
        ResourceType type, Work work, Properties before, Order order, CancellationToken ct)
    {
        var policies = PoliciesOf(order.Thing);
        if (Waits(order, before, work.Properties) && !IsBack(order)
            && (HasWeights(before) || HasWeights(work.Properties)))
        {
            throw new AwsError(
                "NotUpdatable", 400,
                "Faultline does not have WaitOnResourceSignals for groups whose instances have weights yet.");
        }

        var rolling = Rolls(policies, before, work.Properties) ? policies!.Group("AutoScalingRollingUpdate") : null;
        if (order.Rolling is { } given && group is not null)
        {
            await group.Restore(work, given, ct);
        }

        var isStopping = type.Name == Group && IsBack(order) && await Stop(work, order.Since, ct);
        await type.Update(Sized(policies, work, before), before, ct);
        if (rolling is not null && !isStopping && RollingPolicy.Of(order.Thing) is null)
        {
            await Roll(work, rolling, ct);
        }
    }

    /// <summary>Whether a rolling update is over, if there is one.</summary>
    public async ValueTask<bool> IsOver(Work work, Properties before, Order order, CancellationToken ct)
    {
        // What an operator or an earlier update did of refreshes is no matter of one that rolls nothing.
        if (!Rolls(PoliciesOf(order.Thing), before, work.Properties) || RollingPolicy.Of(order.Thing) is not null)
        {
            return true;
        }

        var last = await Last(work, ct);
        if (IsBack(order) && last?.Status == InstanceRefreshStatus.Cancelled)
        {
            // What the way there began has stopped: now the way back may begin.
            await Roll(work, PoliciesOf(order.Thing)!.Group("AutoScalingRollingUpdate")!, ct);
            return false;
        }

        return last is null || last.Status switch
        {
            InstanceRefreshStatus.Successful => true,
            InstanceRefreshStatus.Failed or InstanceRefreshStatus.Cancelled or InstanceRefreshStatus.RollbackFailed
                or InstanceRefreshStatus.RollbackSuccessful => throw new AwsError(
                    "InvalidRequest", 400, $"The rolling update of the group failed: {last.StatusReason}"),
            _ => false,
        };
    }

    /// <summary>Whether the update of a group goes by batches whose signals are waited for.</summary>
    public static bool Waits(Order order, Properties before, Properties after) =>
        RollingPolicy.Of(order.Thing) is not null && Rolls(PoliciesOf(order.Thing), before, after);

    /// <summary>
    /// Does what the stage of such an update asks for, and looks at the group; null while that of before is going on.
    /// </summary>
    public async ValueTask<GroupSight?> Roll(Work work, Properties before, Order order, CancellationToken ct)
    {
        if (group is null)
        {
            throw new AwsError("InvalidRequest", 400, "There is no Auto Scaling here.");
        }

        if (IsBack(order) && order.Rolling is null
            && (await Last(work, ct))?.Status == InstanceRefreshStatus.Cancelling)
        {
            return null;
        }

        var all = Sameness.Differing(before.All, work.Properties.All).Any(each => IsOfInstances(each)
            && each is not ("LaunchConfigurationName" or "LaunchTemplate"));
        return await group.Roll(work, order.Rolling, all, ct);
    }

    /// <summary>Whether an update of such a group makes another one of it.</summary>
    public static bool Replaces(string type, string? policy, IEnumerable<string> changed) =>
        type == Group && policy is not null && changed.Any(IsOfInstances)
        && Scalars.Text(JsonNode.Parse(policy)?["AutoScalingReplacingUpdate"]?["WillReplace"]) == "true";

    private static Properties? PoliciesOf(Made thing) => thing is { Type: Group, UpdatePolicy: { } policy }
        ? new(JsonNode.Parse(policy)!.AsObject())
        : null;

    private static bool Rolls(Properties? policies, Properties before, Properties after) =>
        policies?.Group("AutoScalingRollingUpdate") is not null
        && Sameness.Differing(before.All, after.All).Any(IsOfInstances);

    private static bool HasWeights(Properties group) =>
        group.Group("MixedInstancesPolicy")?.Group("LaunchTemplate")?.Groups("Overrides")
            .Exists(each => each.Has("WeightedCapacity")) == true;

    private static bool IsOfInstances(string property) => property is "LaunchConfigurationName" or "LaunchTemplate"
        or "MixedInstancesPolicy" or "VPCZoneIdentifier" or "AvailabilityZones" or "PlacementGroup";

    /// <summary>
    /// Sizes that a schedule may have changed stay as they are where the template says the same as before.
    /// </summary>
    private static Work Sized(Properties? policies, Work work, Properties before)
    {
        if (policies?.Group("AutoScalingScheduledAction")?.Flag("IgnoreUnmodifiedGroupSizeProperties") != true)
        {
            return work;
        }

        var kept = work.Properties.All.DeepClone().AsObject();
        foreach (var size in sizes.Where(size => Sameness.Of(before[size], kept[size])))
        {
            kept.Remove(size);
        }

        return work with { Properties = new(kept) };
    }

    private static bool IsBack(Order order) => order.Stack.Operation is { Phase: Phase.Backward };

    /// <summary>
    /// What the way there began must not go on while the way back is gone: it takes instances for right that are to be
    /// what they were. Whether it is still about to stop.
    /// </summary>
    private async ValueTask<bool> Stop(Work work, DateTimeOffset since, CancellationToken ct)
    {
        if (await Last(work, ct) is not { } last || last.StartTime >= since)
        {
            return false;
        }

        if (last.Status is InstanceRefreshStatus.Pending or InstanceRefreshStatus.InProgress
            or InstanceRefreshStatus.Baking)
        {
            await work.Ask(
                scaling!.CancelInstanceRefresh, new CancelInstanceRefreshType { AutoScalingGroupName = work.Id! }, ct);
            return true;
        }

        return last.Status == InstanceRefreshStatus.Cancelling;
    }

    /// <summary>The refresh that was begun last.</summary>
    private async ValueTask<InstanceRefresh?> Last(Work work, CancellationToken ct) => scaling is null
        ? null
        : (await work.Ask(
            scaling.DescribeInstanceRefreshes,
            new DescribeInstanceRefreshesType { AutoScalingGroupName = work.Id!, MaxRecords = 1 },
            ct)).InstanceRefreshes?.FirstOrDefault();

    private async ValueTask Roll(Work work, Properties rolling, CancellationToken ct)
    {
        var api = scaling ?? throw new AwsError("InvalidRequest", 400, "There is no Auto Scaling here.");
        var group = (await work.Ask(
            api.DescribeAutoScalingGroups,
            new AutoScalingGroupNamesType { AutoScalingGroupNames = [work.Id!] },
            ct)).AutoScalingGroups!.Single();
        var desired = Math.Max(1, group.DesiredCapacity ?? 1);
        var stays = Math.Max(
            rolling.Number("MinInstancesInService") ?? 0, desired - (rolling.Number("MaxBatchSize") ?? 1));
        try
        {
            await work.Ask(
                api.StartInstanceRefresh,
                new StartInstanceRefreshType
                {
                    AutoScalingGroupName = work.Id!,
                    Preferences = new()
                    {
                        MinHealthyPercentage = Math.Clamp(100 * stays / desired, 0, 100),
                        InstanceWarmup = rolling.Text("PauseTime") is { } pause
                            ? (int)Signalling.Span(pause).TotalSeconds
                            : 0,
                        SkipMatching = true,
                    },
                },
                ct);
        }
        catch (AwsError under) when (under.Code.StartsWith("InstanceRefreshInProgress", StringComparison.Ordinal))
        {
            // An earlier try began it.
        }
    }
}
