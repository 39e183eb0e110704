using Faultline.Api.Ec2;
using Faultline.Kernel.Faults.Kinds;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>RunInstances: what a launch makes, where, and how many.</summary>
public sealed class LaunchTests
{
    /// <summary>A whole host.</summary>
    private const string Large = "m5.24xlarge";

    private readonly InstanceScene scene = new();

    [Fact]
    public async Task An_instance_for_which_nothing_is_said_is_in_the_default_network()
    {
        var run = await scene.Rig.Run(new());
        var made = Assert.Single(run.Instances!);
        Assert.Equal(
            ("pending", 0, "t3.micro", "us-east-1", "default", "x86_64", "/dev/xvda", "disabled", 0, ""),
            (made.State!.Name, made.State.Code, made.InstanceType, made.Placement!.AvailabilityZone![..^1],
                made.SecurityGroups!.Single().GroupName, made.Architecture, made.RootDeviceName,
                made.Monitoring!.State, made.AmiLaunchIndex, made.StateTransitionReason));
        Assert.Equal(("optional", "enabled", "disabled", 1), (
            made.MetadataOptions!.HttpTokens, made.MetadataOptions.HttpEndpoint,
            made.MetadataOptions.InstanceMetadataTags, made.MetadataOptions.HttpPutResponseHopLimit));
        Assert.StartsWith("172.31.", made.PrivateIpAddress, StringComparison.Ordinal);
        Assert.StartsWith("127.", made.PublicIpAddress, StringComparison.Ordinal);
        Assert.Equal((1, 2), (made.CpuOptions!.CoreCount, made.CpuOptions.ThreadsPerCore));
        await scene.Drive();
        var now = await scene.Look(made.InstanceId!);
        Assert.Equal(("running", 16), (now.State!.Name, now.State.Code));
        var disk = Assert.Single(now.BlockDeviceMappings!);
        Assert.Equal(("/dev/xvda", true), (disk.DeviceName, disk.Ebs!.DeleteOnTermination));
    }

    [Fact]
    public async Task Those_of_one_launch_have_one_reservation_and_each_its_own_index_host_and_addresses()
    {
        var run = await scene.Rig.Run(new() { MinCount = 3, MaxCount = 5 });
        Assert.Equal([0, 1, 2, 3, 4], run.Instances!.Select(each => each.AmiLaunchIndex));
        Assert.Equal(5, run.Instances!.Select(each => each.PrivateIpAddress).Distinct().Count());
        Assert.Equal(5, run.Instances!.Select(each => each.PublicIpAddress).Distinct().Count());
        await scene.Drive();
        var found = await scene.Ask(scene.Ec2.DescribeInstances, new DescribeInstancesRequest());
        Assert.Equal(run.ReservationId, Assert.Single(found.Reservations!).ReservationId);
        var hosts = new HashSet<string>();
        foreach (var each in run.Instances!)
        {
            hosts.Add((await scene.Machine(each.InstanceId!)).Host!);
        }

        Assert.Equal(5, hosts.Count);
    }

    [Fact]
    public async Task A_zone_can_be_asked_for_by_name_or_id_and_otherwise_the_emptiest_is_taken()
    {
        var named = await scene.Rig.Run(new() { Placement = new() { AvailabilityZone = "us-east-1c" } });
        var zone = Assert.Single(named.Instances!).Placement!;
        Assert.Equal(scene.Rig.Zone('c').Name, zone.AvailabilityZoneId);
        var byId = await scene.Rig.Run(new() { Placement = new() { AvailabilityZoneId = zone.AvailabilityZoneId } });
        Assert.Equal("us-east-1c", byId.Instances![0].Placement!.AvailabilityZone);
        var zones = new List<string>();
        for (var launch = 0; launch < 5; launch++)
        {
            zones.Add((await scene.Rig.Run(new())).Instances![0].Placement!.AvailabilityZone!);
        }

        Assert.Equal(["a", "b", "d", "e", "f"], zones.Select(each => each[^1..]).Order());
    }

    [Fact]
    public async Task Groups_are_named_by_id_or_name_and_a_subnet_decides_the_network()
    {
        var (vpc, subnet) = await Network();
        var group = await Group("web", vpc);
        var byId = await scene.Look(await scene.Run(new() { SubnetId = subnet, SecurityGroupIds = [group] }));
        Assert.Equal((vpc, subnet, group, null), (
            byId.VpcId, byId.SubnetId, byId.SecurityGroups!.Single().GroupId, byId.PublicIpAddress));
        var byName = await scene.Look(await scene.Run(new() { SubnetId = subnet, SecurityGroups = ["web"] }));
        Assert.Equal(group, byName.SecurityGroups!.Single().GroupId);

        // A name is looked up in the network of the launch, and not elsewhere.
        await scene.Refused("InvalidGroup.NotFound", () => scene.Rig.Run(new() { SecurityGroups = ["web"] }));
    }

