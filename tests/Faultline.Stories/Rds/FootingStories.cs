using Faultline.Api.Ec2;
using Faultline.Api.Rds;
using Faultline.Simulation;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Subnet = Faultline.Api.Ec2.Subnet;

namespace Faultline.Stories.Rds;

/// <summary>Databases in EC2's networks: their interfaces, what stays meanwhile, and who may be public.</summary>
public sealed class FootingStories
{
    private const string Name = "orders";

    [Fact]
    public void What_a_database_stands_on_is_not_deleted_before_it_is() => Explore.Seeds(5, async world =>
    {
        var household = await Household.Open(world);
        var (one, other) = (await Group(household, "one"), await Group(household, "other"));
        Assert.True(await household.Create(Name, order =>
            (order.MultiAZ, order.VpcSecurityGroupIds) = (true, [one])));
        await household.UntilStatus(Name, "available");
        var shown = (await household.Find(Name))!;
        var all = (await household.Interfaces())!;
        Assert.Equal(
            new[] { shown.AvailabilityZone, shown.SecondaryAvailabilityZone }.Order(StringComparer.Ordinal),
            all.Select(each => each.AvailabilityZone).Order(StringComparer.Ordinal));
        Assert.All(all, each =>
        {
            Assert.Equal(
                ("RDSNetworkInterface", "interface", "in-use"), (each.Description, each.InterfaceType, each.Status));
            Assert.Equal(("amazon-rds", true), (each.RequesterId, each.RequesterManaged));
            Assert.Equal("amazon-rds", each.Attachment!.InstanceOwnerId);
            Assert.Equal(one, Assert.Single(each.Groups!).GroupId);
        });
        foreach (var each in all)
        {
            Assert.Equal("DependencyViolation", await Refused(household, "DeleteSubnet", new DeleteSubnetRequest
            {
                SubnetId = each.SubnetId!,
            }));
            Assert.Equal("AuthFailure", await Refused(
                household,
                "DeleteNetworkInterface",
                new DeleteNetworkInterfaceRequest { NetworkInterfaceId = each.NetworkInterfaceId! }));
        }

        Assert.Equal("DependencyViolation", await Refused(household, "DeleteSecurityGroup", Delete(one)));
        await Modify(household, change => change.VpcSecurityGroupIds = [other]);
        await household.Until("the other group guards it", async () =>
            (await household.Interfaces())!.TrueForAll(each => each.Groups!.Exists(group => group.GroupId == other)));
        await household.Server.Ask<IStructure>(Ec2Model.Service, "DeleteSecurityGroup", Delete(one));

        // Its standby leaves, and then all of it: when it is gone nothing of it is in the way.
        await Modify(household, change => (change.MultiAZ, change.ApplyImmediately) = (false, true));
        await household.Until("one interface is left", async () => await household.Interfaces() is [_]);

        // It takes a while, so that a database which does not wait for it would be gone before.
        await household.Stage.Begin(
            "api-latency", null, ("service", "ec2"), ("operation", "DeleteNetworkInterface"), ("latency", "200ms"));
        await household.Server.Ask<IStructure>("DeleteDBInstance", new DeleteDBInstanceMessage
        {
            DBInstanceIdentifier = Name, SkipFinalSnapshot = true,
        });
        while (await household.Find(Name) is not null)
        {
            await world.Delay(Household.Ms);
        }

        Assert.Empty((await household.Interfaces())!);
        await household.Server.Ask<IStructure>(Ec2Model.Service, "DeleteSecurityGroup", Delete(other));
        await household.UntilNothingIsLeft();
    });

    [Fact]
    public void A_public_database_shows_its_address_at_the_interface_of_whoever_writes() => Explore.Seeds(
        5, async world =>
        {
            var household = await Household.Open(world);
            Assert.True(await household.Create(Name, order =>
                (order.MultiAZ, order.PubliclyAccessible) = (true, true)));
            await household.UntilStatus(Name, "available");
            await household.Until("it is shown", () => Shows(1));
            var first = (await household.Find(Name))!.AvailabilityZone;
            await household.Until("it is to fail over", () => household.Try<RebootDBInstanceResult>(
                "RebootDBInstance",
                new RebootDBInstanceMessage { DBInstanceIdentifier = Name, ForceFailover = true }));
            await household.Until("the other writes", async () =>
                (await household.Find(Name))!.AvailabilityZone != first);
            await household.Until("it is shown there", () => Shows(1));
            await household.UntilStatus(Name, "available");
            await Modify(household, change => (change.PubliclyAccessible, change.ApplyImmediately) = (false, true));
            await household.Until("it is shown no more", () => Shows(0));
            Assert.Empty(await household.Server.Audit());

            // At so many interfaces, and at no other than that of the writer.
            async Task<bool> Shows(int count)
            {
                var (shown, all) = ((await household.Find(Name))!, (await household.Interfaces())!);
                var known = all.Where(each => each.Association is not null).ToList();
                return known.Count == count && known.TrueForAll(each =>
                    each.AvailabilityZone == shown.AvailabilityZone
                    && each.Association!.PublicIp == shown.Endpoint!.Address
                    && each.Association.IpOwnerId == "amazon-rds"
                    && each.PrivateIpAddresses!.Single().Association!.PublicIp == shown.Endpoint.Address);
            }
        });

