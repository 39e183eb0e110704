using System.Text.Json.Nodes;
using Faultline.Api.AutoScaling;
using Faultline.Services.Provisioning;

namespace Faultline.Services.AutoScaling.Resources;

/// <summary>
/// Brings what hangs on a group from what a template said to what it says: balancers, hooks, notifications, metrics and
/// tags. It may be asked again.
/// </summary>
internal sealed class GroupParts(AutoScalingApi scaling, Work work, Properties before)
{
    private readonly Properties asked = work.Properties;

    private string Group => work.Id!;

    /// <summary>What a new group has not been told yet.</summary>
    public async ValueTask Complete(CancellationToken ct)
    {
        await Notify(ct);
        await Measure(ct);
    }

    public async ValueTask Change(CancellationToken ct)
    {
        await Attach(ct);
        await Hook(ct);
        await Complete(ct);
        await Tag(ct);
    }

    private static (List<string> More, List<string> Gone) Compare(IEnumerable<string> was, IEnumerable<string> now) =>
        ([.. now.Except(was, StringComparer.Ordinal)], [.. was.Except(now, StringComparer.Ordinal)]);

    private async ValueTask Attach(CancellationToken ct)
    {
        var (groups, goneGroups) = Compare(before.Texts("TargetGroupARNs"), asked.Texts("TargetGroupARNs"));
        var (balancers, goneBalancers) = Compare(before.Texts("LoadBalancerNames"), asked.Texts("LoadBalancerNames"));
        var (was, now) = (Sources(before), Sources(asked));
        var (others, goneOthers) = Compare(was.Keys, now.Keys);
        await If(groups.Count, () => work.Ask(
            scaling.AttachLoadBalancerTargetGroups,
            new AttachLoadBalancerTargetGroupsType { AutoScalingGroupName = Group, TargetGroupARNs = groups }, ct));
        await If(goneGroups.Count, () => work.Ask(
            scaling.DetachLoadBalancerTargetGroups,
            new DetachLoadBalancerTargetGroupsType { AutoScalingGroupName = Group, TargetGroupARNs = goneGroups }, ct));
        await If(balancers.Count, () => work.Ask(
            scaling.AttachLoadBalancers,
            new AttachLoadBalancersType { AutoScalingGroupName = Group, LoadBalancerNames = balancers }, ct));
        await If(goneBalancers.Count, () => work.Ask(
            scaling.DetachLoadBalancers,
            new DetachLoadBalancersType { AutoScalingGroupName = Group, LoadBalancerNames = goneBalancers }, ct));
        await If(others.Count, () => work.Ask(
            scaling.AttachTrafficSources,
            new AttachTrafficSourcesType
            {
                AutoScalingGroupName = Group,
                TrafficSources = others.ConvertAll(each => now[each]),
            },
            ct));
        await If(goneOthers.Count, () => work.Ask(
            scaling.DetachTrafficSources,
            new DetachTrafficSourcesType
            {
                AutoScalingGroupName = Group,
                TrafficSources = goneOthers.ConvertAll(each => was[each]),
            },
            ct));
    }

    private static async ValueTask If<T>(int count, Func<ValueTask<T>> act)
    {
        if (count > 0)
        {
            await act();
        }
    }

    private static Dictionary<string, TrafficSourceIdentifier> Sources(Properties properties) =>
        properties.Groups("TrafficSources").ToDictionary(
            each => each.Needed("Identifier"), each => each.As<TrafficSourceIdentifier>(), StringComparer.Ordinal);

    /// <summary>A hook that says something else is made anew: the API would keep what is no longer said.</summary>
    private async ValueTask Hook(CancellationToken ct)
    {
        const string List = "LifecycleHookSpecificationList";
        var (was, now) = (before.Groups(List), asked.Groups(List));
        foreach (var hook in was.Where(each => !now.Exists(other => JsonNode.DeepEquals(each.All, other.All))))
        {
            await work.Ask(
                scaling.DeleteLifecycleHook,
                new DeleteLifecycleHookType
                {
                    AutoScalingGroupName = Group,
                    LifecycleHookName = hook.Needed("LifecycleHookName"),
                },
                ct);
        }

        foreach (var hook in now.Where(each => !was.Exists(other => JsonNode.DeepEquals(each.All, other.All))))
        {
            var request = hook.As<PutLifecycleHookType>();
            request.AutoScalingGroupName = Group;
            await work.Ask(scaling.PutLifecycleHook, request, ct);
        }
    }

    private async ValueTask Notify(CancellationToken ct)
    {
        var (was, now) = (Notifications(before), Notifications(asked));
        foreach (var topic in was.Keys.Where(topic => !now.ContainsKey(topic)))
        {
            await work.Ask(
                scaling.DeleteNotificationConfiguration,
                new DeleteNotificationConfigurationType { AutoScalingGroupName = Group, TopicARN = topic },
                ct);
        }

        foreach (var (topic, types) in now)
        {
            await work.Ask(
                scaling.PutNotificationConfiguration,
                new PutNotificationConfigurationType
                {
                    AutoScalingGroupName = Group,
                    TopicARN = topic,
                    NotificationTypes = types,
                },
                ct);
        }
    }

    /// <summary>The older of the two properties takes one.</summary>
    private static Dictionary<string, List<string>> Notifications(Properties properties) =>
        properties.Groups("NotificationConfigurations")
            .Concat(properties.Group("NotificationConfiguration") is { } one ? [one] : [])
            .SelectMany(each => each.Texts("TopicARN").Select(topic => (topic, Types: each.Texts("NotificationTypes"))))
            .ToDictionary(each => each.topic, each => each.Types, StringComparer.Ordinal);

    private async ValueTask Measure(CancellationToken ct)
    {
        const string List = "MetricsCollection";
        if (JsonNode.DeepEquals(before[List], asked[List]))
        {
            return;
        }

        if (before.Has(List))
        {
            await work.Ask(
                scaling.DisableMetricsCollection,
                new DisableMetricsCollectionQuery { AutoScalingGroupName = Group },
                ct);
        }

        foreach (var each in asked.Groups(List))
        {
            var request = each.As<EnableMetricsCollectionQuery>();
            request.AutoScalingGroupName = Group;
            await work.Ask(scaling.EnableMetricsCollection, request, ct);
        }
    }

    private async ValueTask Tag(CancellationToken ct)
    {
        if (Marks.Gone(work, before) is { Count: > 0 } gone)
        {
            await work.Ask(
                scaling.DeleteTags,
                new DeleteTagsType
                {
                    Tags = gone.ConvertAll(key => GroupRequests.Tag(work, key)),
                },
                ct);
        }

        if (GroupRequests.Tags(work, asked) is { Count: > 0 } tags)
        {
            await work.Ask(scaling.CreateOrUpdateTags, new CreateOrUpdateTagsType { Tags = tags }, ct);
        }
    }
}