    [Fact]
    public async Task An_interface_is_made_as_it_is_specified()
    {
        var (vpc, subnet) = await Network();
        var group = await Group("web", vpc);
        var id = await scene.Run(new()
        {
            NetworkInterfaces =
            [
                new()
                {
                    DeviceIndex = 0,
                    SubnetId = subnet,
                    Description = "front",
                    Groups = [group],
                    PrivateIpAddress = "10.7.0.77",
                    SecondaryPrivateIpAddressCount = 2,
                    AssociatePublicIpAddress = true,
                    DeleteOnTermination = false,
                },
            ],
        });
        var own = Assert.Single((await scene.Look(id)).NetworkInterfaces!);
        Assert.Equal(("front", "10.7.0.77", group, false, 0), (
            own.Description, own.PrivateIpAddress, own.Groups!.Single().GroupId,
            own.Attachment!.DeleteOnTermination, own.Attachment.DeviceIndex));
        Assert.Equal(
            ["10.7.0.77", "10.7.0.4", "10.7.0.5"], own.PrivateIpAddresses!.Select(each => each.PrivateIpAddress));
        Assert.NotNull(own.Association?.PublicIp);
        await scene.Terminate(id);
        await scene.Drive();
        var left = await scene.Ask(
            scene.Ec2.DescribeNetworkInterfaces,
            new DescribeNetworkInterfacesRequest { NetworkInterfaceIds = [own.NetworkInterfaceId!] });
        Assert.Equal("available", left.NetworkInterfaces!.Single().Status);
    }

    [Fact]
    public async Task An_interface_that_is_there_is_taken_and_outlives_its_instance()
    {
        var own = await Interface();
        var id = await scene.Run(new() { NetworkInterfaces = [new() { NetworkInterfaceId = own }] });
        Assert.Equal(own, (await scene.Look(id)).NetworkInterfaces!.Single().NetworkInterfaceId);
        await scene.Refused("InvalidNetworkInterface.InUse", () => scene.Rig.Run(
            new() { NetworkInterfaces = [new() { NetworkInterfaceId = own }] }));
        await scene.Terminate(id);
        await scene.Drive();
        await scene.Run(new() { NetworkInterfaces = [new() { NetworkInterfaceId = own }] });
    }

    [Fact]
    public async Task A_template_says_what_the_launch_does_not()
    {
        await scene.Ask(scene.Ec2.CreateLaunchTemplate, new CreateLaunchTemplateRequest
        {
            LaunchTemplateName = "web",
            LaunchTemplateData = new()
            {
                ImageId = InstanceScene.ShellOnArm,
                InstanceType = "t4g.small",
                TagSpecifications = [new() { ResourceType = "instance", Tags = [new() { Key = "a", Value = "1" }] }],
            },
        });
        var run = await scene.Ask(scene.Ec2.RunInstances, new RunInstancesRequest
        {
            MinCount = 1,
            MaxCount = 1,
            LaunchTemplate = new() { LaunchTemplateName = "web" },
            InstanceType = "t4g.medium",
        });
        var made = run.Instances!.Single();
        Assert.Equal(("t4g.medium", "arm64", "a=1"), (
            made.InstanceType, made.Architecture, made.Tags!.Select(tag => $"{tag.Key}={tag.Value}").Single()));
    }

    [Fact]
    public async Task A_launch_that_is_sent_twice_with_one_token_is_done_once()
    {
        var first = await scene.Rig.Run(new() { MinCount = 2, ClientToken = "t" });
        await scene.Drive();
        var again = await scene.Rig.Run(new() { MinCount = 2, ClientToken = "t" });
        Assert.Equal(Ids(first), Ids(again));
        Assert.Equal(first.ReservationId, again.ReservationId);
        Assert.All(again.Instances!, each => Assert.Equal("running", each.State!.Name));
        await scene.Refused(
            "IdempotentParameterMismatch", () => scene.Rig.Run(new() { MinCount = 1, ClientToken = "t" }));
        scene.Rig.Reopen();
        Assert.Equal(Ids(first), Ids(await scene.Rig.Run(new() { MinCount = 2, ClientToken = "t" })));

        // Another account has tokens of its own, and after a day the token is forgotten.
        var other = await scene.Rig.Run(new() { MinCount = 2, ClientToken = "t" }, Ec2Rig.Other);
        Assert.Empty(Ids(other).Intersect(Ids(first)));
        scene.Rig.Now += TimeSpan.FromDays(2);
        Assert.Empty(Ids(await scene.Rig.Run(new() { MinCount = 2, ClientToken = "t" })).Intersect(Ids(first)));
    }

