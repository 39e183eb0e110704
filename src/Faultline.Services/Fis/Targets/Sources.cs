using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Api.Rds;
using Faultline.Api.ZonalShift;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Fis.Targets;

/// <summary>
/// The resources of an account, asked of the services that have them. Those of a type that no service here has are
/// none.
/// </summary>
internal sealed class Sources(string region, InnerCalls calls, FisOptions options)
{
    /// <summary>So many resources are named in a call (DescribeTags, Elastic Load Balancing API reference).</summary>
    private const int TaggedMost = 20;

    public ValueTask<List<Candidate>> Find(
        Principal who, string type, IReadOnlyList<string> arns, CancellationToken ct) => type switch
    {
        "aws:iam:role" => new([.. arns.Select(arn => new Candidate(arn, []))]),
        "aws:ec2:instance" => Instances(who, isSpot: false, ct),
        "aws:ec2:spot-instance" => Instances(who, isSpot: true, ct),
        "aws:ec2:subnet" => Subnets(who, ct),
        "aws:ec2:ebs-volume" => Volumes(who, ct),
        "aws:ec2:autoscaling-group" => Groups(who, ct),
        "aws:rds:db" => Databases(who, ct),
        "aws:arc:zonal-shift-managed-resource" => Shiftables(who, ct),
        _ => new([]),
    };

