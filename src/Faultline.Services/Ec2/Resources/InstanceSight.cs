using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>An instance as a template would have it, with its attributes. Pure.</summary>
internal static class InstanceSight
{
    public static JsonObject Of(Instance instance, Properties wanted)
    {
        var shown = Properties.Of(instance);

        // What AWS shows in another form than templates have it, or only where a template says it.
        foreach (var name in (string[])["BlockDeviceMappings", "NetworkInterfaces", "PrivateDnsNameOptions"])
        {
            shown.Remove(name);
        }

        var place = instance.Placement!;
        shown["AvailabilityZone"] = place.AvailabilityZone;
        shown["PlacementGroupName"] = place.GroupName is { Length: > 0 } group ? group : null;
        shown["Tenancy"] = place.Tenancy;
        shown["Monitoring"] = instance.Monitoring?.State is MonitoringState.Enabled or MonitoringState.Pending;
        shown["IamInstanceProfile"] = Profile(instance.IamInstanceProfile?.Arn, wanted);
        shown["SecurityGroupIds"] = Nodes.Of(instance.SecurityGroups!.Select(each => each.GroupId));
        shown["SecurityGroups"] = wanted.Has("SecurityGroups")
            ? Nodes.Of(instance.SecurityGroups!.Select(each => each.GroupName))
            : null;
        shown["Volumes"] = Volumes(instance, wanted);
        var six = instance.NetworkInterfaces?.FirstOrDefault()?.Ipv6Addresses ?? [];
        shown["Ipv6AddressCount"] = wanted.Has("Ipv6AddressCount") ? six.Count : null;
        shown["Ipv6Addresses"] = wanted.Has("Ipv6Addresses")
            ? new JsonArray([.. six.Select(each => new JsonObject { ["Ipv6Address"] = each.Ipv6Address })])
            : null;
        shown["PrivateIp"] = instance.PrivateIpAddress;
        shown["PublicIp"] = instance.PublicIpAddress ?? "";
        shown["PublicDnsName"] = instance.PublicDnsName ?? "";
        shown["State"] = new JsonObject { ["Code"] = $"{instance.State!.Code}", ["Name"] = instance.State.Name };
        return shown;
    }

    /// <summary>A name where the template has a name.</summary>
    private static string? Profile(string? arn, Properties wanted) =>
        arn is null || wanted.Text("IamInstanceProfile")?.StartsWith("arn:", StringComparison.Ordinal) == true
            ? arn
            : arn[(arn.LastIndexOf('/') + 1)..];

    private static JsonArray? Volumes(Instance instance, Properties wanted)
    {
        var named = wanted.Groups("Volumes").ConvertAll(each => each.Text("VolumeId"));
        return named.Count == 0
            ? null
            :
            [
                .. instance.BlockDeviceMappings!.Where(each => named.Contains(each.Ebs?.VolumeId))
                    .Select(each => new JsonObject
                    {
                        ["Device"] = each.DeviceName,
                        ["VolumeId"] = each.Ebs!.VolumeId,
                    }),
            ];
    }
}