    [Fact]
    public async Task A_full_zone_gives_as_many_as_it_has_or_names_the_zones_that_have_more()
    {
        var small = new InstanceScene(hosts: 2);
        var run = await small.Rig.Run(Asked('a', 1, 5));
        Assert.Equal(2, run.Instances!.Count);
        await small.Rig.Run(Asked('c', 2, 2));
        await small.Refused(
            "InsufficientInstanceCapacity",
            () => small.Rig.Run(Asked('a', 1, 1)),
            "choosing us-east-1b, us-east-1d, us-east-1e, us-east-1f.");
        await small.Refused("InsufficientInstanceCapacity", () => small.Rig.Run(Asked('b', 3, 3)), "(us-east-1b)");
        Assert.Equal(2, (await small.Rig.Run(Asked('b', 2, 3))).Instances!.Count);

        // Nobody asked for a zone, so one is taken that has room for all of them, if any has.
        Assert.Equal(2, (await small.Rig.Run(new() { MinCount = 2, InstanceType = Large })).Instances!.Count);
        await small.Refused(
            "InsufficientInstanceCapacity",
            () => small.Rig.Run(new() { MinCount = 3, InstanceType = Large }),
            "in the zones of your default subnets");
        await small.Rig.Sound();
    }

    [Fact]
    public async Task A_shortage_refuses_launches_of_its_type_in_its_zone_until_it_is_over()
    {
        scene.Rig.Fault(new CapacityShortage(scene.Rig.Zone('a'), 0, "t3.micro"));
        await scene.Refused(
            "InsufficientInstanceCapacity", () => scene.Rig.Machine('a'), "choosing us-east-1b, us-east-1c");
        await scene.Rig.Machine('a', "t3.small");
        await scene.Rig.Machine('b');
        var anywhere = await scene.Rig.Run(new() { MinCount = 6 });
        Assert.DoesNotContain(anywhere.Instances!, each => each.Placement!.AvailabilityZone == "us-east-1a");
        scene.Rig.Fault();
        await scene.Rig.Machine('a');
    }

    [Fact]
    public async Task Without_a_default_network_a_subnet_must_be_named()
    {
        var vpcs = await scene.Ask(scene.Ec2.DescribeSubnets, new DescribeSubnetsRequest());
        foreach (var subnet in vpcs.Subnets!)
        {
            await scene.Do(scene.Ec2.DeleteSubnet, new DeleteSubnetRequest { SubnetId = subnet.SubnetId! });
        }

        await scene.Refused("VPCIdNotSpecified", () => scene.Rig.Run(new()));
        await scene.Refused("MissingInput", () => scene.Rig.Machine('a'));
    }

    private static RunInstancesRequest Asked(char zone, int min, int max) => new()
    {
        MinCount = min,
        MaxCount = max,
        InstanceType = Large,
        Placement = new() { AvailabilityZone = $"us-east-1{zone}" },
    };

    private static IEnumerable<string?> Ids(Reservation run) => run.Instances!.Select(each => each.InstanceId);

    private async Task<(string Vpc, string Subnet)> Network()
    {
        var made = await scene.Ask(scene.Ec2.CreateVpc, new CreateVpcRequest { CidrBlock = "10.7.0.0/16" });
        var vpc = made.Vpc!.VpcId!;
        var subnet = await scene.Ask(
            scene.Ec2.CreateSubnet, new CreateSubnetRequest { VpcId = vpc, CidrBlock = "10.7.0.0/24" });
        return (vpc, subnet.Subnet!.SubnetId!);
    }

    private async Task<string> Group(string name, string vpc) =>
        (await scene.Ask(
            scene.Ec2.CreateSecurityGroup,
            new CreateSecurityGroupRequest { VpcId = vpc, GroupName = name, Description = "d" })).GroupId!;

    private async Task<string> Interface()
    {
        var (_, subnet) = await Network();
        var made = await scene.Ask(
            scene.Ec2.CreateNetworkInterface, new CreateNetworkInterfaceRequest { SubnetId = subnet });
        return made.NetworkInterface!.NetworkInterfaceId!;
    }
}
