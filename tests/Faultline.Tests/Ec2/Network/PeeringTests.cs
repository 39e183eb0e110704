using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2.Network;

/// <summary>Peerings, of two accounts or of one with itself.</summary>
public sealed class PeeringTests
{
    [Fact]
    public async Task A_peering_is_asked_for_by_one_account_and_accepted_by_the_other()
    {
        var cloud = new NetworkCloud();
        var (mine, theirs) = (await cloud.Vpc(), await cloud.Vpc("10.1.0.0/16", NetworkCloud.Other));
        var asked = await Ask(cloud, mine, theirs, NetworkCloud.Other);
        Assert.Equal(
            ("pending-acceptance", $"Pending Acceptance by {NetworkCloud.Other}"),
            (asked.Status!.Code, asked.Status.Message));
        Assert.Equal(cloud.Now.AddDays(7), asked.ExpirationTime);
        Assert.Null(asked.AccepterVpcInfo!.CidrBlock);
        var request = new AcceptVpcPeeringConnectionRequest { VpcPeeringConnectionId = asked.VpcPeeringConnectionId! };
        Assert.Equal(
            $"OperationNotPermitted: User {Ec2Call.Account} cannot accept peering pcx-ID",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.AcceptVpcPeeringConnection, request)));
        await cloud.Ask(cloud.Ec2.AcceptVpcPeeringConnection, request, NetworkCloud.Other);
        foreach (var account in new[] { Ec2Call.Account, NetworkCloud.Other })
        {
            var shown = await Find(cloud, account);
            Assert.Equal(
                ("active", "10.1.0.0/16", null),
                (shown.Status!.Code, shown.AccepterVpcInfo!.CidrBlock, shown.ExpirationTime));
        }

        Assert.Equal(
            "InvalidStateTransition: Invalid state transition for pcx-ID, attempted to transition from active to "
            + "active",
            await NetworkCloud.Refused(() => cloud.Ask(
                cloud.Ec2.AcceptVpcPeeringConnection, request, NetworkCloud.Other)));
        Assert.Equal(
            "DependencyViolation: The vpc 'vpc-ID' has dependencies and cannot be deleted.",
            await NetworkCloud.Refused(() => cloud.Do(cloud.Ec2.DeleteVpc, new DeleteVpcRequest { VpcId = mine })));
        await cloud.Ask(cloud.Ec2.DeleteVpcPeeringConnection, new DeleteVpcPeeringConnectionRequest
        {
            VpcPeeringConnectionId = asked.VpcPeeringConnectionId!,
        }, NetworkCloud.Other);
        Assert.Equal("deleted", (await Find(cloud, Ec2Call.Account)).Status!.Code);
        await cloud.Do(cloud.Ec2.DeleteVpc, new DeleteVpcRequest { VpcId = mine });
    }

    [Fact]
    public async Task A_request_is_rejected_or_runs_out_and_is_then_forgotten()
    {
        var cloud = new NetworkCloud();
        var (one, other) = (await cloud.Vpc(), await cloud.Vpc("10.1.0.0/16"));
        var first = await Ask(cloud, one, other);
        await cloud.Ask(cloud.Ec2.RejectVpcPeeringConnection, new RejectVpcPeeringConnectionRequest
        {
            VpcPeeringConnectionId = first.VpcPeeringConnectionId!,
        });
        Assert.Equal("rejected", (await Find(cloud, Ec2Call.Account)).Status!.Code);
        cloud.Now += TimeSpan.FromHours(3);
        await Ask(cloud, one, other);
        cloud.Now += TimeSpan.FromDays(7);
        Assert.Equal("expired", (await Find(cloud, Ec2Call.Account)).Status!.Code);
        cloud.Now += TimeSpan.FromHours(3);
        Assert.Empty((await cloud.Ask(
            cloud.Ec2.DescribeVpcPeeringConnections, new DescribeVpcPeeringConnectionsRequest()))
            .VpcPeeringConnections!);
    }

    [Theory]
    [InlineData("10.0.128.0/20", null, "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range")]
    [InlineData(
        "10.1.0.0/16", "eu-west-1", "Faultline peers VPCs within a region: eu-west-1 cannot be reached from us-east-1")]
    public async Task A_request_that_can_never_come_about_has_failed(string block, string? region, string why)
    {
        var cloud = new NetworkCloud();
        var (one, other) = (await cloud.Vpc(), await cloud.Vpc(block));
        var asked = await Ask(cloud, one, other, region: region);
        Assert.Equal(("failed", why), (asked.Status!.Code, asked.Status.Message));
    }

    [Fact]
    public async Task A_request_is_refused()
    {
        var cloud = new NetworkCloud();
        var (one, other) = (await cloud.Vpc(), await cloud.Vpc("10.1.0.0/16"));
        await Ask(cloud, one, other);
        Assert.Equal(
            "VpcPeeringConnectionAlreadyExists: A VPC peering connection between vpc-ID and vpc-ID already exists.",
            await NetworkCloud.Refused(() => Ask(cloud, other, one)));
        Assert.Equal(
            "InvalidParameterValue: A VPC cannot be peered with itself: vpc-ID",
            await NetworkCloud.Refused(() => Ask(cloud, one, one)));
        Assert.Equal(
            "InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID 'pcx-00000000' does not exist",
            await NetworkCloud.Refused(() => cloud.Ask(
                cloud.Ec2.DeleteVpcPeeringConnection,
                new DeleteVpcPeeringConnectionRequest { VpcPeeringConnectionId = "pcx-00000000" })));
    }

    [Fact]
    public async Task A_rule_may_name_a_group_of_a_vpc_that_is_peered()
    {
        var cloud = new NetworkCloud();
        var (mine, theirs) = (await cloud.Vpc(), await cloud.Vpc("10.1.0.0/16", NetworkCloud.Other));
        var (group, far) = (await cloud.Group(mine), await cloud.Group(theirs, "far", NetworkCloud.Other));
        Assert.Equal(
            "InvalidGroup.NotFound: The security group 'sg-ID' does not exist",
            await NetworkCloud.Refused(() => cloud.Allow(group, $"tcp 80 {far}")));
        var asked = await Ask(cloud, mine, theirs, NetworkCloud.Other);
        await cloud.Ask(cloud.Ec2.AcceptVpcPeeringConnection, new AcceptVpcPeeringConnectionRequest
        {
            VpcPeeringConnectionId = asked.VpcPeeringConnectionId!,
        }, NetworkCloud.Other);
        await cloud.Allow(group, $"tcp 80 {far}");
        var pair = (await cloud.Find(group)).IpPermissions!.Single().UserIdGroupPairs!.Single();
        Assert.Equal((far, NetworkCloud.Other, "active"), (pair.GroupId, pair.UserId, pair.PeeringStatus));
    }

    private static async Task<VpcPeeringConnection> Ask(
        NetworkCloud cloud, string from, string to, string? owner = null, string? region = null) =>
        (await cloud.Ask(cloud.Ec2.CreateVpcPeeringConnection, new CreateVpcPeeringConnectionRequest
        {
            VpcId = from, PeerVpcId = to, PeerOwnerId = owner, PeerRegion = region,
        })).VpcPeeringConnection!;

    private static async Task<VpcPeeringConnection> Find(NetworkCloud cloud, string account) =>
        (await cloud.Ask(
            cloud.Ec2.DescribeVpcPeeringConnections, new DescribeVpcPeeringConnectionsRequest(), account))
        .VpcPeeringConnections!.Single();
}
