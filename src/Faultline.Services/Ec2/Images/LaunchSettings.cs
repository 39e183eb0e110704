using System.Globalization;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Images;

/// <summary>
/// A launch as it is asked for, with what its launch template says of it. "Any parameters that you specify override the
/// same parameters in the launch template"; block devices are overridden each by itself, and so are tags.
/// </summary>
internal static class LaunchSettings
{
    /// <summary>
    /// The request with all that its template says and it does not. The template that it still names is the one that
    /// was found, by its id and the number of the version.
    /// </summary>
    public static RunInstancesRequest Complete(Ec2State state, string account, RunInstancesRequest request)
    {
        if (request.LaunchTemplate is not { } named)
        {
            return request;
        }

        var template = Templates.Find(state, account, named.LaunchTemplateId, named.LaunchTemplateName);
        var version = Templates.Version(state, template, named.Version);
        var below = Request(version.Shown.LaunchTemplateData!);
        return below.Under(request).With(merged =>
        {
            merged.BlockDeviceMappings = Devices(below, request);
            merged.TagSpecifications = Tags(below.TagSpecifications, request.TagSpecifications);
            Groups(merged, request);
            merged.LaunchTemplate = new()
            {
                LaunchTemplateId = template.Id,
                Version = version.Shown.VersionNumber!.Value.ToString(CultureInfo.InvariantCulture),
            };
        });
    }

    /// <summary>What a template says, as a request would.</summary>
    private static RunInstancesRequest Request(ResponseLaunchTemplateData data)
    {
        var request = data.To<RunInstancesRequest>();

        // The only members that the two name differently.
        request.RamdiskId = data.RamDiskId;
        request.ElasticGpuSpecification = data.ElasticGpuSpecifications?
            .ConvertAll(each => each.To<ElasticGpuSpecification>());
        return request;
    }

    private static List<BlockDeviceMapping>? Devices(RunInstancesRequest below, RunInstancesRequest above) =>
        below.BlockDeviceMappings is null && above.BlockDeviceMappings is null
            ? null
            : DeviceMap.Over(below.BlockDeviceMappings, above.BlockDeviceMappings);

    /// <summary>Groups by id and groups by name are two ways to say the same.</summary>
    private static void Groups(RunInstancesRequest merged, RunInstancesRequest above)
    {
        if (above.SecurityGroupIds is { Count: > 0 } || above.SecurityGroups is { Count: > 0 })
        {
            (merged.SecurityGroupIds, merged.SecurityGroups) = (above.SecurityGroupIds, above.SecurityGroups);
        }
    }

    private static List<TagSpecification>? Tags(List<TagSpecification>? below, List<TagSpecification>? above)
    {
        if (below is null || above is null)
        {
            return above ?? below;
        }

        return
        [
            .. below.Concat(above).Select(each => each.ResourceType).Distinct().Select(type => new TagSpecification
            {
                ResourceType = type,
                Tags = Tagging.Merge(Tagging.Asked(type!, below), Tagging.Asked(type!, above)),
            }),
        ];
    }
}
