using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2.Network;

/// <summary>What every account finds in a region without having made it.</summary>
public sealed class DefaultNetworkTests
{
    [Fact]
    public async Task An_account_finds_a_default_vpc_with_a_subnet_in_each_zone()
    {
        var cloud = new NetworkCloud();
        var vpc = Assert.Single((await cloud.Ask(cloud.Ec2.DescribeVpcs, new DescribeVpcsRequest())).Vpcs!);
        Assert.Equal(
            ("172.31.0.0/16", true, "available", "default"),
            (vpc.CidrBlock, vpc.IsDefault, vpc.State, vpc.InstanceTenancy));
        var subnets = (await cloud.Ask(cloud.Ec2.DescribeSubnets, new DescribeSubnetsRequest())).Subnets!;
        Assert.Equal(
            [
                "us-east-1a 172.31.0.0/20", "us-east-1b 172.31.16.0/20", "us-east-1c 172.31.32.0/20",
                "us-east-1d 172.31.48.0/20", "us-east-1e 172.31.64.0/20", "us-east-1f 172.31.80.0/20",
            ],
            subnets.OrderBy(each => each.AvailabilityZone).Select(each => $"{each.AvailabilityZone} {each.CidrBlock}"));
        Assert.All(subnets, each => Assert.Equal(
            (vpc.VpcId, true, true, 4091),
            (each.VpcId, each.DefaultForAz, each.MapPublicIpOnLaunch, each.AvailableIpAddressCount)));
    }

    [Fact]
    public async Task The_default_vpc_has_a_way_to_the_internet()
    {
        var cloud = new NetworkCloud();
        var gateways = await cloud.Ask(cloud.Ec2.DescribeInternetGateways, new DescribeInternetGatewaysRequest());
        var gateway = Assert.Single(gateways.InternetGateways!);
        var vpc = await cloud.DefaultVpc();
        Assert.Equal((vpc, "available"), gateway.Attachments!.Select(each => (each.VpcId, each.State)).Single());
        Assert.Equal(
            ["172.31.0.0/16 local active", $"0.0.0.0/0 {gateway.InternetGatewayId} active"],
            (await cloud.MainTable(vpc)).Routes!.Select(
                each => $"{each.DestinationCidrBlock} {each.GatewayId} {each.State}"));
    }

    [Fact]
    public async Task The_default_group_lets_its_members_in_and_everybody_out()
    {
        var cloud = new NetworkCloud();
        var groups = await cloud.Ask(cloud.Ec2.DescribeSecurityGroups, new DescribeSecurityGroupsRequest());
        var group = Assert.Single(groups.SecurityGroups!);
        Assert.Equal(("default", "default VPC security group"), (group.GroupName, group.Description));
        var inward = Assert.Single(group.IpPermissions!);
        Assert.Equal(("-1", null, group.GroupId), (
            inward.IpProtocol, inward.FromPort, inward.UserIdGroupPairs!.Single().GroupId));
        Assert.Equal("0.0.0.0/0", group.IpPermissionsEgress!.Single().IpRanges!.Single().CidrIp);
    }

    [Fact]
    public async Task The_default_acl_lets_everything_pass_and_is_that_of_every_subnet()
    {
        var cloud = new NetworkCloud();
        var acls = await cloud.Ask(cloud.Ec2.DescribeNetworkAcls, new DescribeNetworkAclsRequest());
        var acl = Assert.Single(acls.NetworkAcls!);
        Assert.Equal(
            ["out 100 allow", "out 32767 deny", "in 100 allow", "in 32767 deny"],
            acl.Entries!.Select(
                each => $"{(each.Egress == true ? "out" : "in")} {each.RuleNumber} {each.RuleAction}"));
        Assert.Equal(6, acl.Associations!.Count);
    }

    [Fact]
    public async Task Default_dhcp_options_name_the_domain_of_the_region()
    {
        var cloud = new NetworkCloud();
        var options = await cloud.Ask(cloud.Ec2.DescribeDhcpOptions, new DescribeDhcpOptionsRequest());
        Assert.Equal(
            ["domain-name=ec2.internal", "domain-name-servers=AmazonProvidedDNS"],
            Assert.Single(options.DhcpOptions!).DhcpConfigurations!
                .Select(each => $"{each.Key}={each.Values!.Single().Value}"));
    }

    [Fact]
    public async Task Accounts_do_not_see_each_others_networks()
    {
        var cloud = new NetworkCloud();
        var mine = await cloud.DefaultVpc();
        var others = await cloud.Ask(cloud.Ec2.DescribeVpcs, new DescribeVpcsRequest(), NetworkCloud.Other);
        Assert.NotEqual(mine, Assert.Single(others.Vpcs!).VpcId);
        Assert.Equal(
            "InvalidVpcID.NotFound: The vpc ID 'vpc-ID' does not exist",
            await NetworkCloud.Refused(() => cloud.Ask(
                cloud.Ec2.DescribeVpcs, new DescribeVpcsRequest { VpcIds = [mine] }, NetworkCloud.Other)));
    }

    [Fact]
    public async Task A_default_vpc_that_was_deleted_can_be_made_again_with_its_subnets()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.DefaultVpc();
        Assert.Equal(
            "DefaultVpcAlreadyExists: A Default VPC already exists for this account in this region.",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.CreateDefaultVpc, new CreateDefaultVpcRequest())));
        var subnets = (await cloud.Ask(cloud.Ec2.DescribeSubnets, new DescribeSubnetsRequest())).Subnets!;
        foreach (var subnet in subnets)
        {
            await cloud.Do(cloud.Ec2.DeleteSubnet, new DeleteSubnetRequest { SubnetId = subnet.SubnetId! });
        }

        var zone = new CreateDefaultSubnetRequest { AvailabilityZone = "us-east-1c" };
        var again = (await cloud.Ask(cloud.Ec2.CreateDefaultSubnet, zone)).Subnet!;
        Assert.Equal(("us-east-1c", "172.31.0.0/20", true), (
            again.AvailabilityZone, again.CidrBlock, again.DefaultForAz));
        Assert.StartsWith(
            "DefaultSubnetAlreadyExistsInAvailabilityZone",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.CreateDefaultSubnet, zone)),
            StringComparison.Ordinal);

        await cloud.Do(cloud.Ec2.DeleteSubnet, new DeleteSubnetRequest { SubnetId = again.SubnetId! });
        var gateway = (await cloud.Ask(cloud.Ec2.DescribeInternetGateways, new DescribeInternetGatewaysRequest()))
            .InternetGateways!.Single().InternetGatewayId!;
        await cloud.Do(
            cloud.Ec2.DetachInternetGateway,
            new DetachInternetGatewayRequest { InternetGatewayId = gateway, VpcId = vpc });
        await cloud.Do(cloud.Ec2.DeleteVpc, new DeleteVpcRequest { VpcId = vpc });
        Assert.Equal(
            "VPCIdNotSpecified: No default VPC for this user",
            await NetworkCloud.Refused(() => cloud.Group(null)));
        Assert.StartsWith(
            "DefaultVpcDoesNotExist",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.CreateDefaultSubnet, zone)),
            StringComparison.Ordinal);
        await cloud.Ask(cloud.Ec2.CreateDefaultVpc, new CreateDefaultVpcRequest());
        Assert.Equal(6, (await cloud.Ask(cloud.Ec2.DescribeSubnets, new DescribeSubnetsRequest())).Subnets!.Count);
    }
}
