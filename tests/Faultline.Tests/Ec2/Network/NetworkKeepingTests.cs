using System.Buffers;
using Faultline.Api.Ec2;
using Faultline.Store;
using Faultline.Tests.Store;
using Faultline.Wire.Protocols.Cbor;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Ec2.Network;

/// <summary>Networks are there again when their store is opened again.</summary>
public sealed class NetworkKeepingTests
{
    [Fact]
    public async Task Everything_is_described_the_same_after_the_store_was_opened_again()
    {
        var disk = new MemoryDisk();
        List<string> before;
        await using (var store = Ec2Call.Store("us-east-1", disk, Durability.Strict))
        {
            var cloud = new NetworkCloud(Ec2Call.Over(store, "us-east-1"));
            await Build(cloud);
            before = await Described(cloud);
        }

        Assert.All(before, text => Assert.True(text.Length > 40, text));
        await using var again = Ec2Call.Store("us-east-1", disk, Durability.Strict);
        Assert.Equal(before, await Described(new(Ec2Call.Over(again, "us-east-1"))));
    }

    private static async Task Build(NetworkCloud cloud)
    {
        var vpc = await cloud.Vpc();
        var (gateway, subnet, group) = (await cloud.Gateway(vpc), await cloud.Subnet(vpc), await cloud.Group(vpc));
        await cloud.Allow(group, "tcp 22 10.0.0.0/8", $"-1 * {group}", "udp 1-2 ::/0");
        await cloud.Interface(subnet, "10.0.1.77", group);
        await cloud.Ask(cloud.Ec2.CreateRoute, new CreateRouteRequest
        {
            RouteTableId = (await cloud.MainTable(vpc)).RouteTableId!,
            DestinationCidrBlock = "0.0.0.0/0",
            GatewayId = gateway,
        });
        await cloud.Ask(cloud.Ec2.CreateNatGateway, new CreateNatGatewayRequest
        {
            SubnetId = subnet, ConnectivityType = "private",
        });
        await cloud.Ask(cloud.Ec2.CreateVpcPeeringConnection, new CreateVpcPeeringConnectionRequest
        {
            VpcId = vpc, PeerVpcId = await cloud.Vpc("10.1.0.0/16"),
        });
        await cloud.Do(cloud.Ec2.ModifyVpcAttribute, new ModifyVpcAttributeRequest
        {
            VpcId = vpc, EnableDnsHostnames = new() { Value = true },
        });

        // One that was there and is gone.
        await cloud.Ask(cloud.Ec2.DeleteSecurityGroup, new DeleteSecurityGroupRequest
        {
            GroupId = await cloud.Group(vpc, "gone"),
        });
    }

    private static async Task<List<string>> Described(NetworkCloud cloud)
    {
        var ec2 = cloud.Ec2;
        var vpcs = await cloud.Ask(ec2.DescribeVpcs, new DescribeVpcsRequest());
        List<IStructure> all =
        [
            vpcs,
            await cloud.Ask(ec2.DescribeSubnets, new DescribeSubnetsRequest()),
            await cloud.Ask(ec2.DescribeRouteTables, new DescribeRouteTablesRequest()),
            await cloud.Ask(ec2.DescribeInternetGateways, new DescribeInternetGatewaysRequest()),
            await cloud.Ask(ec2.DescribeNatGateways, new DescribeNatGatewaysRequest()),
            await cloud.Ask(ec2.DescribeSecurityGroups, new DescribeSecurityGroupsRequest()),
            await cloud.Ask(ec2.DescribeSecurityGroupRules, new DescribeSecurityGroupRulesRequest()),
            await cloud.Ask(ec2.DescribeNetworkAcls, new DescribeNetworkAclsRequest()),
            await cloud.Ask(ec2.DescribeNetworkInterfaces, new DescribeNetworkInterfacesRequest()),
            await cloud.Ask(ec2.DescribeDhcpOptions, new DescribeDhcpOptionsRequest()),
            await cloud.Ask(ec2.DescribeVpcPeeringConnections, new DescribeVpcPeeringConnectionsRequest()),
            await cloud.Ask(ec2.DescribeAccountAttributes, new DescribeAccountAttributesRequest()),
        ];
        foreach (var vpc in vpcs.Vpcs!)
        {
            all.Add(await cloud.Ask(ec2.DescribeVpcAttribute, new DescribeVpcAttributeRequest
            {
                VpcId = vpc.VpcId!, Attribute = "enableDnsHostnames",
            }));
        }

        return all.ConvertAll(Text);
    }

    private static string Text(IStructure value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = CborShapeWriter.Rent(bytes))
        {
            writer.Root(value);
        }

        return $"{value.GetType().Name} {Convert.ToHexString(bytes.WrittenSpan)}";
    }
}