    [Fact]
    public void Another_subnet_of_its_zone_in_the_group_changes_nothing_for_who_gets_in() => Explore.Seeds(
        5, async world =>
        {
            var household = await Household.Open(world);
            var defaults = await Defaults(household);
            await household.Server.Ask<IStructure>("CreateDBSubnetGroup", new CreateDBSubnetGroupMessage
            {
                DBSubnetGroupName = "two",
                DBSubnetGroupDescription = "of two zones",
                SubnetIds = [defaults[0].SubnetId!, defaults[1].SubnetId!],
            });
            var group = await Group(household, "psql");
            await household.Server.Ask<IStructure>(
                Ec2Model.Service,
                "AuthorizeSecurityGroupIngress",
                new AuthorizeSecurityGroupIngressRequest
                {
                    GroupId = group, IpProtocol = "tcp", FromPort = 5432, ToPort = 5432, CidrIp = "0.0.0.0/0",
                });
            Assert.True(await household.Create(Name, order =>
            {
                (order.PubliclyAccessible, order.DBSubnetGroupName, order.VpcSecurityGroupIds) = (true, "two", [group]);
                order.AvailabilityZone = defaults[0].AvailabilityZone;
            }));
            await household.UntilStatus(Name, "available");
            await household.UntilWritten(Name, 1);

            // No way from the internet leads there.
            var shut = await Shut(household, defaults[0]);
            await household.Server.Ask<IStructure>("ModifyDBSubnetGroup", Of(shut, defaults[0].SubnetId!));
            await Modify(household, change => change.CopyTagsToSnapshot = true);
            await household.Watch(Household.Second);
            Assert.Equal(ScriptedWrite.Acknowledged, await household.Write(Name, 2));
            var refused = await Assert.ThrowsAsync<AwsError>(() => household.Server.Ask<IStructure>(
                "ModifyDBSubnetGroup", Of(shut)));
            Assert.Equal("SubnetAlreadyInUse", refused.Code);

            ModifyDBSubnetGroupMessage Of(params List<string> first) => new()
            {
                DBSubnetGroupName = "two", SubnetIds = [.. first, defaults[1].SubnetId!],
            };
        });

    [Fact]
    public void A_public_database_needs_a_VPC_that_the_internet_reaches() => Explore.Seeds(3, async world =>
    {
        var household = await Household.Open(world);
        var asked = new CreateVpcRequest { CidrBlock = "10.7.0.0/16" };
        var vpc = (await household.Ec2<CreateVpcResult>("CreateVpc", asked))
            .Vpc!.VpcId!;
        var subnets = new List<string>();
        var zones = (await household.Ec2<DescribeAvailabilityZonesResult>(
            "DescribeAvailabilityZones", new DescribeAvailabilityZonesRequest())).AvailabilityZones!;
        foreach (var (zone, at) in zones.Take(2).Select((zone, at) => (zone.ZoneName!, at)))
        {
            subnets.Add((await household.Ec2<CreateSubnetResult>("CreateSubnet", new CreateSubnetRequest
            {
                VpcId = vpc, CidrBlock = $"10.7.{at}.0/24", AvailabilityZone = zone,
            })).Subnet!.SubnetId!);
        }

        await household.Server.Ask<IStructure>("CreateDBSubnetGroup", new CreateDBSubnetGroupMessage
        {
            DBSubnetGroupName = "own", DBSubnetGroupDescription = "own", SubnetIds = subnets,
        });
        Assert.Equal("the VPC has no names", await Creates(household));
        await household.Server.Ask<IStructure>(Ec2Model.Service, "ModifyVpcAttribute", new ModifyVpcAttributeRequest
        {
            VpcId = vpc, EnableDnsHostnames = new() { Value = true },
        });
        Assert.Equal("the VPC has no gateway", await Creates(household));

        // Where a group is named it is private unless somebody says otherwise.
        Assert.True(await household.Create(Name, order =>
            (order.PubliclyAccessible, order.DBSubnetGroupName) = (null, "own")));
        await household.UntilStatus(Name, "available");
        Assert.False((await household.Find(Name))!.PubliclyAccessible);
        var refused = await Assert.ThrowsAsync<AwsError>(() => Modify(
            household, change => change.PubliclyAccessible = true));
        Assert.Equal("InvalidVPCNetworkStateFault", refused.Code);
        var gateway = (await household.Ec2<CreateInternetGatewayResult>(
            "CreateInternetGateway", new CreateInternetGatewayRequest())).InternetGateway!.InternetGatewayId!;
        await household.Server.Ask<IStructure>(
            Ec2Model.Service,
            "AttachInternetGateway",
            new AttachInternetGatewayRequest { InternetGatewayId = gateway, VpcId = vpc });
        await Modify(household, change => change.PubliclyAccessible = true);
        Assert.True((await household.Find(Name))!.PubliclyAccessible);

        // Without a group, and in the default one, it is public.
        foreach (var named in new[] { null, "default" })
        {
            Assert.True(await household.Create($"more{named}", order =>
                (order.PubliclyAccessible, order.DBSubnetGroupName) = (null, named)));
            Assert.True((await household.Find($"more{named}"))!.PubliclyAccessible);
        }
    });

