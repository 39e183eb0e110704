using System.Buffers.Binary;
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

    /// <summary>Makes a network interface; gives its id.</summary>
    public async ValueTask<string> Make(Call call, CreateNetworkInterfaceRequest request, CancellationToken ct)
    {
        var made = await Ask<CreateNetworkInterfaceResult>(call, nameof(ec2.CreateNetworkInterface), request, ct);
        return made.NetworkInterface!.NetworkInterfaceId!;
    }

    /// <summary>Whether nothing has that address in a subnet.</summary>
    public async ValueTask<bool> IsFree(Call call, string subnet, string address, CancellationToken ct)
    {
        var found = await Ask<DescribeNetworkInterfacesResult>(
            call,
            nameof(ec2.DescribeNetworkInterfaces),
            new DescribeNetworkInterfacesRequest
            {
                Filters = [.. By("subnet-id", [subnet]), .. By("addresses.private-ip-address", [address])],
            },
            ct);
        return found.NetworkInterfaces is null or [];
    }

    /// <summary>Says by which address the internet reaches an interface.</summary>
    public async ValueTask Publish(Call call, string id, string address, CancellationToken ct) =>
        await Ask<AssociateAddressResult>(
            call,
            nameof(ec2.AssociateAddress),
            new AssociateAddressRequest { NetworkInterfaceId = id, PublicIp = address },
            ct);

    /// <summary>Those of the account's Elastic IPs that are there, by their ids.</summary>
    public async ValueTask<IReadOnlyDictionary<string, Address>> ElasticIps(
        Call call, IEnumerable<string> ids, CancellationToken ct)
    {
        var found = await Ask<DescribeAddressesResult>(
            call,
            nameof(ec2.DescribeAddresses),
            new DescribeAddressesRequest { Filters = By("allocation-id", ids) },
            ct);
        return found.Addresses!.ToDictionary(each => each.AllocationId!, StringComparer.Ordinal);
    }

    /// <summary>Puts an Elastic IP of the account on an interface.</summary>
    public async ValueTask Associate(Call call, string id, string allocation, CancellationToken ct) =>
        await Ask<AssociateAddressResult>(
            call,
            nameof(ec2.AssociateAddress),
            new AssociateAddressRequest { NetworkInterfaceId = id, AllocationId = allocation },
            ct);

    /// <summary>Other security groups guard an interface.</summary>
    public ValueTask Guard(Call call, string id, List<string> groups, CancellationToken ct) => Do(
        call,
        nameof(ec2.ModifyNetworkInterfaceAttribute),
        new ModifyNetworkInterfaceAttributeRequest { NetworkInterfaceId = id, Groups = groups },
        ct);

    /// <summary>Ends a network interface, if it is still there.</summary>
    public async ValueTask End(Call call, string id, CancellationToken ct)
    {
        var found = await Ask<DescribeNetworkInterfacesResult>(
            call,
            nameof(ec2.DescribeNetworkInterfaces),
            new DescribeNetworkInterfacesRequest { Filters = By("network-interface-id", [id]) },
            ct);
        if (found.NetworkInterfaces is [_, ..])
        {
            await Do(
                call,
                nameof(ec2.DeleteNetworkInterface),
                new DeleteNetworkInterfaceRequest { NetworkInterfaceId = id },
                ct);
        }
    }

    private async ValueTask<T> Ask<T>(Call call, string operation, IStructure request, CancellationToken ct)
        where T : class, IStructure
        => (T)(await Invoke(call, operation, request, ct))!;

    private async ValueTask Do(Call call, string operation, IStructure request, CancellationToken ct) =>
        await Invoke(call, operation, request, ct);

    private ValueTask<IStructure?> Invoke(Call call, string operation, IStructure request, CancellationToken ct)
    {
        var asked = call with
        {
            Service = Ec2Model.Service,
            Operation = Ec2Model.Service.Operations.First(each => each.Name == operation),
        };
        return ec2.Invoke(asked, request, ct);
    }

    /// <summary>What is too long for a filter is no id.</summary>
    private static List<Filter> By(string name, IEnumerable<string> values) =>
        [new() { Name = name, Values = [.. values.Where(value => value.Length <= LengthMax).Distinct()] }];
}

/// <summary>A subnet, as far as balancers care.</summary>
/// <param name="Zone">The account's name of its zone, and the zone's id.</param>
internal sealed record Plot(string Id, string Vpc, (string Name, string Id) Zone, IPNetwork Block, int Free)
{
    // "Subnet sizing for IPv4", Amazon VPC User Guide: the first four addresses and the last are nobody's.
    private const uint KeptFirst = 4;

    /// <summary>Whether an interface there can have the address.</summary>
    public bool Takes(IPAddress address)
    {
        if (!Block.Contains(address))
        {
            return false;
        }

        var at = BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes())
            - BinaryPrimitives.ReadUInt32BigEndian(Block.BaseAddress.GetAddressBytes());
        return at >= KeptFirst && at < (1u << (32 - Block.PrefixLength)) - 1;
    }

    public static Plot Of(Subnet subnet) => new(
        subnet.SubnetId!,
        subnet.VpcId!,
        (subnet.AvailabilityZone!, subnet.AvailabilityZoneId!),
        IPNetwork.Parse(subnet.CidrBlock!),
        subnet.AvailableIpAddressCount ?? 0);
}
