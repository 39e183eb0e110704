using System.Text.Json.Nodes;
using Faultline.Api.AutoScaling;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Resources;

/// <summary>Auto Scaling groups, with what hangs on them. Its id is the name.</summary>
internal sealed class AutoScalingGroupType(AutoScalingApi scaling) : ResourceType("AWS::AutoScaling::AutoScalingGroup")
{
    private const int NameMax = 255;

    /// <summary>So many launches in a row must have failed before the group is given up.</summary>
    private const int FailuresMax = 5;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        Check(work);
        var name = work.Properties.Text("AutoScalingGroupName") ?? work.Name(NameMax);
        if (await Look(work, name, ct) is not { } there)
        {
            await work.Ask(scaling.CreateAutoScalingGroup, GroupRequests.Create(work, name), ct);
        }
        else if (there.Status is not null
            || !Marks.AreOf(work, there.Tags!.ToDictionary(tag => tag.Key!, tag => tag.Value!, StringComparer.Ordinal)))
        {
            throw Refused.Exists(Name, name);
        }

        await new GroupParts(scaling, work with { Id = name }, Properties.None).Complete(ct);
        return name;
    }

    /// <summary>
    /// As many serve, or wait in a hook for somebody else, as are wanted. Otherwise CloudFormation says that the group
    /// did not stabilize.
    /// </summary>
    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct)
    {
        var group = await Look(work, work.Id!, ct) ?? throw Refused.Gone(Name, work.Id!);
        var wanted = Math.Max(group.MinSize ?? 0, group.DesiredCapacity ?? 0);
        var there = group.Instances!.Count(each =>
            each.LifecycleState is LifecycleState.InService or LifecycleState.PendingWait or LifecycleState.Standby);
        if (there >= wanted || group.MixedInstancesPolicy is not null && group.Instances!.Sum(Weight) >= wanted)
        {
            return true;
        }

        var activities = await work.Ask(
            scaling.DescribeScalingActivities,
            new DescribeScalingActivitiesType { AutoScalingGroupName = work.Id, MaxRecords = FailuresMax },
            ct);
        return activities.Activities is { Count: FailuresMax } last
            && last.TrueForAll(each => each.StatusCode == ScalingActivityStatusCode.Failed)
                ? throw Refused.Invalid(
                    $"Group did not stabilize. {{current/minSize/maxSize}} group size = {{{there}/{group.MinSize}/"
                    + $"{group.MaxSize}}}. Failed Scaling Activity: {last[0].StatusMessage}")
                : false;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        Check(work);
        await work.Ask(scaling.UpdateAutoScalingGroup, GroupRequests.Update(work, before), ct);
        await new GroupParts(scaling, work, before).Change(ct);
    }

    /// <summary>
    /// The group is emptied first, so that hooks and balancers see its instances go; not where it is to stay.
    /// </summary>
    public override async ValueTask Delete(Work work, CancellationToken ct)
    {
        var group = await Look(work, work.Id!, ct);
        if (group?.DeletionProtection == DeletionProtection.PreventAllDeletion)
        {
            await work.Ask(
                scaling.DeleteAutoScalingGroup, new DeleteAutoScalingGroupType { AutoScalingGroupName = work.Id! }, ct);
        }

        await this.OrGone(work.Ask(
            scaling.UpdateAutoScalingGroup,
            new UpdateAutoScalingGroupType
            {
                AutoScalingGroupName = work.Id!,
                MinSize = 0,
                MaxSize = 0,
                DesiredCapacity = 0,
            },
            ct));
    }

    public override async ValueTask<bool> IsGone(Work work, CancellationToken ct)
    {
        if (await Look(work, work.Id!, ct) is not { } group)
        {
            return true;
        }

        if (group.Status is null && group.Instances is not { Count: > 0 })
        {
            try
            {
                await this.OrGone(work.Ask(
                    scaling.DeleteAutoScalingGroup,
                    new DeleteAutoScalingGroupType { AutoScalingGroupName = work.Id! },
                    ct));
            }
            catch (AwsError error) when (error.Code is "ScalingActivityInProgress" or "ResourceInUse"
                && group.DeletionProtection is null or DeletionProtection.None)
            {
                // The last of them are about to go.
            }
        }

        return await Look(work, work.Id!, ct) is null;
    }

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, work.Id!, ct) is not { } group)
        {
            return null;
        }

        var notifications = await work.Ask(
            scaling.DescribeNotificationConfigurations,
            new DescribeNotificationConfigurationsType { AutoScalingGroupNames = [work.Id!], MaxRecords = Pages.Most },
            ct);
        var shown = GroupRequests.Shown(work, this, group);
        shown["NotificationConfigurations"] = new JsonArray(
        [
            .. notifications.NotificationConfigurations!.GroupBy(each => each.TopicARN).Select(each => new JsonObject
            {
                ["TopicARN"] = each.Key,
                ["NotificationTypes"] = Asking.List(each.Select(one => one.NotificationType!)),
            }),
        ]);
        return shown;
    }

    public override bool SaysGone(AwsError error) => Absence.Is(error);

    private static int Weight(Instance instance) =>
        instance.LifecycleState != LifecycleState.InService ? 0
        : int.TryParse(instance.WeightedCapacity, out var weight) ? weight
        : 1;

    private void Check(Work work)
    {
        var distribution = work.Properties.Group("MixedInstancesPolicy")?.Group("InstancesDistribution");
        if (distribution?.Has("DistributionSegments") == true)
        {
            throw Refused.NotBuilt(Name, "MixedInstancesPolicy.InstancesDistribution.DistributionSegments");
        }
    }

    private async ValueTask<AutoScalingGroup?> Look(Work work, string name, CancellationToken ct) => (await work.Ask(
        scaling.DescribeAutoScalingGroups,
        new AutoScalingGroupNamesType { AutoScalingGroupNames = [name] },
        ct)).AutoScalingGroups!.FirstOrDefault();
}
