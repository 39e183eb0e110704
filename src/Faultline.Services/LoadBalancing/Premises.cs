using System.Net;
using Faultline.Api.Ec2;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.LoadBalancing;

/// <summary>
/// What EC2 has of the caller's: asked as anybody asks, through its API. Filters are used, not ids, so that what is not
/// there is missing in the answer and is refused in the words of load balancing.
/// </summary>
internal sealed class Premises(Ec2Api ec2)
{
    // So many values EC2 takes in a request, and so long ones.
    private const int ValuesMax = 200;
    private const int LengthMax = 255;

    /// <summary>Those of the subnets that are there, by their ids.</summary>
    public async ValueTask<IReadOnlyDictionary<string, Plot>> Subnets(
        Call call, IEnumerable<string> ids, CancellationToken ct)
    {
        var found = await Ask<DescribeSubnetsResult>(
            call, nameof(ec2.DescribeSubnets), new DescribeSubnetsRequest { Filters = By("subnet-id", ids) }, ct);
        return found.Subnets!.ToDictionary(subnet => subnet.SubnetId!, Plot.Of, StringComparer.Ordinal);
    }

    /// <summary>The subnets that stand for zones of which no more is said, by the zones' names.</summary>
    public async ValueTask<IReadOnlyDictionary<string, Plot>> DefaultSubnets(
        Call call, IEnumerable<string> zones, CancellationToken ct)
    {
        var found = await Ask<DescribeSubnetsResult>(
            call,
            nameof(ec2.DescribeSubnets),
            new DescribeSubnetsRequest
            {
                Filters = [.. By("availability-zone", zones), .. By("default-for-az", ["true"])],
            },
            ct);
        return found.Subnets!.ToDictionary(subnet => subnet.AvailabilityZone!, Plot.Of, StringComparer.Ordinal);
    }

    /// <summary>The subnets of a VPC; null when there is no such VPC.</summary>
    public async ValueTask<IReadOnlyList<Plot>?> Vpc(Call call, string vpc, CancellationToken ct)
    {
        var found = await Ask<DescribeVpcsResult>(
            call, nameof(ec2.DescribeVpcs), new DescribeVpcsRequest { Filters = By("vpc-id", [vpc]) }, ct);
        if (found.Vpcs is not { Count: > 0 })
        {
            return null;
        }

        var inside = await Ask<DescribeSubnetsResult>(
            call, nameof(ec2.DescribeSubnets), new DescribeSubnetsRequest { Filters = By("vpc-id", [vpc]) }, ct);
        return inside.Subnets!.ConvertAll(Plot.Of);
    }

    /// <summary>The VPC of each security group that is there.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string>> Groups(
        Call call, IEnumerable<string> ids, CancellationToken ct)
    {
        var found = await Ask<DescribeSecurityGroupsResult>(
            call,
            nameof(ec2.DescribeSecurityGroups),
            new DescribeSecurityGroupsRequest { Filters = By("group-id", ids) },
            ct);
        return found.SecurityGroups!.ToDictionary(
            group => group.GroupId!, group => group.VpcId!, StringComparer.Ordinal);
    }

    /// <summary>What a security group is called; null when it is not there.</summary>
    public async ValueTask<string?> GroupName(Call call, string id, CancellationToken ct)
    {
        var found = await Ask<DescribeSecurityGroupsResult>(
            call,
            nameof(ec2.DescribeSecurityGroups),
            new DescribeSecurityGroupsRequest { Filters = By("group-id", [id]) },
            ct);
        return found.SecurityGroups!.FirstOrDefault()?.GroupName;
    }

    public async ValueTask<string?> DefaultGroup(Call call, string vpc, CancellationToken ct)
    {
        var found = await Ask<DescribeSecurityGroupsResult>(
            call,
            nameof(ec2.DescribeSecurityGroups),
            new DescribeSecurityGroupsRequest { Filters = [.. By("vpc-id", [vpc]), .. By("group-name", ["default"])] },
            ct);
        return found.SecurityGroups!.FirstOrDefault()?.GroupId;
    }

    public async ValueTask<bool> HasInternetGateway(Call call, string vpc, CancellationToken ct)
    {
        var found = await Ask<DescribeInternetGatewaysResult>(
            call,
            nameof(ec2.DescribeInternetGateways),
            new DescribeInternetGatewaysRequest { Filters = By("attachment.vpc-id", [vpc]) },
            ct);
        return found.InternetGateways is { Count: > 0 };
    }

    /// <summary>The VPC and the state of each instance that is there.</summary>
    public async ValueTask<IReadOnlyDictionary<string, (string? Vpc, string State)>> Instances(
        Call call, IEnumerable<string> ids, CancellationToken ct)
    {
        var all = new Dictionary<string, (string?, string)>(StringComparer.Ordinal);
        foreach (var some in ids.Chunk(ValuesMax))
        {
            var found = await Ask<DescribeInstancesResult>(
                call,
                nameof(ec2.DescribeInstances),
                new DescribeInstancesRequest { Filters = By("instance-id", some) },
                ct);
            foreach (var instance in found.Reservations!.SelectMany(each => each.Instances!))
            {
                all[instance.InstanceId!] = (instance.VpcId, instance.State!.Name!);
            }
        }

        return all;
    }

    private async ValueTask<T> Ask<T>(Call call, string operation, IStructure request, CancellationToken ct)
        where T : class, IStructure
    {
        var asked = call with
        {
            Service = Ec2Model.Service,
            Operation = Ec2Model.Service.Operations.First(each => each.Name == operation),
        };
        return (T)(await ec2.Invoke(asked, request, ct))!;
    }

    /// <summary>What is too long for a filter is no id.</summary>
    private static List<Filter> By(string name, IEnumerable<string> values) =>
        [new() { Name = name, Values = [.. values.Where(value => value.Length <= LengthMax).Distinct()] }];
}

/// <summary>A subnet, as far as balancers care.</summary>
/// <param name="Zone">The account's name of its zone, and the zone's id.</param>
internal sealed record Plot(string Id, string Vpc, (string Name, string Id) Zone, IPNetwork Block, int Free)
{
    public static Plot Of(Subnet subnet) => new(
        subnet.SubnetId!,
        subnet.VpcId!,
        (subnet.AvailabilityZone!, subnet.AvailabilityZoneId!),
        IPNetwork.Parse(subnet.CidrBlock!),
        subnet.AvailableIpAddressCount ?? 0);
}
