using Faultline.Api.Ec2;
using Faultline.Wire.Shapes;
using Template = Faultline.Api.AutoScaling.LaunchTemplateSpecification;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>The versions of launch templates that launches name, each asked for once a round.</summary>
internal sealed class Recipes(Cloud cloud)
{
    private readonly Dictionary<string, LaunchTemplateVersion> known = new(StringComparer.Ordinal);

    /// <summary>The version that is meant; null where there is no template.</summary>
    public async ValueTask<LaunchTemplateVersion?> Of(string account, Template? template, CancellationToken ct)
    {
        if (template is null)
        {
            return null;
        }

        var key = $"{account} {template.LaunchTemplateId ?? template.LaunchTemplateName} {template.Version}";
        if (known.TryGetValue(key, out var version))
        {
            return version;
        }

        var found = await cloud.Ec2<DescribeLaunchTemplateVersionsResult>(
            account,
            "DescribeLaunchTemplateVersions",
            new DescribeLaunchTemplateVersionsRequest
            {
                LaunchTemplateId = template.LaunchTemplateId,
                LaunchTemplateName = template.LaunchTemplateId is null ? template.LaunchTemplateName : null,
                Versions = [template.Version ?? "$Default"],
            },
            ct);
        return known[key] = found.LaunchTemplateVersions![0];
    }

    /// <summary>A template that has network interfaces takes the subnet there.</summary>
    public static RunInstancesRequest Fit(RunInstancesRequest request, LaunchTemplateVersion? template)
    {
        if (request.SubnetId is not { } subnet
            || template?.LaunchTemplateData?.NetworkInterfaces is not { Count: > 0 } interfaces)
        {
            return request;
        }

        return request.With(fitted =>
        {
            fitted.SubnetId = null;
            fitted.NetworkInterfaces = interfaces.ConvertAll(each =>
                each.To<InstanceNetworkInterfaceSpecification>().With(one => one.SubnetId = subnet));
        });
    }
}
