using System.Collections.Immutable;
using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>The instance types that EC2 has, looked up for overrides that require attributes of them.</summary>
internal sealed class Catalogue(Cloud cloud)
{
    /// <summary>
    /// So many types of an override are tried; AWS tries all that fit, but has prices to order them by.
    /// </summary>
    private const int OffersMax = 20;

    /// <summary>
    /// The types that fit each override, the smallest first; refused where none does. Empty where nothing is required.
    /// </summary>
    public async ValueTask<ImmutableList<Offer>> Offers(
        string account, MixedInstancesPolicy? policy, CancellationToken ct)
    {
        var overrides = policy?.LaunchTemplate?.Overrides ?? [];
        if (!overrides.Exists(each => each.InstanceRequirements is not null))
        {
            return [];
        }

        var types = await Types(account, ct);
        var offers = ImmutableList.CreateBuilder<Offer>();
        for (var at = 0; at < overrides.Count; at++)
        {
            if (overrides[at].InstanceRequirements is not { } needs)
            {
                continue;
            }

            var architecture = await Architecture(account, policy!, overrides[at], ct);
            var fitting = types.Where(type => Requirements.Fit(needs, type, architecture))
                .Select(type => new Offer(
                    at,
                    type.InstanceType!,
                    type.VCpuInfo!.DefaultVCpus!.Value,
                    (int)type.MemoryInfo!.SizeInMiB!.Value))
                .OrderBy(offer => offer.Vcpus)
                .ThenBy(offer => offer.MemoryMiB)
                .ThenBy(offer => offer.Type, StringComparer.Ordinal)
                .Take(OffersMax)
                .ToList();
            offers.AddRange(fitting.Count > 0
                ? fitting
                : throw Refusal.Invalid("No instance types satisfy the instance requirements of the override."));
        }

        return offers.ToImmutable();
    }

    private async ValueTask<List<InstanceTypeInfo>> Types(string account, CancellationToken ct)
    {
        var all = new List<InstanceTypeInfo>();
        string? token = null;
        do
        {
            var page = await cloud.Ec2<DescribeInstanceTypesResult>(
                account, "DescribeInstanceTypes", new DescribeInstanceTypesRequest { NextToken = token }, ct);
            all.AddRange(page.InstanceTypes!);
            token = page.NextToken;
        }
        while (token is not null);
        return all;
    }

    /// <summary>What the image of an override, or of its template, is made for.</summary>
    private async ValueTask<string> Architecture(
        string account, MixedInstancesPolicy policy, LaunchTemplateOverrides each, CancellationToken ct)
    {
        var template = each.LaunchTemplateSpecification ?? policy.LaunchTemplate!.LaunchTemplateSpecification;
        var image = each.ImageId
            ?? (await new Recipes(cloud).Of(account, template, ct))?.LaunchTemplateData?.ImageId;
        if (image?.StartsWith("ami-", StringComparison.Ordinal) != true)
        {
            return "x86_64";
        }

        try
        {
            var found = await cloud.Ec2<DescribeImagesResult>(
                account, "DescribeImages", new DescribeImagesRequest { ImageIds = [image] }, ct);
            return found.Images is [{ Architecture: { } architecture }, ..] ? architecture : "x86_64";
        }
        catch (AwsError gone) when (gone.Code.StartsWith("InvalidAMIID", StringComparison.Ordinal))
        {
            // Launches will say so, as AWS's do.
            return "x86_64";
        }
    }
}
