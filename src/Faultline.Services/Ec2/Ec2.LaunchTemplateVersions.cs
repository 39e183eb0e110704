using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Filters<LaunchTemplateVersion> versionFilters = new Filters<LaunchTemplateVersion>()
        .On("create-time", version => VolumeFilters.Time(version.CreateTime))
        .On("ebs-optimized", version => version.LaunchTemplateData!.EbsOptimized)
        .On("host-resource-group-arn", version => version.LaunchTemplateData!.Placement?.HostResourceGroupArn)
        .On("http-endpoint", version => version.LaunchTemplateData!.MetadataOptions?.HttpEndpoint)
        .On("http-protocol-ipv4", version => version.LaunchTemplateData!.MetadataOptions?.HttpProtocolIpv6)
        .On("http-tokens", version => version.LaunchTemplateData!.MetadataOptions?.HttpTokens)
        .On("iam-instance-profile", version => version.LaunchTemplateData!.IamInstanceProfile?.Arn)
        .On("image-id", version => version.LaunchTemplateData!.ImageId)
        .On("instance-type", version => version.LaunchTemplateData!.InstanceType)
        .On("is-default-version", version => version.DefaultVersion)
        .On("kernel-id", version => version.LaunchTemplateData!.KernelId)
        .On("license-configuration-arn", version =>
            version.LaunchTemplateData!.LicenseSpecifications?.Select(each => each.LicenseConfigurationArn))
        .On("network-card-index", version =>
            version.LaunchTemplateData!.NetworkInterfaces?.Select(each => $"{each.NetworkCardIndex}"))
        .On("ram-disk-id", version => version.LaunchTemplateData!.RamDiskId);

    public override async ValueTask<DescribeLaunchTemplateVersionsResult> DescribeLaunchTemplateVersions(
        Call call, DescribeLaunchTemplateVersionsRequest request, CancellationToken ct)
    {
        var passes = versionFilters.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        var found = Asked(held.State, call, request).Where(shown => passes(shown));

        // The newest first, as AWS has them.
        var (page, next) = templatePages.Cut(
            call, found, shown => $"{shown.LaunchTemplateId} {long.MaxValue - shown.VersionNumber:D19}",
            request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { LaunchTemplateVersions = page, NextToken = next };
    }

    public override async ValueTask<DeleteLaunchTemplateVersionsResult> DeleteLaunchTemplateVersions(
        Call call, DeleteLaunchTemplateVersionsRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var template = Templates.Find(
            held.State, call.Account, request.LaunchTemplateId, request.LaunchTemplateName);
        var numbers = request.Versions.ConvertAll(version => Templates.Number(template, version));
        if (numbers.Contains(template.Shown.DefaultVersionNumber!.Value))
        {
            throw new AwsError(
                "OperationNotPermitted", 400,
                "The default version of a launch template cannot be deleted. Make another version the default first.");
        }

        DryRun.Stop(request.DryRun);
        var result = new DeleteLaunchTemplateVersionsResult
        {
            SuccessfullyDeletedLaunchTemplateVersions = [],
            UnsuccessfullyDeletedLaunchTemplateVersions = [],
        };
        foreach (var number in numbers.Distinct())
        {
            Delete(held.State, template, number, result);
        }

        await held.Keep();
        return result;
    }

    private static void Delete(
        Ec2State state, Owned<LaunchTemplate> template, long number, DeleteLaunchTemplateVersionsResult result)
    {
        var key = Templates.KeyOf(template.Id, number);
        if (state.LaunchTemplateVersions.Find(key) is null)
        {
            result.UnsuccessfullyDeletedLaunchTemplateVersions!.Add(new()
            {
                LaunchTemplateId = template.Id,
                LaunchTemplateName = template.Shown.LaunchTemplateName,
                VersionNumber = number,
                ResponseError = new()
                {
                    Code = LaunchTemplateErrorCode.LaunchTemplateVersionDoesNotExist,
                    Message = $"Launch template version {number} does not exist.",
                },
            });
            return;
        }

        state.LaunchTemplateVersions.Remove(key);
        result.SuccessfullyDeletedLaunchTemplateVersions!.Add(new()
        {
            LaunchTemplateId = template.Id,
            LaunchTemplateName = template.Shown.LaunchTemplateName,
            VersionNumber = number,
        });
    }

    /// <summary>The versions of one template, or the newest and default ones of all that the account has.</summary>
    private static List<LaunchTemplateVersion> Asked(
        Ec2State state, Call call, DescribeLaunchTemplateVersionsRequest request)
    {
        var versions = request.Versions ?? [];
        if (request.LaunchTemplateId is null && request.LaunchTemplateName is null)
        {
            if (versions.Count == 0 || versions.Exists(each => each is not (Templates.Default or Templates.Latest)))
            {
                throw StorageRefusal.MissingParameter(
                    "A launch template must be named, unless only $Latest and $Default are asked for.");
            }

            return
            [
                .. state.LaunchTemplates.Of(call.Account).SelectMany(template => versions
                    .Select(each => Templates.Version(state, template, each))
                    .DistinctBy(version => version.Id)
                    .Select(version => Seen(template, version.Shown, request.ResolveAlias))),
            ];
        }

        var of = Templates.Find(state, call.Account, request.LaunchTemplateId, request.LaunchTemplateName);
        var min = request.MinVersion is { } least ? Templates.Number(of, least) : 0;
        var max = request.MaxVersion is { } most ? Templates.Number(of, most) : long.MaxValue;
        var found = versions.Count > 0
            ? versions.ConvertAll(each => Templates.Version(state, of, each)).DistinctBy(version => version.Id)
            : Templates.Versions(state, of);
        return
        [
            .. found
                .Where(version => version.Shown.VersionNumber >= min && version.Shown.VersionNumber <= max)
                .Select(version => Seen(of, version.Shown, request.ResolveAlias)),
        ];
    }

    /// <summary>A version as it is seen now: which one is the default, its template says.</summary>
    private static LaunchTemplateVersion Seen(
        Owned<LaunchTemplate> template, LaunchTemplateVersion version, bool? resolves) => version.With(shown =>
    {
        shown.DefaultVersion = version.VersionNumber == template.Shown.DefaultVersionNumber;
        if (resolves == true && version.LaunchTemplateData!.ImageId is { } image)
        {
            shown.LaunchTemplateData = version.LaunchTemplateData.With(
                data => data.ImageId = ImageFinder.Resolved(image));
        }
    });
}
