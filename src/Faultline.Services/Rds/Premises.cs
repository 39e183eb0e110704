using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Wire;

namespace Faultline.Services.Rds;

/// <summary>What RDS finds around it: the networks that EC2 has, and what it has in them itself.</summary>
internal sealed class Premises(string region, Node node, Surroundings around, Ec2Api ec2)
{
    private const string Service = "rds.amazonaws.com";
    private const string Role = "AWSServiceRoleForRDS/RDS";

    // So many values EC2 takes in a filter, and so long ones.
    private const int ValuesMax = 200;
    private const int LengthMax = 255;

    private readonly InnerCalls calls = new(region, node, around);

    /// <summary>Those of the subnets that are there.</summary>
    public async ValueTask<IReadOnlyList<Api.Ec2.Subnet>> Subnets(
        Call call, IEnumerable<string> ids, CancellationToken ct)
    {
        var request = new DescribeSubnetsRequest { Filters = By("subnet-id", ids) };
        return (await calls.Ask(call.Principal, ec2.DescribeSubnets, request, ct, call.Origin)).Subnets ?? [];
    }

    /// <summary>The default subnets of the default VPC.</summary>
    public async ValueTask<IReadOnlyList<Api.Ec2.Subnet>> DefaultSubnets(Call call, CancellationToken ct)
    {
        var request = new DescribeSubnetsRequest { Filters = By("default-for-az", ["true"]) };
        return (await calls.Ask(call.Principal, ec2.DescribeSubnets, request, ct, call.Origin)).Subnets ?? [];
    }

    /// <summary>Those of the security groups that are there.</summary>
    public async ValueTask<IReadOnlyList<SecurityGroup>> Groups(
        Call call, IEnumerable<string> ids, CancellationToken ct)
    {
        var request = new DescribeSecurityGroupsRequest { Filters = By("group-id", ids) };
        return (await calls.Ask(call.Principal, ec2.DescribeSecurityGroups, request, ct, call.Origin))
            .SecurityGroups ?? [];
    }

    /// <summary>The default security group of a VPC.</summary>
    public async ValueTask<SecurityGroup?> DefaultGroup(Call call, string vpc, CancellationToken ct)
    {
        var request = new DescribeSecurityGroupsRequest
        {
            Filters = [.. By("vpc-id", [vpc]), .. By("group-name", ["default"])],
        };
        return (await calls.Ask(call.Principal, ec2.DescribeSecurityGroups, request, ct, call.Origin))
            .SecurityGroups?.FirstOrDefault();
    }

    /// <summary>Why the internet reaches nothing in a VPC, in AWS's words; null where it does.</summary>
    public async ValueTask<string?> Seclusion(Call call, string vpc, CancellationToken ct)
    {
        var support = new DescribeVpcAttributeRequest { VpcId = vpc, Attribute = VpcAttributeName.EnableDnsSupport };
        var names = new DescribeVpcAttributeRequest { VpcId = vpc, Attribute = VpcAttributeName.EnableDnsHostnames };
        var gateways = new DescribeInternetGatewaysRequest { Filters = By("attachment.vpc-id", [vpc]) };
        var who = call.Principal;
        if ((await calls.Ask(who, ec2.DescribeVpcAttribute, support, ct, call.Origin)).EnableDnsSupport?.Value != true
            || (await calls.Ask(who, ec2.DescribeVpcAttribute, names, ct, call.Origin)).EnableDnsHostnames?.Value
                != true)
        {
            return "Cannot create a publicly accessible DBInstance.  The specified VPC does not support DNS "
                + "resolution, DNS hostnames, or both. Update the VPC and then try again";
        }

        return (await calls.Ask(who, ec2.DescribeInternetGateways, gateways, ct, call.Origin)).InternetGateways is []
            ? "Cannot create a publicly accessible DBInstance. The specified VPC has no internet gateway attached."
                + "Update the VPC and then try again"
            : null;
    }

    /// <summary>Makes the interface of a server, behind the default group; asked again, it is the same one.</summary>
    public async ValueTask<string> Make(string account, string subnet, string key, CancellationToken ct)
    {
        var request = new CreateNetworkInterfaceRequest
        {
            SubnetId = subnet, Description = "RDSNetworkInterface", ClientToken = key,
        };
        var made = await calls.Ask(Own(account), ec2.CreateNetworkInterface, request, ct);
        return made.NetworkInterface!.NetworkInterfaceId!;
    }

    /// <summary>Other security groups guard an interface.</summary>
    public ValueTask Guard(string account, string id, List<string> groups, CancellationToken ct)
    {
        var request = new ModifyNetworkInterfaceAttributeRequest { NetworkInterfaceId = id, Groups = groups };
        return calls.Ask(Own(account), ec2.ModifyNetworkInterfaceAttribute, request, ct);
    }

    /// <summary>Says by which address the internet reaches an interface, or that it does by none.</summary>
    public async ValueTask Publish(string account, string id, string address, CancellationToken ct)
    {
        if (address.Length > 0)
        {
            var request = new AssociateAddressRequest { NetworkInterfaceId = id, PublicIp = address };
            await calls.Ask(Own(account), ec2.AssociateAddress, request, ct);
            return;
        }

        var none = new ModifyNetworkInterfaceAttributeRequest
        {
            NetworkInterfaceId = id, AssociatePublicIpAddress = false,
        };
        await calls.Ask(Own(account), ec2.ModifyNetworkInterfaceAttribute, none, ct);
    }

    /// <summary>Ends an interface, if it is still there.</summary>
    public async ValueTask End(string account, string id, CancellationToken ct)
    {
        var find = new DescribeNetworkInterfacesRequest { Filters = By("network-interface-id", [id]) };
        if ((await calls.Ask(Own(account), ec2.DescribeNetworkInterfaces, find, ct)).NetworkInterfaces is [_, ..])
        {
            var end = new DeleteNetworkInterfaceRequest { NetworkInterfaceId = id };
            await calls.Ask(Own(account), ec2.DeleteNetworkInterface, end, ct);
        }
    }

    private static Principal Own(string account) => Principal.OfService(account, Service, Role);

    /// <summary>What is too long for a filter is no id, and is not found.</summary>
    private static List<Api.Ec2.Filter> By(string name, IEnumerable<string> values) =>
    [
        new()
        {
            Name = name,
            Values =
            [
                .. values.Where(value => value.Length <= LengthMax).Distinct(StringComparer.Ordinal).Take(ValuesMax),
            ],
        },
    ];
}