    private async ValueTask<List<Candidate>> Instances(Principal who, bool isSpot, CancellationToken ct)
    {
        var all = new List<Candidate>();
        string? token = null;
        do
        {
            var page = await Ask<DescribeInstancesResult>(
                who, options.Ec2, "DescribeInstances", new DescribeInstancesRequest { NextToken = token }, ct);
            all.AddRange((page?.Reservations ?? []).SelectMany(each => each.Instances ?? [])
                .Where(each => each.State?.Name != InstanceStateName.Terminated
                    && (!isSpot || each.InstanceLifecycle == InstanceLifecycleType.Spot))
                .Select(each => new Candidate(Ec2Arn(who, "instance", each.InstanceId!), Properties.Of(each))
                {
                    Tags = TagsOf(each.Tags),
                    Zones = [each.Placement?.AvailabilityZone ?? ""],
                    Vpc = each.VpcId,
                }));
            token = page?.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
        return all;
    }

    private async ValueTask<List<Candidate>> Subnets(Principal who, CancellationToken ct)
    {
        var all = new List<Candidate>();
        string? token = null;
        do
        {
            var page = await Ask<DescribeSubnetsResult>(
                who, options.Ec2, "DescribeSubnets", new DescribeSubnetsRequest { NextToken = token }, ct);
            all.AddRange((page?.Subnets ?? []).Select(each => new Candidate(
                each.SubnetArn ?? Ec2Arn(who, "subnet", each.SubnetId!), Properties.Of(each))
            {
                Tags = TagsOf(each.Tags),
                Zones = [each.AvailabilityZone ?? "", each.AvailabilityZoneId ?? ""],
                Vpc = each.VpcId,
            }));
            token = page?.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
        return all;
    }

    private async ValueTask<List<Candidate>> Volumes(Principal who, CancellationToken ct)
    {
        var ids = await ZoneIds(who, ct);
        var all = new List<Candidate>();
        string? token = null;
        do
        {
            var page = await Ask<DescribeVolumesResult>(
                who, options.Ec2, "DescribeVolumes", new DescribeVolumesRequest { NextToken = token }, ct);
            all.AddRange((page?.Volumes ?? []).Select(each => new Candidate(
                Ec2Arn(who, "volume", each.VolumeId!), Properties.Of(each))
            {
                Tags = TagsOf(each.Tags),
                Zones = [each.AvailabilityZone ?? "", ids.GetValueOrDefault(each.AvailabilityZone ?? "") ?? ""],
            }));
            token = page?.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
        return all;
    }

    private async ValueTask<List<Candidate>> Groups(Principal who, CancellationToken ct)
    {
        var all = new List<Candidate>();
        string? token = null;
        do
        {
            var page = await Ask<AutoScalingGroupsType>(
                who,
                options.AutoScaling,
                "DescribeAutoScalingGroups",
                new AutoScalingGroupNamesType { NextToken = token },
                ct);
            all.AddRange((page?.AutoScalingGroups ?? []).Select(each => new Candidate(
                each.AutoScalingGroupARN!, Properties.Of(each))
            {
                Tags = Marks((each.Tags ?? []).Select(tag => (tag.Key, tag.Value))),
                Zones = [.. each.AvailabilityZones ?? []],
            }));
            token = page?.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
        return all;
    }

    private async ValueTask<List<Candidate>> Databases(Principal who, CancellationToken ct)
    {
        var ids = await ZoneIds(who, ct);
        var all = new List<Candidate>();
        string? marker = null;
        do
        {
            var page = await Ask<DBInstanceMessage>(
                who, options.Rds, "DescribeDBInstances", new DescribeDBInstancesMessage { Marker = marker }, ct);
            all.AddRange((page?.DBInstances ?? []).Select(each => new Candidate(
                each.DBInstanceArn!, Properties.Of(each))
            {
                Tags = Marks((each.TagList ?? []).Select(tag => (tag.Key, tag.Value))),
                Zones = [each.AvailabilityZone ?? "", ids.GetValueOrDefault(each.AvailabilityZone ?? "") ?? ""],
            }));
            marker = page?.Marker;
        }
        while (!string.IsNullOrEmpty(marker));
        return all;
    }

    /// <summary>Balancers and groups that take part in zonal shifts; who tags them says how they are tagged.</summary>
    private async ValueTask<List<Candidate>> Shiftables(Principal who, CancellationToken ct)
    {
        var found = new List<ManagedResourceSummary>();
        string? token = null;
        do
        {
            var page = await Ask<ListManagedResourcesResponse>(
                who, options.Shifts, "ListManagedResources", new ListManagedResourcesRequest { NextToken = token }, ct);
            found.AddRange(page?.Items ?? []);
            token = page?.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
        var groups = found.Exists(each => IsGroup(each.Arn!)) ? await Groups(who, ct) : [];
        var tags = groups.ToDictionary(each => each.Arn, each => each.Tags, StringComparer.Ordinal);
        var names = (await ZoneIds(who, ct)).ToDictionary(each => each.Value, each => each.Key, StringComparer.Ordinal);
        foreach (var some in found.Select(each => each.Arn!).Where(arn => !IsGroup(arn)).Chunk(TaggedMost))
        {
            var shown = await Ask<Api.Elb.DescribeTagsOutput>(
                who, options.Elb, "DescribeTags", new Api.Elb.DescribeTagsInput { ResourceArns = [.. some] }, ct);
            foreach (var each in shown?.TagDescriptions ?? [])
            {
                tags[each.ResourceArn!] = Marks((each.Tags ?? []).Select(tag => ((string?)tag.Key, tag.Value)));
            }
        }

        return found.ConvertAll(each => new Candidate(each.Arn!, Properties.Of(each))
        {
            Tags = tags.GetValueOrDefault(each.Arn!) ?? Marks([]),
            Zones =
            [
                .. each.AvailabilityZones ?? [],
                .. (each.AvailabilityZones ?? []).Select(id => names.GetValueOrDefault(id) ?? ""),
            ],
        });
    }

    /// <summary>The ids of the zones of an account, by their names.</summary>
    private async ValueTask<Dictionary<string, string>> ZoneIds(Principal who, CancellationToken ct) =>
        ((await Ask<DescribeAvailabilityZonesResult>(
            who, options.Ec2, "DescribeAvailabilityZones", new DescribeAvailabilityZonesRequest(), ct))
            ?.AvailabilityZones ?? [])
        .ToDictionary(zone => zone.ZoneName!, zone => zone.ZoneId!, StringComparer.Ordinal);

    private async ValueTask<T?> Ask<T>(
        Principal who, Wire.Api? api, string operation, IStructure request, CancellationToken ct)
        where T : class, IStructure =>
        api is null ? null : (T?)await calls.Ask(who, api, operation, request, ct);

    private string Ec2Arn(Principal who, string type, string id) => $"arn:aws:ec2:{region}:{who.Account}:{type}/{id}";

    private static bool IsGroup(string arn) => arn.Contains(":autoscaling:", StringComparison.Ordinal);

    private static Dictionary<string, string> TagsOf(List<Api.Ec2.Tag>? tags) =>
        Marks((tags ?? []).Select(tag => (tag.Key, tag.Value)));

    private static Dictionary<string, string> Marks(IEnumerable<(string? Key, string? Value)> tags)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            all[key ?? ""] = value ?? "";
        }

        return all;
    }
}