    [Fact]
    public void A_group_whose_subnets_are_gone_takes_no_database() => Explore.Seeds(3, async world =>
    {
        var household = await Household.Open(world);
        var defaults = await Defaults(household);
        await household.Server.Ask<IStructure>("CreateDBSubnetGroup", new CreateDBSubnetGroupMessage
        {
            DBSubnetGroupName = "two",
            DBSubnetGroupDescription = "of two zones",
            SubnetIds = [defaults[0].SubnetId!, defaults[1].SubnetId!],
        });
        await household.Server.Ask<IStructure>(
            Ec2Model.Service, "DeleteSubnet", new DeleteSubnetRequest { SubnetId = defaults[0].SubnetId! });
        var refused = await Assert.ThrowsAsync<AwsError>(() => household.Server.Ask<CreateDBInstanceResult>(
            "CreateDBInstance", Order("two", isPublic: false)));
        Assert.Equal("InvalidVPCNetworkStateFault", refused.Code);
        Assert.Contains(defaults[0].SubnetId!, refused.Message, StringComparison.Ordinal);
        await household.UntilNothingIsLeft();
    });

    /// <summary>Why a public one is refused.</summary>
    private static async Task<string> Creates(Household household)
    {
        var refused = await Assert.ThrowsAsync<AwsError>(() => household.Server.Ask<CreateDBInstanceResult>(
            "CreateDBInstance", Order("own", isPublic: true)));
        Assert.Equal("InvalidVPCNetworkStateFault", refused.Code);
        Assert.StartsWith(
            "Cannot create a publicly accessible DBInstance.", refused.Message, StringComparison.Ordinal);
        return refused.Message.Contains("no internet gateway attached", StringComparison.Ordinal)
            ? "the VPC has no gateway"
            : "the VPC has no names";
    }

    private static CreateDBInstanceMessage Order(string group, bool isPublic) => new()
    {
        DBInstanceIdentifier = Name,
        DBInstanceClass = "db.t4g.micro",
        Engine = "postgres",
        AllocatedStorage = 20,
        DBSubnetGroupName = group,
        PubliclyAccessible = isPublic,
        MasterUsername = "owner",
        MasterUserPassword = "password-1",
    };

    private static async Task<string> Group(Household household, string name) =>
        (await household.Ec2<CreateSecurityGroupResult>("CreateSecurityGroup", new CreateSecurityGroupRequest
        {
            GroupName = name, Description = name,
        })).GroupId!;

    /// <summary>Another subnet in the zone of one, to which no way leads from the internet.</summary>
    private static async Task<string> Shut(Household household, Subnet beside)
    {
        var subnet = (await household.Ec2<CreateSubnetResult>("CreateSubnet", new CreateSubnetRequest
        {
            VpcId = beside.VpcId!, CidrBlock = "172.31.240.0/24", AvailabilityZone = beside.AvailabilityZone,
        })).Subnet!.SubnetId!;
        var table = (await household.Ec2<CreateRouteTableResult>(
            "CreateRouteTable", new CreateRouteTableRequest { VpcId = beside.VpcId! })).RouteTable!.RouteTableId!;
        await household.Ec2<AssociateRouteTableResult>(
            "AssociateRouteTable", new AssociateRouteTableRequest { SubnetId = subnet, RouteTableId = table });
        return subnet;
    }

    private static async Task<List<Subnet>> Defaults(Household household) =>
        (await household.Ec2<DescribeSubnetsResult>("DescribeSubnets", new DescribeSubnetsRequest())).Subnets!;

    private static DeleteSecurityGroupRequest Delete(string group) => new() { GroupId = group };

    private static Task<ModifyDBInstanceResult?> Modify(Household household, Action<ModifyDBInstanceMessage> with)
    {
        var request = new ModifyDBInstanceMessage { DBInstanceIdentifier = Name };
        with(request);
        return household.Server.Ask<ModifyDBInstanceResult>("ModifyDBInstance", request);
    }

    private static async Task<string> Refused(Household household, string operation, IStructure input) =>
        (await Assert.ThrowsAsync<AwsError>(() =>
            household.Server.Ask<IStructure>(Ec2Model.Service, operation, input))).Code;
}
