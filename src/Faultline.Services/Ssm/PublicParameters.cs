using System.Globalization;
using Faultline.Api.Ec2;
using Faultline.Kernel.Places;

namespace Faultline.Services.Ssm;

/// <summary>A parameter that AWS keeps for everybody.</summary>
internal sealed record PublicParameter(string Name, string Value, string DataType, DateTimeOffset Modified);

/// <summary>
/// The public parameters that have something here to stand for ("Discovering public parameters", Systems Manager user
/// guide): the newest images of Amazon Linux and Ubuntu that EC2 has, and the regions and zones of the map. Pure.
/// </summary>
internal static class PublicParameters
{
    public const string Root = "/aws/service";
    private const string Places = $"{Root}/global-infrastructure";

    private static readonly DateTimeOffset begin = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // What an image is called, by how its name begins and ends, and the parameters that name the newest of them.
    private static readonly (string Begins, string Ends, string[] Names)[] images =
    [
        .. from architecture in new[] { "x86_64", "arm64" }
           from image in AmazonLinux(architecture)
           select image,
        .. from architecture in new[] { "amd64", "arm64" }
           from image in Ubuntu(architecture)
           select image,
    ];

    public static IEnumerable<PublicParameter> Of(Atlas atlas, IReadOnlyList<Image> all) =>
        Images(all).Concat(Regions(atlas));

    private static IEnumerable<PublicParameter> Images(IReadOnlyList<Image> all) =>
        from image in images
        let newest = all
            .Where(each => each.Name!.StartsWith(image.Begins, StringComparison.Ordinal)
                && each.Name.EndsWith(image.Ends, StringComparison.Ordinal))
            .MaxBy(each => each.CreationDate, StringComparer.Ordinal)
        where newest is not null
        from name in image.Names
        select new PublicParameter(
            name, newest.ImageId!, PutRules.Image,
            DateTimeOffset.Parse(newest.CreationDate!, CultureInfo.InvariantCulture));

    private static IEnumerable<PublicParameter> Regions(Atlas atlas)
    {
        foreach (var region in atlas.Regions)
        {
            var path = $"{Places}/regions/{region.Name}";
            yield return Text(path, region.Name);
            yield return Text($"{path}/longName", atlas.FactsOf(region).Place);
            foreach (var zone in region.Children)
            {
                yield return Text($"{path}/availability-zones/{zone.Name}", zone.Name);
                yield return Text($"{Places}/availability-zones/{zone.Name}", zone.Name);
                yield return Text($"{Places}/availability-zones/{zone.Name}/parent-region", region.Name);
            }
        }
    }

    private static PublicParameter Text(string name, string value) => new(name, value, PutRules.Text, begin);

    private static IEnumerable<(string, string, string[])> AmazonLinux(string architecture)
    {
        yield return (
            "al2023-ami-2023.",
            $"-kernel-6.1-{architecture}",
            [Linux($"al2023-ami-kernel-default-{architecture}"), Linux($"al2023-ami-kernel-6.1-{architecture}")]);
        yield return (
            "al2023-ami-minimal-2023.",
            $"-kernel-6.1-{architecture}",
            [
                Linux($"al2023-ami-minimal-kernel-default-{architecture}"),
                Linux($"al2023-ami-minimal-kernel-6.1-{architecture}"),
            ]);

        // Arm never had the older name of the same volume.
        string[] storages = architecture == "x86_64" ? ["gp2", "ebs"] : ["gp2"];
        yield return (
            "amzn2-ami-hvm-2.",
            $"-{architecture}-gp2",
            [.. storages.Select(storage => Linux($"amzn2-ami-hvm-{architecture}-{storage}"))]);
        yield return (
            "amzn2-ami-kernel-5.10-hvm-2.",
            $"-{architecture}-gp2",
            [.. storages.Select(storage => Linux($"amzn2-ami-kernel-5.10-hvm-{architecture}-{storage}"))]);
    }

    private static IEnumerable<(string, string, string[])> Ubuntu(string architecture)
    {
        foreach (var (code, version, folder, storage) in new[]
        {
            ("noble", "24.04", "hvm-ssd-gp3", "ebs-gp3"), ("jammy", "22.04", "hvm-ssd", "ebs-gp2"),
        })
        {
            string Name(string release) =>
                $"{Root}/canonical/ubuntu/server/{release}/stable/current/{architecture}/hvm/{storage}/ami-id";
            yield return (
                $"ubuntu/images/{folder}/ubuntu-{code}-{version}-{architecture}-server-", "",
                [Name(version), Name(code)]);
        }
    }

    private static string Linux(string name) => $"{Root}/ami-amazon-linux-latest/{name}";
}
