using System.Text.Json.Nodes;
using Faultline.Api.AutoScaling;
using Faultline.Services.CloudFormation.Comparing;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Running;

/// <summary>
/// What update policies of Auto Scaling groups ask for ("UpdatePolicy attribute", CloudFormation user guide). A rolling
/// update is an instance refresh, whose least healthy share follows from the batch and from who must stay in service.
/// </summary>
internal sealed class GroupUpdates(AutoScalingApi? scaling)
{
    private const string Group = "AWS::AutoScaling::AutoScalingGroup";

    private static readonly string[] sizes = ["MinSize", "MaxSize", "DesiredCapacity"];

    /// <summary>Changes the group as its policy says; any other type as it does itself.</summary>
    public async ValueTask Update(
        ResourceType type, Work work, Properties before, string? policy, CancellationToken ct)
    {
        var policies = type.Name == Group && policy is not null
            ? new Properties(JsonNode.Parse(policy)!.AsObject())
            : null;
        var rolling = Rolls(policies, before, work.Properties) ? policies!.Group("AutoScalingRollingUpdate") : null;
        if (rolling?.Flag("WaitOnResourceSignals") == true)
        {
            throw new AwsError(
                "InvalidRequest", 400,
                "Faultline does not have WaitOnResourceSignals of AutoScalingRollingUpdate yet.");
        }

        await type.Update(Sized(policies, work, before), before, ct);
        if (rolling is not null)
        {
            await Roll(work, rolling, ct);
        }
    }

    /// <summary>Whether a rolling update is over, if there is one.</summary>
    public async ValueTask<bool> IsOver(ResourceType type, Work work, string? policy, CancellationToken ct)
    {
        if (type.Name != Group || policy is null || scaling is null
            || JsonNode.Parse(policy)?["AutoScalingRollingUpdate"] is null)
        {
            return true;
        }

        var found = await work.Ask(
            scaling.DescribeInstanceRefreshes,
            new DescribeInstanceRefreshesType { AutoScalingGroupName = work.Id!, MaxRecords = 1 },
            ct);
        return found.InstanceRefreshes is not [var last, ..] || last.Status switch
        {
            InstanceRefreshStatus.Successful => true,
            InstanceRefreshStatus.Failed or InstanceRefreshStatus.Cancelled or InstanceRefreshStatus.RollbackFailed
                or InstanceRefreshStatus.RollbackSuccessful => throw new AwsError(
                    "InvalidRequest", 400, $"The rolling update of the group failed: {last.StatusReason}"),
            _ => false,
        };
    }

    /// <summary>Whether an update of such a group makes another one of it.</summary>
    public static bool Replaces(string type, string? policy, IEnumerable<string> changed) =>
        type == Group && policy is not null && changed.Any(IsOfInstances)
        && Scalars.Text(JsonNode.Parse(policy)?["AutoScalingReplacingUpdate"]?["WillReplace"]) == "true";

    private static bool Rolls(Properties? policies, Properties before, Properties after) =>
        policies?.Group("AutoScalingRollingUpdate") is not null
        && Sameness.Differing(before.All, after.All).Any(IsOfInstances);

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
