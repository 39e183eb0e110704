using Faultline.Services.Rds.Subnets;
using Faultline.Wire.Shapes;
using Member = Faultline.Services.Rds.Keeping.Member;

namespace Faultline.Tests.Rds.Groups;

public sealed class SubnetGroupTests
{
    private readonly GroupRig rig = new();

    [Fact]
    public async Task A_group_covers_the_zones_of_its_subnets()
    {
        var made = await rig.SubnetGroup("Mine", [.. await rig.Subnets('b', 'a', 'a')]);
        Assert.Equal("mine", made.DBSubnetGroupName);
        Assert.Equal("arn:aws:rds:us-east-1:111122223333:subgrp:mine", made.DBSubnetGroupArn);
        Assert.Equal("Complete", made.SubnetGroupStatus);
        Assert.Equal(2, made.Subnets!.Count);
        Assert.Equal(["us-east-1a", "us-east-1b"], SubnetGroups.Zones(made));
        Assert.Equal((await rig.Subnets('a'))[0], SubnetGroups.SubnetIn(made, "us-east-1a"));
        Assert.Null(SubnetGroups.SubnetIn(made, "us-east-1c"));
    }

    [Fact]
    public async Task One_zone_is_too_few()
    {
        var one = await rig.Subnets('a');
        await GroupRig.Refused(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            () => rig.SubnetGroup("one", [.. one]),
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: "
            + "us-east-1a. Add subnets to cover at least 2 AZs.");
        await rig.SubnetGroup("two");
        await GroupRig.Refused("DBSubnetGroupDoesNotCoverEnoughAZs", () => rig.Modify("two", one));
    }

    [Fact]
    public async Task A_subnet_that_is_not_there_is_named()
    {
        await GroupRig.Refused(
            "InvalidParameterValue",
            () => rig.SubnetGroup("gone", "subnet-0123456789abcdef0"),
            "Some input subnets in :[subnet-0123456789abcdef0] are invalid.");
        var longer = new string('x', 300);
        await GroupRig.Refused(
            "InvalidParameterValue", () => rig.SubnetGroup("gone", longer), $"Some input subnets in :[{longer}] are");
        await GroupRig.Refused(
            "DBSubnetQuotaExceededFault",
            () => rig.SubnetGroup("many", [.. Enumerable.Range(0, 21).Select(each => $"subnet-{each}")]));
    }

    [Fact]
    public async Task All_subnets_are_of_one_vpc()
    {
        var vpc = (await rig.Ec2.Ec2.CreateVpc(
            rig.Ec2.Call("CreateVpc"), new() { CidrBlock = "10.9.0.0/16" }, GroupRig.Ct)).Vpc!.VpcId!;
        var other = (await rig.Ec2.Ec2.CreateSubnet(
            rig.Ec2.Call("CreateSubnet"),
            new() { VpcId = vpc, CidrBlock = "10.9.1.0/24", AvailabilityZone = "us-east-1b" },
            GroupRig.Ct)).Subnet!.SubnetId!;
        var own = (await rig.Subnets('a'))[0];
        await GroupRig.Refused("InvalidParameterValue", () => rig.SubnetGroup("both", own, other), "same VPC");
        await rig.SubnetGroup();
        await GroupRig.Refused(
            "InvalidParameterValue",
            () => rig.Modify("two", [own, other]),
            "The new Subnets are not in the same Vpc as the existing subnet group");
    }

    [Fact]
    public async Task A_group_that_an_instance_uses_stays_and_keeps_the_subnets_it_stands_in()
    {
        var made = await rig.SubnetGroup();
        var used = (await rig.Subnets('a'))[0];
        await rig.Instance(
            "shop",
            shown => shown.DBSubnetGroup = made,
            new Member("db-shop-1", "use1-az1", "use1-az1-h1", "127.0.0.1") { Subnet = used });
        await GroupRig.Refused(
            "InvalidDBSubnetGroupStateFault",
            () => Delete("two"),
            "Cannot delete the subnet group 'two' because at least one database instance: shop is still using it.");
        await GroupRig.Refused(
            "SubnetAlreadyInUse",
            async () => await rig.Modify("two", [.. await rig.Subnets('b', 'c'), await Another('a')]),
            $"Some of the subnets to be deleted are currently in use: {used}");
        Assert.Equal(3, (await rig.Modify("two", [used, .. await rig.Subnets('b', 'c')])).Subnets!.Count);
    }

    [Fact]
    public async Task A_group_is_there_once_and_then_no_more()
    {
        await rig.SubnetGroup();
        await GroupRig.Refused("DBSubnetGroupAlreadyExists", () => rig.SubnetGroup("TWO"));
        await GroupRig.Refused("InvalidParameterValue", () => rig.SubnetGroup("default"));
        rig.Reopen();
        Assert.Equal(["two"], await Names());
        await Delete("Two");
        Assert.Empty(await Names());
        await GroupRig.Refused("DBSubnetGroupNotFoundFault", () => Delete("two"));
    }

    [Fact]
    public async Task The_default_group_is_made_once_of_the_default_subnets()
    {
        var subnets = (await rig.Ec2.Ec2.DescribeSubnets(rig.Ec2.Call("DescribeSubnets"), new(), GroupRig.Ct)).Subnets!;
        using (var held = await rig.Rds.Book.Take(GroupRig.Ct))
        {
            var made = SubnetGroups.DefaultOf(held.State, GroupRig.Region, GroupRig.Account, subnets);
            Assert.Same(made, SubnetGroups.DefaultOf(held.State, GroupRig.Region, GroupRig.Account, []));
            Assert.Same(made, SubnetGroups.DefaultOf(held.State, GroupRig.Region, GroupRig.Account, subnets));

            // Of a default VPC that was made anew.
            var next = subnets.ConvertAll(subnet => subnet.With(each => each.VpcId = "vpc-next"));
            var other = SubnetGroups.DefaultOf(held.State, GroupRig.Region, GroupRig.Account, next);
            Assert.Equal("vpc-next", other.Shown.VpcId);
            await held.Keep();
        }

        Assert.Equal(["default"], await Names());
        await GroupRig.Refused("InvalidDBSubnetGroupStateFault", () => Delete("default"));
    }

    /// <summary>Another subnet of the default VPC in a zone.</summary>
    private async Task<string> Another(char zone) => (await rig.Ec2.Ec2.CreateSubnet(
        rig.Ec2.Call("CreateSubnet"),
        new()
        {
            VpcId = (await rig.Ec2.Ec2.DescribeVpcs(rig.Ec2.Call("DescribeVpcs"), new(), GroupRig.Ct)).Vpcs![0].VpcId!,
            CidrBlock = "172.31.240.0/24",
            AvailabilityZone = $"us-east-1{zone}",
        },
        GroupRig.Ct)).Subnet!.SubnetId!;

    private async Task Delete(string name) => await rig.Rds.DeleteDBSubnetGroup(
        rig.Call("DeleteDBSubnetGroup"), new() { DBSubnetGroupName = name }, GroupRig.Ct);

    private async Task<List<string>> Names() => (await rig.Rds.DescribeDBSubnetGroups(
        rig.Call("DescribeDBSubnetGroups"), new(), GroupRig.Ct)).DBSubnetGroups!
        .ConvertAll(group => group.DBSubnetGroupName!);
}
