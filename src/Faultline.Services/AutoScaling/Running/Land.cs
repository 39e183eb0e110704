using System.Collections.Immutable;
using Faultline.Api.ClassicElb;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Wire;
using AvailabilityZone = Faultline.Api.Ec2.AvailabilityZone;
using Instance = Faultline.Api.Ec2.Instance;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>Where groups may stand and what they may come behind: asked of EC2 and load balancing.</summary>
internal sealed class Land(Cloud cloud)
{
    private const string CrossZone = "load_balancing.cross_zone.enabled";

    /// <summary>The zones of a group, with their subnets where some are named.</summary>
    public async ValueTask<ImmutableList<Place>> Places(
        string account, List<string>? zones, List<string>? zoneIds, string? subnets, CancellationToken ct)
    {
        var named = (subnets ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var known = await Zones(account, ct);
        if (named.Length == 0)
        {
            if (zones is not { Count: > 0 } && zoneIds is not { Count: > 0 })
            {
                throw Refusal.Invalid("At least one Availability Zone or VPC Subnet is required.");
            }

            return [.. (zones ?? []).Concat(zoneIds ?? []).Distinct(StringComparer.Ordinal).Select(zone =>
            {
                var found = known.Find(each => each.ZoneName == zone || each.ZoneId == zone)
                    ?? throw Refusal.Invalid($"Invalid availability zones: [{zone}]");
                return new Place(found.ZoneName!, found.ZoneId!, null);
            })];
        }

        var places = await Subnets(account, named, ct);
        var asked = (zones ?? []).Concat(zoneIds ?? []).ToList();
        if (asked.Count > 0
            && places.Find(place => !asked.Contains(place.Zone) && !asked.Contains(place.ZoneId)) is { } other)
        {
            throw Refusal.Invalid(
                $"The availability zones of the specified subnets and the AutoScalingGroup do not match: {other.Zone}");
        }

        return places;
    }

    /// <summary>Refuses target groups that are not there, and those that take no instances.</summary>
    public async ValueTask CheckTargetGroups(string account, IEnumerable<string> arns, CancellationToken ct)
    {
        foreach (var arn in arns)
        {
            try
            {
                var found = await cloud.Elb<DescribeTargetGroupsOutput>(
                    account, "DescribeTargetGroups", new DescribeTargetGroupsInput { TargetGroupArns = [arn] }, ct);
                if (found.TargetGroups is [{ TargetType: not "instance" }, ..])
                {
                    throw Refusal.Invalid($"The target type of the target group {arn} must be instance.");
                }
            }
            catch (AwsError wrong) when (wrong.Code is "TargetGroupNotFound"
                || wrong.Code == "ValidationError"
                && !wrong.Message.StartsWith("The target type", StringComparison.Ordinal))
            {
                throw Refusal.Invalid(
                    "Provided Target Groups may not be valid. Please ensure they exist and try again.");
            }
        }
    }

    public async ValueTask CheckBalancers(string account, IEnumerable<string> names, CancellationToken ct)
    {
        foreach (var name in names)
        {
            try
            {
                await cloud.Classic<DescribeAccessPointsOutput>(
                    account,
                    "DescribeLoadBalancers",
                    new DescribeAccessPointsInput { LoadBalancerNames = [name] },
                    ct);
            }
            catch (AwsError wrong) when (wrong.Code is "LoadBalancerNotFound" or "ValidationError")
            {
                throw Refusal.Invalid(
                    "Provided Load Balancers may not be valid. Please ensure they exist and try again.");
            }
        }
    }

    /// <summary>Whether what is behind a source takes traffic from the nodes of all zones.</summary>
    public async ValueTask<bool> CrossesZones(string account, TrafficSource source, CancellationToken ct)
    {
        if (source.Type == TrafficSource.Classic)
        {
            var classic = await cloud.Classic<Api.ClassicElb.DescribeLoadBalancerAttributesOutput>(
                account,
                "DescribeLoadBalancerAttributes",
                new Api.ClassicElb.DescribeLoadBalancerAttributesInput { LoadBalancerName = source.Identifier },
                ct);
            return classic.LoadBalancerAttributes?.CrossZoneLoadBalancing?.Enabled == true;
        }

        var own = await cloud.Elb<DescribeTargetGroupAttributesOutput>(
            account,
            "DescribeTargetGroupAttributes",
            new DescribeTargetGroupAttributesInput { TargetGroupArn = source.Identifier },
            ct);
        if (own.Attributes!.Find(each => each.Key == CrossZone)?.Value is { } said and ("true" or "false"))
        {
            return said == "true";
        }

        // The group does as its balancer does.
        var group = await cloud.Elb<DescribeTargetGroupsOutput>(
            account,
            "DescribeTargetGroups",
            new DescribeTargetGroupsInput { TargetGroupArns = [source.Identifier] },
            ct);
        foreach (var balancer in group.TargetGroups!.SelectMany(each => each.LoadBalancerArns ?? []))
        {
            var shown = await cloud.Elb<Api.Elb.DescribeLoadBalancerAttributesOutput>(
                account,
                "DescribeLoadBalancerAttributes",
                new Api.Elb.DescribeLoadBalancerAttributesInput { LoadBalancerArn = balancer },
                ct);
            if (shown.Attributes!.Exists(each => each is { Key: CrossZone, Value: "false" }))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The instances of those ids; refused in the words of Auto Scaling where one is not there.</summary>
    public async ValueTask<List<Instance>> Instances(string account, List<string> ids, CancellationToken ct)
    {
        try
        {
            var found = await cloud.Ec2<DescribeInstancesResult>(
                account, "DescribeInstances", new DescribeInstancesRequest { InstanceIds = ids }, ct);
            return [.. found.Reservations!.SelectMany(each => each.Instances!)];
        }
        catch (AwsError wrong) when (wrong.Code.StartsWith("InvalidInstanceID", StringComparison.Ordinal))
        {
            throw Refusal.Invalid($"Invalid Instance ID(s): [{string.Join(", ", ids)}] specified");
        }
    }

    /// <summary>The user data of an instance, which DescribeInstances does not show.</summary>
    public async ValueTask<string?> UserData(string account, string id, CancellationToken ct) =>
        (await cloud.Ec2<InstanceAttribute>(
            account,
            "DescribeInstanceAttribute",
            new DescribeInstanceAttributeRequest { InstanceId = id, Attribute = "userData" },
            ct)).UserData?.Value;

    private async ValueTask<ImmutableList<Place>> Subnets(string account, string[] ids, CancellationToken ct)
    {
        var found = (await cloud.Ec2<DescribeSubnetsResult>(
            account,
            "DescribeSubnets",
            new DescribeSubnetsRequest { Filters = [new() { Name = "subnet-id", Values = [.. ids] }] },
            ct)).Subnets!;
        if (ids.FirstOrDefault(id => !found.Exists(each => each.SubnetId == id)) is { } missing)
        {
            throw Refusal.Invalid($"The subnet ID '{missing}' does not exist");
        }

        if (found.DistinctBy(each => each.VpcId).Count() > 1)
        {
            throw Refusal.Invalid("The specified subnets must belong to the same VPC.");
        }

        return [.. ids.Distinct(StringComparer.Ordinal).Select(id =>
        {
            var subnet = found.Find(each => each.SubnetId == id)!;
            return new Place(subnet.AvailabilityZone!, subnet.AvailabilityZoneId!, id);
        })];
    }

    private async ValueTask<List<AvailabilityZone>> Zones(string account, CancellationToken ct) =>
        (await cloud.Ec2<DescribeAvailabilityZonesResult>(
            account, "DescribeAvailabilityZones", new DescribeAvailabilityZonesRequest(), ct)).AvailabilityZones!;
}
