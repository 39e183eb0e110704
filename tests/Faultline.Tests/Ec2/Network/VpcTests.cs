using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2.Network;

/// <summary>VPCs and the subnets in them.</summary>
public sealed class VpcTests
{
    [Fact]
    public async Task A_vpc_comes_with_a_main_table_a_default_acl_and_a_default_group()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var filter = Ec2Call.Filters($"vpc-id={vpc}");
        Assert.Equal("10.0.0.0/16", (await cloud.MainTable(vpc)).Routes!.Single().DestinationCidrBlock);
        Assert.True((await cloud.Ask(
            cloud.Ec2.DescribeNetworkAcls, new DescribeNetworkAclsRequest { Filters = filter }))
            .NetworkAcls!.Single().IsDefault);
        Assert.Equal("default", (await cloud.Ask(
            cloud.Ec2.DescribeSecurityGroups, new DescribeSecurityGroupsRequest { Filters = filter }))
            .SecurityGroups!.Single().GroupName);
        await cloud.Do(cloud.Ec2.DeleteVpc, new DeleteVpcRequest { VpcId = vpc });
        Assert.Empty((await cloud.Ask(
            cloud.Ec2.DescribeSecurityGroups, new DescribeSecurityGroupsRequest { Filters = filter }))
            .SecurityGroups!);
    }

    [Theory]
    [InlineData("10.0.0.0/15", "InvalidVpc.Range: The CIDR '10.0.0.0/15' is invalid.")]
    [InlineData("10.0.0.0/29", "InvalidVpc.Range: The CIDR '10.0.0.0/29' is invalid.")]
    [InlineData("127.0.0.0/16", "InvalidVpc.Range: The CIDR '127.0.0.0/16' is invalid.")]
    [InlineData(
        "10.0.0.0",
        "InvalidParameterValue: Value (10.0.0.0) for parameter cidrBlock is invalid. This is not a valid CIDR block.")]
    [InlineData(null, "MissingParameter: The request must contain the parameter cidrBlock")]
    public async Task A_vpc_is_of_16_to_28(string? block, string refusal)
    {
        var cloud = new NetworkCloud();
        Assert.Equal(refusal, await NetworkCloud.Refused(() => cloud.Vpc(block!)));
    }

    [Fact]
    public async Task What_the_cloud_does_not_have_is_refused_by_name()
    {
        var cloud = new NetworkCloud();
        Assert.Equal(
            "UnsupportedOperation: Faultline does not have IPv6 addresses that are brought along.",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.CreateVpc, new CreateVpcRequest
            {
                CidrBlock = "10.0.0.0/16", Ipv6Pool = "ipv6pool-ec2-1", Ipv6CidrBlock = "2001:db8:1::/56",
            })));
        Assert.Equal(
            "UnsupportedOperation: Faultline does not have pools of IPAM.",
            await NetworkCloud.Refused(() => cloud.Ask(
                cloud.Ec2.CreateVpc, new CreateVpcRequest { Ipv4IpamPoolId = "ipam-pool-1" })));
    }

    [Fact]
    public async Task Whatever_somebody_made_in_a_vpc_keeps_it_from_being_deleted()
    {
        var cloud = new NetworkCloud();
        Func<string, Task>[] makes =
        [
            vpc => cloud.Subnet(vpc),
            vpc => cloud.Group(vpc),
            vpc => cloud.Gateway(vpc),
            vpc => cloud.Ask(cloud.Ec2.CreateRouteTable, new CreateRouteTableRequest { VpcId = vpc }),
            vpc => cloud.Ask(cloud.Ec2.CreateNetworkAcl, new CreateNetworkAclRequest { VpcId = vpc }),
        ];
        foreach (var make in makes)
        {
            var vpc = await cloud.Vpc();
            await make(vpc);
            Assert.Equal(
                "DependencyViolation: The vpc 'vpc-ID' has dependencies and cannot be deleted.",
                await NetworkCloud.Refused(() => cloud.Do(
                    cloud.Ec2.DeleteVpc, new DeleteVpcRequest { VpcId = vpc })));
        }
    }

    [Fact]
    public async Task Attributes_are_switched_one_at_a_time()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        DescribeVpcAttributeRequest Names(string attribute) => new() { VpcId = vpc, Attribute = attribute };
        Assert.False((await cloud.Ask(cloud.Ec2.DescribeVpcAttribute, Names("enableDnsHostnames")))
            .EnableDnsHostnames!.Value);
        await cloud.Do(cloud.Ec2.ModifyVpcAttribute, new ModifyVpcAttributeRequest
        {
            VpcId = vpc, EnableDnsHostnames = new() { Value = true },
        });
        Assert.True((await cloud.Ask(cloud.Ec2.DescribeVpcAttribute, Names("enableDnsHostnames")))
            .EnableDnsHostnames!.Value);
        Assert.True((await cloud.Ask(cloud.Ec2.DescribeVpcAttribute, Names("enableDnsSupport")))
            .EnableDnsSupport!.Value);
        Assert.StartsWith("InvalidParameterCombination", await NetworkCloud.Refused(() => cloud.Do(
            cloud.Ec2.ModifyVpcAttribute,
            new ModifyVpcAttributeRequest { VpcId = vpc })), StringComparison.Ordinal);
        Assert.Equal(
            "InvalidParameterValue: Value (x) for parameter attribute is invalid. Unknown attribute.",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.DescribeVpcAttribute, Names("x"))));
    }

    [Fact]
    public async Task A_second_block_is_known_to_every_route_table_while_it_is_there()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        AssociateVpcCidrBlockRequest Block(string block) => new() { VpcId = vpc, CidrBlock = block };
        var added = (await cloud.Ask(cloud.Ec2.AssociateVpcCidrBlock, Block("10.1.0.0/16"))).CidrBlockAssociation!;
        Assert.Equal(
            ["10.0.0.0/16", "10.1.0.0/16"],
            (await cloud.MainTable(vpc)).Routes!.Select(each => each.DestinationCidrBlock));
        Assert.Equal(
            "InvalidVpc.Range: The CIDR '10.1.4.0/24' is invalid.",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.AssociateVpcCidrBlock, Block("10.1.4.0/24"))));
        var subnet = await cloud.Subnet(vpc, "10.1.0.0/24");
        Func<Task> remove = () => cloud.Ask(
            cloud.Ec2.DisassociateVpcCidrBlock,
            new DisassociateVpcCidrBlockRequest { AssociationId = added.AssociationId! });
        Assert.StartsWith("DependencyViolation", await NetworkCloud.Refused(remove), StringComparison.Ordinal);
        await cloud.Do(cloud.Ec2.DeleteSubnet, new DeleteSubnetRequest { SubnetId = subnet });
        await remove();
        Assert.Single((await cloud.MainTable(vpc)).Routes!);
        Assert.Equal(
            "InvalidVpcCidrBlockAssociationID.NotFound: The vpc CIDR block association ID 'vpc-cidr-assoc-ID' "
            + "does not exist",
            await NetworkCloud.Refused(remove));
        for (var second = 2; second <= 5; second++)
        {
            await cloud.Ask(cloud.Ec2.AssociateVpcCidrBlock, Block($"10.{second}.0.0/16"));
        }

        Assert.Equal(
            "CidrLimitExceeded: This network 'vpc-ID' has met its maximum number of allowed CIDRs: 5",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.AssociateVpcCidrBlock, Block("10.6.0.0/16"))));
    }

    [Fact]
    public async Task The_primary_block_stays()
    {
        var cloud = new NetworkCloud();
        var vpc = (await cloud.Ask(cloud.Ec2.CreateVpc, new CreateVpcRequest { CidrBlock = "10.0.0.0/16" })).Vpc!;
        Assert.StartsWith("OperationNotPermitted", await NetworkCloud.Refused(() => cloud.Ask(
            cloud.Ec2.DisassociateVpcCidrBlock, new DisassociateVpcCidrBlockRequest
            {
                AssociationId = vpc.CidrBlockAssociationSet!.Single().AssociationId!,
            })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.1.0.0/24", "InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid.")]
    [InlineData("10.0.0.0/15", "InvalidSubnet.Range: The CIDR '10.0.0.0/15' is invalid.")]
    [InlineData("10.0.0.0/29", "InvalidSubnet.Range: The CIDR '10.0.0.0/29' is invalid.")]
    [InlineData("10.0.1.128/25", "InvalidSubnet.Conflict: The CIDR '10.0.1.128/25' conflicts with another subnet")]
    [InlineData(
        "x", "InvalidParameterValue: Value (x) for parameter cidrBlock is invalid. This is not a valid CIDR block.")]
    public async Task A_subnet_lies_within_its_vpc_beside_the_others(string block, string refusal)
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        await cloud.Subnet(vpc);
        Assert.Equal(refusal, await NetworkCloud.Refused(() => cloud.Subnet(vpc, block)));
    }

    [Fact]
    public async Task A_subnet_is_in_the_zone_that_was_named_by_name_or_id()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var named = (await cloud.Ask(cloud.Ec2.CreateSubnet, new CreateSubnetRequest
        {
            VpcId = vpc, CidrBlock = "10.0.1.0/24", AvailabilityZone = "us-east-1c",
        })).Subnet!;
        var byId = (await cloud.Ask(cloud.Ec2.CreateSubnet, new CreateSubnetRequest
        {
            VpcId = vpc, CidrBlock = "10.0.2.0/24", AvailabilityZoneId = named.AvailabilityZoneId,
        })).Subnet!;
        Assert.Equal("us-east-1c", byId.AvailabilityZone);
        Assert.Equal(251, byId.AvailableIpAddressCount);
        Assert.StartsWith(
            "InvalidParameterValue: Value (us-east-1z) for parameter availabilityZone is invalid. Subnets can "
            + "currently only be created in the following availability zones: us-east-1a, ",
            await NetworkCloud.Refused(() => cloud.Subnet(vpc, "10.0.3.0/24", "us-east-1z")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subnet_with_an_interface_stays_and_its_free_addresses_are_counted()
    {
        var cloud = new NetworkCloud();
        var subnet = await cloud.Subnet(await cloud.Vpc(), "10.0.0.0/28");
        var eni = await cloud.Interface(subnet);
        Assert.Equal(10, (await cloud.Ask(
            cloud.Ec2.DescribeSubnets, new DescribeSubnetsRequest { SubnetIds = [subnet] }))
            .Subnets!.Single().AvailableIpAddressCount);
        Func<Task> delete = () => cloud.Do(
            cloud.Ec2.DeleteSubnet, new DeleteSubnetRequest { SubnetId = subnet });
        Assert.Equal(
            "DependencyViolation: The subnet 'subnet-ID' has dependencies and cannot be deleted.",
            await NetworkCloud.Refused(delete));
        await cloud.Do(cloud.Ec2.DeleteNetworkInterface, new DeleteNetworkInterfaceRequest
        {
            NetworkInterfaceId = eni.NetworkInterfaceId!,
        });
        await delete();
    }

    [Theory]
    [InlineData("cidr=10.0.0.0/16", 1)]
    [InlineData("cidr-block-association.cidr-block=10.0.0.0/16", 1)]
    [InlineData("is-default=true", 1)]
    [InlineData("isDefault=false", 1)]
    [InlineData("state=available", 2)]
    [InlineData("tag:Name=net", 1)]
    [InlineData("tag-key=Name", 1)]
    public async Task Vpcs_are_filtered(string filter, int count)
    {
        var cloud = new NetworkCloud();
        await cloud.Ask(cloud.Ec2.CreateVpc, new CreateVpcRequest
        {
            CidrBlock = "10.0.0.0/16",
            TagSpecifications = [new() { ResourceType = "vpc", Tags = [new() { Key = "Name", Value = "net" }] }],
        });
        Assert.Equal(count, (await cloud.Ask(
            cloud.Ec2.DescribeVpcs, new DescribeVpcsRequest { Filters = Ec2Call.Filters(filter) })).Vpcs!.Count);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        var cloud = new NetworkCloud();
        Assert.StartsWith("DryRunOperation", await NetworkCloud.Refused(() => cloud.Ask(
            cloud.Ec2.CreateVpc, new CreateVpcRequest { CidrBlock = "10.0.0.0/16", DryRun = true })),
            StringComparison.Ordinal);
        Assert.Single((await cloud.Ask(cloud.Ec2.DescribeVpcs, new DescribeVpcsRequest())).Vpcs!);
    }
}
