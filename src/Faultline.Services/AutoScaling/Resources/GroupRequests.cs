using System.Text.Json.Nodes;
using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Services.Provisioning;

namespace Faultline.Services.AutoScaling.Resources;

/// <summary>A group between a template and the API, which call some things by other names. Pure.</summary>
internal static class GroupRequests
{
    public const string Subnets = "VPCZoneIdentifier";

    private static readonly string[] sources = ["LaunchConfigurationName", "LaunchTemplate", "MixedInstancesPolicy"];

    public static CreateAutoScalingGroupType Create(Work work, string name)
    {
        var request = Asked(work.Properties).As<CreateAutoScalingGroupType>("Tags");
        request.AutoScalingGroupName = name;
        request.Tags = Tags(work, work.Properties);
        return request;
    }

    /// <summary>What is no longer said goes back to what a new group has.</summary>
    public static UpdateAutoScalingGroupType Update(Work work, Properties before)
    {
        var asked = work.Properties;
        var request = Asked(asked).As<UpdateAutoScalingGroupType>();
        request.AutoScalingGroupName = work.Id!;
        if (Array.TrueForAll(sources, name => JsonNode.DeepEquals(before[name], asked[name])))
        {
            // Whoever is about to replace the instances by another source is left alone.
            (request.LaunchConfigurationName, request.LaunchTemplate) = (null, null);
            request.MixedInstancesPolicy = null;
        }

        bool Unsaid(string name) => before.Has(name) && !asked.Has(name);
        request.DefaultCooldown ??= Unsaid("Cooldown") ? 300 : null;
        request.HealthCheckType ??= Unsaid("HealthCheckType") ? "EC2" : null;
        request.HealthCheckGracePeriod ??= Unsaid("HealthCheckGracePeriod") ? 0 : null;
        request.TerminationPolicies ??= Unsaid("TerminationPolicies") ? [Victims.Default] : null;
        request.NewInstancesProtectedFromScaleIn ??= Unsaid("NewInstancesProtectedFromScaleIn") ? false : null;
        request.MaxInstanceLifetime ??= Unsaid("MaxInstanceLifetime") ? 0 : null;
        request.CapacityRebalance ??= Unsaid("CapacityRebalance") ? false : null;
        request.DefaultInstanceWarmup ??= Unsaid("DefaultInstanceWarmup") ? -1 : null;
        request.DeletionProtection ??= Unsaid("DeletionProtection") ? DeletionProtection.None : null;
        request.InstanceMaintenancePolicy ??= Unsaid("InstanceMaintenancePolicy")
            ? new() { MinHealthyPercentage = -1, MaxHealthyPercentage = -1 }
            : null;
        return request;
    }

    /// <summary>Those of the template as it says; those of the stack go to the instances too, as in AWS.</summary>
    public static List<Tag> Tags(Work work, Properties properties)
    {
        var asked = properties.Groups("Tags").ToDictionary(tag => tag.Needed("Key"), StringComparer.Ordinal);
        return
        [
            .. properties.Tags(work).Select(each =>
            {
                var tag = Tag(work, each.Key);
                tag.Value = each.Value;
                tag.PropagateAtLaunch =
                    !asked.TryGetValue(each.Key, out var own) || own.Flag("PropagateAtLaunch") == true;
                return tag;
            }),
        ];
    }

    /// <summary>A tag of the group by its key.</summary>
    public static Tag Tag(Work work, string key) =>
        new() { ResourceId = work.Id, ResourceType = Groups.TagRules.GroupType, Key = key };

    public static JsonObject Shown(Work work, ResourceType type, AutoScalingGroup group)
    {
        var shown = type.Shown(group);
        foreach (var name in new[] { "MinSize", "MaxSize", "DesiredCapacity" })
        {
            shown[name] = shown[name]?.ToJsonString();
        }

        shown["Cooldown"] = Properties.Of(group)["DefaultCooldown"]?.ToJsonString();
        shown[Subnets] = Asking.List(group.VPCZoneIdentifier?.Split(',', StringSplitOptions.RemoveEmptyEntries));
        shown["MetricsCollection"] = new JsonArray(
        [
            .. (group.EnabledMetrics ?? []).GroupBy(each => each.Granularity).Select(each => new JsonObject
            {
                ["Granularity"] = each.Key,
                ["Metrics"] = Asking.List(each.Select(one => one.Metric!)),
            }),
        ]);
        var listed = Marks.Shown(
            work, group.Tags!.ToDictionary(tag => tag.Key!, tag => tag.Value!, StringComparer.Ordinal));
        foreach (var tag in listed)
        {
            tag!["PropagateAtLaunch"] =
                group.Tags!.Find(each => each.Key == tag["Key"]!.GetValue<string>())!.PropagateAtLaunch;
        }

        shown["Tags"] = listed;
        shown["AutoScalingGroupARN"] = group.AutoScalingGroupARN;
        return shown;
    }

    private static Properties Asked(Properties properties)
    {
        var asked = (JsonObject)properties.All.DeepClone();
        asked["DefaultCooldown"] = asked["Cooldown"]?.DeepClone();
        if (properties.Has(Subnets))
        {
            asked[Subnets] = string.Join(',', properties.Texts(Subnets));
        }

        return new(asked);
    }
}
