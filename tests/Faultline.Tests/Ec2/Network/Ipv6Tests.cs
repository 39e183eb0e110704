using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2.Network;

/// <summary>IPv6 blocks of VPCs and subnets, and addresses and routes in them.</summary>
public sealed class Ipv6Tests
{
    [Fact]
    public async Task A_block_that_Amazon_gives_is_a_56_that_every_route_table_knows_while_it_is_there()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var given = await Give(cloud, vpc);
        Assert.Matches("^2001:db8:[0-9a-f:]+::/56$|^2001:db8::/56$", given.Ipv6CidrBlock);
        Assert.Equal(
            ("associated", "Amazon", "us-east-1", "public", "amazon"),
            (given.Ipv6CidrBlockState!.State, given.Ipv6Pool, given.NetworkBorderGroup, given.Ipv6AddressAttribute,
                given.IpSource));
        Assert.Equal(
            ["10.0.0.0/16 ", $" {given.Ipv6CidrBlock}"],
            (await cloud.MainTable(vpc)).Routes!
                .Select(each => $"{each.DestinationCidrBlock} {each.DestinationIpv6CidrBlock}"));
        var later = (await cloud.Ask(cloud.Ec2.CreateRouteTable, new CreateRouteTableRequest { VpcId = vpc }))
            .RouteTable!.Routes!;
        Assert.Equal(("local", given.Ipv6CidrBlock), (later[1].GatewayId, later[1].DestinationIpv6CidrBlock));
        Assert.Equal(vpc, (await cloud.Ask(cloud.Ec2.DescribeVpcs, new DescribeVpcsRequest
        {
            Filters = Ec2Call.Filters($"ipv6-cidr-block-association.ipv6-cidr-block={given.Ipv6CidrBlock}"),
        })).Vpcs!.Single().VpcId);
        Func<Task<DisassociateVpcCidrBlockResult>> remove = () => cloud.Ask(
            cloud.Ec2.DisassociateVpcCidrBlock,
            new DisassociateVpcCidrBlockRequest { AssociationId = given.AssociationId! });
        Assert.Equal("disassociating", (await remove()).Ipv6CidrBlockAssociation!.Ipv6CidrBlockState!.State);
        Assert.Single((await cloud.MainTable(vpc)).Routes!);
        Assert.StartsWith(
            "InvalidVpcCidrBlockAssociationID.NotFound", await NetworkCloud.Refused(remove), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_VPC_has_five_of_them_and_no_two_are_the_same()
    {
        var cloud = new NetworkCloud();
        var vpc = (await cloud.Ask(cloud.Ec2.CreateVpc, new CreateVpcRequest
        {
            CidrBlock = "10.0.0.0/16", AmazonProvidedIpv6CidrBlock = true,
        })).Vpc!;
        var blocks = new HashSet<string> { vpc.Ipv6CidrBlockAssociationSet!.Single().Ipv6CidrBlock! };
        for (var more = 2; more <= 5; more++)
        {
            Assert.True(blocks.Add((await Give(cloud, vpc.VpcId!)).Ipv6CidrBlock!));
        }

        Assert.Equal(
            "CidrLimitExceeded: This network 'vpc-ID' has met its maximum number of allowed CIDRs: 5",
            await NetworkCloud.Refused(() => Give(cloud, vpc.VpcId!)));
    }

    [Fact]
    public async Task A_block_that_chance_draws_twice_is_given_once()
    {
        var cloud = new NetworkCloud();
        var blocks = new List<string>();
        foreach (var vpc in new[] { await cloud.Vpc(), await cloud.Vpc() })
        {
            // Each call begins with the same dice.
            blocks.Add((await cloud.Ec2.AssociateVpcCidrBlock(
                Ec2Call.Of("AssociateVpcCidrBlock"),
                new() { VpcId = vpc, AmazonProvidedIpv6CidrBlock = true },
                CancellationToken.None)).Ipv6CidrBlockAssociation!.Ipv6CidrBlock!);
        }

        Assert.Distinct(blocks);
    }

    [Theory]
    [InlineData("::/64", null)]
    [InlineData("::/60", null)]
    [InlineData("::/56", null)]
    [InlineData("::/62", "InvalidSubnet.Range: The CIDR 'VPC::/62' is invalid.")]
    [InlineData("::/68", "InvalidSubnet.Range: The CIDR 'VPC::/68' is invalid.")]
    [InlineData("::/52", "InvalidSubnet.Range: The CIDR 'VPC::/52' is invalid.")]
    [InlineData(
        "::",
        "InvalidParameterValue: Value (VPC::) for parameter ipv6CidrBlock is invalid. This is not a valid CIDR block.")]
    public async Task A_subnet_is_a_44_to_64_in_steps_of_four_within_its_VPC(string block, string? refusal)
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var whole = (await Give(cloud, vpc)).Ipv6CidrBlock!.Split("::")[0];
        var request = new CreateSubnetRequest
        {
            VpcId = vpc, CidrBlock = "10.0.1.0/24", Ipv6CidrBlock = whole + block,
        };
        if (refusal is not null)
        {
            Assert.Equal(
                refusal.Replace("VPC", whole, StringComparison.Ordinal),
                await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.CreateSubnet, request)));
            return;
        }

        var subnet = (await cloud.Ask(cloud.Ec2.CreateSubnet, request)).Subnet!;
        Assert.Equal(whole + block, subnet.Ipv6CidrBlockAssociationSet!.Single().Ipv6CidrBlock);
        Assert.Equal(
            $"InvalidSubnet.Conflict: The CIDR '{whole}::/64' conflicts with another subnet",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.CreateSubnet, new CreateSubnetRequest
            {
                VpcId = vpc, CidrBlock = "10.0.2.0/24", Ipv6CidrBlock = $"{whole}::/64",
            })));
    }

    [Fact]
    public async Task A_block_of_another_VPC_is_none_of_a_subnet()
    {
        var cloud = new NetworkCloud();
        var (vpc, other) = (await cloud.Vpc(), await cloud.Vpc());
        await Give(cloud, vpc);
        var block = (await Give(cloud, other)).Ipv6CidrBlock!.Replace("/56", "/64", StringComparison.Ordinal);
        Assert.StartsWith("InvalidSubnet.Range", await NetworkCloud.Refused(async () => await cloud.Ask(
            cloud.Ec2.AssociateSubnetCidrBlock,
            new AssociateSubnetCidrBlockRequest { SubnetId = await cloud.Subnet(vpc), Ipv6CidrBlock = block })),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subnet_gets_its_block_later_and_gives_it_up_once_nobody_has_an_address_of_it()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var given = await Give(cloud, vpc);
        var (subnet, block) = (await cloud.Subnet(vpc), given.Ipv6CidrBlock!.Replace("/56", "/64"));
        var asked = new AssociateSubnetCidrBlockRequest { SubnetId = subnet, Ipv6CidrBlock = block };
        var association = (await cloud.Ask(cloud.Ec2.AssociateSubnetCidrBlock, asked)).Ipv6CidrBlockAssociation!;
        Assert.StartsWith("subnet-cidr-assoc-", association.AssociationId, StringComparison.Ordinal);
        Assert.Equal(
            "CidrLimitExceeded: This network 'subnet-ID' has met its maximum number of allowed CIDRs: 1",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.AssociateSubnetCidrBlock, asked)));
        Assert.Equal(
            "DependencyViolation: The vpc CIDR block with association ID vpc-cidr-assoc-ID has dependencies and cannot "
            + "be disassociated.",
            await NetworkCloud.Refused(() => cloud.Ask(
                cloud.Ec2.DisassociateVpcCidrBlock,
                new DisassociateVpcCidrBlockRequest { AssociationId = given.AssociationId! })));
        var eni = (await cloud.Ask(cloud.Ec2.CreateNetworkInterface, new CreateNetworkInterfaceRequest
        {
            SubnetId = subnet, Ipv6AddressCount = 1,
        })).NetworkInterface!;
        Func<Task<DisassociateSubnetCidrBlockResult>> remove = () => cloud.Ask(
            cloud.Ec2.DisassociateSubnetCidrBlock,
            new DisassociateSubnetCidrBlockRequest { AssociationId = association.AssociationId! });
        Assert.StartsWith("DependencyViolation", await NetworkCloud.Refused(remove), StringComparison.Ordinal);
        await cloud.Do(
            cloud.Ec2.DeleteNetworkInterface,
            new DeleteNetworkInterfaceRequest { NetworkInterfaceId = eni.NetworkInterfaceId! });
        Assert.Equal("disassociating", (await remove()).Ipv6CidrBlockAssociation!.Ipv6CidrBlockState!.State);
        Assert.Equal(
            "InvalidSubnetCidrBlockAssociationID.NotFound: The subnet CIDR block association ID 'subnet-cidr-assoc-ID' "
            + "does not exist",
            await NetworkCloud.Refused(remove));
    }

    [Fact]
    public async Task Interfaces_have_the_addresses_that_are_asked_for_or_one_where_the_subnet_says_so()
    {
        var cloud = new NetworkCloud();
        var (vpc, subnet, block) = await Subnet(cloud);
        Assert.Empty((await cloud.Interface(subnet)).Ipv6Addresses!);
        await cloud.Do(cloud.Ec2.ModifySubnetAttribute, new ModifySubnetAttributeRequest
        {
            SubnetId = subnet, AssignIpv6AddressOnCreation = new() { Value = true },
        });
        var (one, other) = (await cloud.Interface(subnet), await cloud.Interface(subnet));
        Assert.NotEqual(one.Ipv6Addresses!.Single().Ipv6Address, other.Ipv6Addresses!.Single().Ipv6Address);
        Assert.StartsWith(block, one.Ipv6Addresses![0].Ipv6Address, StringComparison.Ordinal);
        Assert.Equal(one.NetworkInterfaceId, (await cloud.Ask(
            cloud.Ec2.DescribeNetworkInterfaces, new DescribeNetworkInterfacesRequest
            {
                Filters = Ec2Call.Filters($"ipv6-addresses.ipv6-address={one.Ipv6Addresses[0].Ipv6Address}"),
            })).NetworkInterfaces!.Single().NetworkInterfaceId);
        Assert.Empty((await cloud.Ask(cloud.Ec2.CreateNetworkInterface, new CreateNetworkInterfaceRequest
        {
            SubnetId = subnet, Ipv6AddressCount = 0,
        })).NetworkInterface!.Ipv6Addresses!);
        Task<CreateNetworkInterfaceResult> Named(string address) => cloud.Ask(
            cloud.Ec2.CreateNetworkInterface, new CreateNetworkInterfaceRequest
            {
                SubnetId = subnet, Ipv6Addresses = [new() { Ipv6Address = address }],
            });
        Assert.Equal($"{block}::7", (await Named($"{block}::7")).NetworkInterface!.Ipv6Addresses!.Single().Ipv6Address);
        foreach (var (address, refusal) in ((string, string)[])
        [
            ($"{block}::7", "InvalidIPAddress.InUse"), ($"{block}::3", "InvalidParameterValue"),
            ("2001:db9::7", "InvalidParameterValue"), ("10.0.1.7", "InvalidParameterValue"),
        ])
        {
            Assert.StartsWith(refusal, await NetworkCloud.Refused(() => Named(address)), StringComparison.Ordinal);
        }

        Assert.NotNull(vpc);
    }

    [Fact]
    public async Task Where_there_is_no_block_there_are_no_addresses()
    {
        var cloud = new NetworkCloud();
        var subnet = await cloud.Subnet(await cloud.Vpc());
        Assert.Equal(
            "InvalidParameterValue: The subnet 'subnet-ID' does not have an associated IPv6 CIDR block.",
            await NetworkCloud.Refused(() => cloud.Ask(
                cloud.Ec2.CreateNetworkInterface,
                new CreateNetworkInterfaceRequest { SubnetId = subnet, Ipv6AddressCount = 1 })));
        Assert.StartsWith(
            "InvalidParameterValue: Invalid value 'true' for assignIpv6AddressOnCreation.",
            await NetworkCloud.Refused(() => cloud.Do(cloud.Ec2.ModifySubnetAttribute, new ModifySubnetAttributeRequest
            {
                SubnetId = subnet, AssignIpv6AddressOnCreation = new() { Value = true },
            })),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_egress_only_gateway_stays_in_its_VPC_and_keeps_that_from_going()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var request = new CreateEgressOnlyInternetGatewayRequest { VpcId = vpc, ClientToken = "once" };
        var made = (await cloud.Ask(cloud.Ec2.CreateEgressOnlyInternetGateway, request)).EgressOnlyInternetGateway!;
        var id = made.EgressOnlyInternetGatewayId!;
        Assert.Equal(
            id,
            (await cloud.Ask(cloud.Ec2.CreateEgressOnlyInternetGateway, request))
                .EgressOnlyInternetGateway!.EgressOnlyInternetGatewayId);
        Assert.Equal((vpc, "attached"), (made.Attachments!.Single().VpcId, made.Attachments![0].State));
        Assert.StartsWith("DependencyViolation", await NetworkCloud.Refused(() => cloud.Do(
            cloud.Ec2.DeleteVpc, new DeleteVpcRequest { VpcId = vpc })), StringComparison.Ordinal);
        await cloud.Do(cloud.Ec2.CreateTags, new CreateTagsRequest
        {
            Resources = [id], Tags = [new() { Key = "Name", Value = "out" }],
        });
        Assert.Equal(id, (await cloud.Ask(
            cloud.Ec2.DescribeEgressOnlyInternetGateways,
            new DescribeEgressOnlyInternetGatewaysRequest { Filters = Ec2Call.Filters("tag:Name=out") }))
            .EgressOnlyInternetGateways!.Single().EgressOnlyInternetGatewayId);
        var delete = new DeleteEgressOnlyInternetGatewayRequest { EgressOnlyInternetGatewayId = id };
        Assert.True((await cloud.Ask(cloud.Ec2.DeleteEgressOnlyInternetGateway, delete)).ReturnCode);
        Assert.Equal(
            "InvalidEgressOnlyInternetGatewayId.NotFound: The egressOnlyInternetGateway ID 'eigw-ID' does not exist",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.DeleteEgressOnlyInternetGateway, delete)));
        await cloud.Do(cloud.Ec2.DeleteVpc, new DeleteVpcRequest { VpcId = vpc });
    }

    [Fact]
    public async Task Routes_of_IPv6_lead_to_gateways_of_their_VPC_and_are_black_holes_without()
    {
        var cloud = new NetworkCloud();
        var (vpc, other) = (await cloud.Vpc(), await cloud.Vpc());
        await Give(cloud, vpc);
        var (table, gateway) = ((await cloud.MainTable(vpc)).RouteTableId!, await cloud.Gateway(vpc));
        var (own, theirs) = (await Outward(cloud, vpc), await Outward(cloud, other));
        CreateRouteRequest Way(string? four, string? six, string? egress) => new()
        {
            RouteTableId = table, DestinationCidrBlock = four, DestinationIpv6CidrBlock = six,
            EgressOnlyInternetGatewayId = egress,
        };
        Assert.Equal(
            "InvalidParameterCombination: The parameter 'destinationCidrBlock' may not be used in combination with "
            + "'egressOnlyInternetGatewayId'",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.CreateRoute, Way("0.0.0.0/0", null, own))));
        Assert.StartsWith("InvalidParameterCombination", await NetworkCloud.Refused(() => cloud.Ask(
            cloud.Ec2.CreateRoute, Way("0.0.0.0/0", "::/0", own))), StringComparison.Ordinal);
        Assert.Equal(
            "InvalidParameterValue: route table rtb-ID and egress only internet gateway eigw-ID belong to different "
            + "networks",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.CreateRoute, Way(null, "::/0", theirs))));
        await cloud.Ask(cloud.Ec2.CreateRoute, Way(null, "::/0", own));
        Assert.Equal(
            "RouteAlreadyExists: The route identified by ::/0 already exists.",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.CreateRoute, Way(null, "0::/0", own))));
        await cloud.Ask(
            cloud.Ec2.DeleteEgressOnlyInternetGateway,
            new DeleteEgressOnlyInternetGatewayRequest { EgressOnlyInternetGatewayId = own });
        Assert.Equal("blackhole", (await cloud.MainTable(vpc)).Routes![2].State);
        await cloud.Do(cloud.Ec2.ReplaceRoute, new ReplaceRouteRequest
        {
            RouteTableId = table, DestinationIpv6CidrBlock = "::/0", GatewayId = gateway,
        });
        var route = (await cloud.MainTable(vpc)).Routes![2];
        Assert.Equal(
            ("::/0", gateway, null, "active"),
            (route.DestinationIpv6CidrBlock, route.GatewayId, route.EgressOnlyInternetGatewayId, route.State));
        var delete = new DeleteRouteRequest { RouteTableId = table, DestinationIpv6CidrBlock = "::/0" };
        await cloud.Do(cloud.Ec2.DeleteRoute, delete);
        Assert.Equal(
            "InvalidRoute.NotFound: no route with destination-ipv6-cidr-block ::/0 in route table rtb-ID",
            await NetworkCloud.Refused(() => cloud.Do(cloud.Ec2.DeleteRoute, delete)));
    }

    [Fact]
    public async Task Groups_and_the_default_acl_let_IPv6_pass_where_their_rules_are_as_they_were_made()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var (plain, changed) = (await cloud.Group(vpc, "plain"), await cloud.Group(vpc, "changed"));
        await cloud.Ask(cloud.Ec2.AuthorizeSecurityGroupEgress, new AuthorizeSecurityGroupEgressRequest
        {
            GroupId = changed, IpPermissions = [NetworkCloud.Permission("tcp 80 10.0.0.0/8")],
        });
        await Give(cloud, vpc);
        async Task<bool> LetsOut(string group) => (await cloud.Find(group)).IpPermissionsEgress!
            .Exists(each => each.Ipv6Ranges!.Exists(range => range.CidrIpv6 == "::/0"));
        Assert.True(await LetsOut(plain));
        Assert.False(await LetsOut(changed));
        Assert.True(await LetsOut(await cloud.Group(vpc, "later")));
        var acl = (await cloud.Ask(
            cloud.Ec2.DescribeNetworkAcls,
            new DescribeNetworkAclsRequest { Filters = Ec2Call.Filters($"vpc-id={vpc}", "default=true") }))
            .NetworkAcls!.Single();
        Assert.Equal(
            ["101 allow", "101 allow", "32768 deny", "32768 deny"],
            acl.Entries!.Where(each => each.Ipv6CidrBlock == "::/0")
                .Select(each => $"{each.RuleNumber} {each.RuleAction}").Order());
        var own = (await cloud.Ask(cloud.Ec2.CreateNetworkAcl, new CreateNetworkAclRequest { VpcId = vpc }))
            .NetworkAcl!.Entries!;
        Assert.Equal([32767, 32767, 32768, 32768], own.Select(each => each.RuleNumber!.Value).Order());
        await Give(cloud, vpc);
        Assert.Single((await cloud.Find(plain)).IpPermissionsEgress!.SelectMany(each => each.Ipv6Ranges!));
    }

    private static async Task<VpcIpv6CidrBlockAssociation> Give(NetworkCloud cloud, string vpc) => (await cloud.Ask(
        cloud.Ec2.AssociateVpcCidrBlock,
        new AssociateVpcCidrBlockRequest { VpcId = vpc, AmazonProvidedIpv6CidrBlock = true }))
        .Ipv6CidrBlockAssociation!;

    private static async Task<string> Outward(NetworkCloud cloud, string vpc) => (await cloud.Ask(
        cloud.Ec2.CreateEgressOnlyInternetGateway, new CreateEgressOnlyInternetGatewayRequest { VpcId = vpc }))
        .EgressOnlyInternetGateway!.EgressOnlyInternetGatewayId!;

    private static async Task<(string Vpc, string Subnet, string Block)> Subnet(NetworkCloud cloud)
    {
        var vpc = await cloud.Vpc();
        var block = (await Give(cloud, vpc)).Ipv6CidrBlock!.Split("::")[0];
        var subnet = (await cloud.Ask(cloud.Ec2.CreateSubnet, new CreateSubnetRequest
        {
            VpcId = vpc, CidrBlock = "10.0.1.0/24", Ipv6CidrBlock = $"{block}::/64",
        })).Subnet!.SubnetId!;
        return (vpc, subnet, block);
    }
}
