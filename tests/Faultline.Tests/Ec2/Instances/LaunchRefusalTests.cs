using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>Launches that are refused leave nothing behind: no room, no address, no instance.</summary>
public sealed class LaunchRefusalTests
{
    private const string Nothing = "00000000000000000";

    private static readonly (string Code, RunInstancesRequest Request)[] refusals =
    [
        ("InvalidAMIID.NotFound", new() { ImageId = $"ami-{Nothing}" }),
        ("InvalidAMIID.Malformed", new() { ImageId = "debian" }),
        ("InvalidParameterValue", new() { InstanceType = "t3.huge" }),
        ("InvalidParameterValue", new() { InstanceType = "t4g.micro" }),
        ("InvalidParameterValue", new() { ImageId = InstanceScene.ShellOnArm, InstanceType = "t3.micro" }),
        ("InvalidParameterValue", new() { MinCount = 0, MaxCount = 1 }),
        ("InvalidParameterValue", new() { MinCount = 2, MaxCount = 1 }),
        ("InvalidKeyPair.NotFound", new() { KeyName = "none" }),
        ("InvalidSubnetID.NotFound", new() { SubnetId = $"subnet-{Nothing}" }),
        ("InvalidSubnetID.Malformed", new() { SubnetId = "subnet" }),
        ("InvalidGroup.NotFound", new() { SecurityGroups = ["none"] }),
        ("InvalidParameterValue", new() { Placement = new() { AvailabilityZone = "us-east-1z" } }),
        ("InvalidParameterValue", new() { Placement = new() { AvailabilityZoneId = "use1-az99" } }),
        ("InvalidPlacementGroup.Unknown", new() { Placement = new() { GroupName = "none" } }),
        ("InvalidParameterValue", new() { UserData = "not base64!" }),
        ("InvalidParameterValue", new() { PrivateIpAddress = "10.0.0.9" }),
        ("InvalidParameterValue", new() { PrivateIpAddress = "172.31" }),
        ("InvalidParameterCombination", new() { MinCount = 2, PrivateIpAddress = "172.31.0.9" }),
        ("InvalidParameterCombination", new()
        {
            MinCount = 1,
            MaxCount = 2,
            NetworkInterfaces =
                [new() { PrivateIpAddresses = [new() { PrivateIpAddress = "172.31.0.9", Primary = true }] }],
        }),
        ("InvalidParameterCombination", new()
        {
            SubnetId = $"subnet-{Nothing}", NetworkInterfaces = [new() { DeviceIndex = 0 }],
        }),
        ("InvalidParameterCombination", new()
        {
            SecurityGroups = ["default"], NetworkInterfaces = [new() { DeviceIndex = 0 }],
        }),
        ("InvalidParameterValue", new() { NetworkInterfaces = [new() { DeviceIndex = 1 }] }),
        ("InvalidParameterValue", new() { NetworkInterfaces = [new() { DeviceIndex = 0 }, new() { DeviceIndex = 1 }] }),
        ("InvalidNetworkInterfaceID.NotFound", new()
        {
            NetworkInterfaces = [new() { NetworkInterfaceId = $"eni-{Nothing}" }],
        }),
        ("InvalidBlockDeviceMapping", new()
        {
            BlockDeviceMappings =
            [
                new() { DeviceName = "/dev/sdb", Ebs = new() { VolumeSize = 1 } },
                new() { DeviceName = "", Ebs = new() { VolumeSize = 1 } },
            ],
        }),
        (
            "InvalidLaunchTemplateName.NotFoundException",
            new() { LaunchTemplate = new() { LaunchTemplateName = "none" } }),
        ("InvalidParameterValue", new() { TagSpecifications = [Tags("instance", "aws:mine")] }),
        ("InvalidParameterValue", new() { TagSpecifications = [Tags("volume", "aws:mine")] }),
        ("InvalidParameterValue", new() { TagSpecifications = [Tags("network-interface", "aws:mine")] }),
        ("MissingParameter", new() { TagSpecifications = [Tags("instance", "")] }),
        ("TagLimitExceeded", new()
        {
            TagSpecifications = [Tags("instance", [.. Enumerable.Range(0, 51).Select(number => $"k{number}")])],
        }),
        ("InvalidParameterValue", new() { TagSpecifications = [Tags("vpc", "a")] }),
        ("DryRunOperation", new() { DryRun = true, MinCount = 3, ClientToken = "t" }),
    ];

    private readonly InstanceScene scene = new();

    public static TheoryData<int, string> Rows()
    {
        var rows = new TheoryData<int, string>();
        foreach (var (index, each) in refusals.Index())
        {
            rows.Add(index, each.Code);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_launch_that_cannot_be_is_refused(int row, string code)
    {
        await scene.Run();
        await scene.Refused(code, () => scene.Rig.Run(refusals[row].Request));
    }

    [Fact]
    public async Task An_address_of_somebody_else_is_refused()
    {
        var there = await scene.Look(await scene.Run());
        await scene.Refused("InvalidIPAddress.InUse", () => scene.Rig.Run(
            new() { SubnetId = there.SubnetId, PrivateIpAddress = there.PrivateIpAddress }));
        await scene.Refused("InvalidParameterValue", () => scene.Rig.Run(
            new() { SubnetId = there.SubnetId, PrivateIpAddress = "172.31.0.1" }));
    }

    [Fact]
    public async Task A_subnet_lies_in_the_zone_that_was_asked_for_and_a_group_in_its_network()
    {
        var made = await scene.Ask(scene.Ec2.CreateVpc, new CreateVpcRequest { CidrBlock = "10.7.0.0/16" });
        var vpc = made.Vpc!.VpcId!;
        var subnet = (await scene.Ask(
            scene.Ec2.CreateSubnet,
            new CreateSubnetRequest { VpcId = vpc, CidrBlock = "10.7.0.0/28", AvailabilityZone = "us-east-1a" }))
            .Subnet!.SubnetId!;
        await scene.Refused("InvalidParameterCombination", () => scene.Rig.Run(
            new() { SubnetId = subnet, Placement = new() { AvailabilityZone = "us-east-1b" } }));
        var group = (await scene.Look(await scene.Run())).SecurityGroups!.Single().GroupId!;
        await scene.Refused("InvalidParameter", () => scene.Rig.Run(
            new() { SubnetId = subnet, SecurityGroupIds = [group] }));
        await scene.Refused(
            "InvalidGroup.NotFound", () => scene.Rig.Run(new() { SecurityGroupIds = [$"sg-{Nothing}"] }));

        // A subnet of 16 addresses has 11 to give.
        await scene.Refused(
            "InsufficientFreeAddressesInSubnet", () => scene.Rig.Run(new() { SubnetId = subnet, MinCount = 12 }));
        await scene.Refused("InsufficientFreeAddressesInSubnet", () => scene.Rig.Run(new()
        {
            MinCount = 6,
            NetworkInterfaces = [new() { SubnetId = subnet, SecondaryPrivateIpAddressCount = 1 }],
        }));
        await scene.Rig.Run(new() { SubnetId = subnet, MinCount = 11 });
    }

    [Fact]
    public async Task What_others_have_is_not_there()
    {
        var there = await scene.Look(await scene.Run());
        await scene.Refused(
            "InvalidSubnetID.NotFound", () => scene.Rig.Run(new() { SubnetId = there.SubnetId }, Ec2Rig.Other));
        await scene.Refused("InvalidNetworkInterfaceID.NotFound", () => scene.Rig.Run(
            new()
            {
                NetworkInterfaces =
                    [new() { NetworkInterfaceId = there.NetworkInterfaces!.Single().NetworkInterfaceId }],
            },
            Ec2Rig.Other));
        await scene.Refused("InvalidInstanceID.NotFound", () => scene.Ask(
            scene.Ec2.DescribeInstances,
            new DescribeInstancesRequest { InstanceIds = [there.InstanceId!] },
            Ec2Rig.Other));
    }

    [Fact]
    public async Task Without_engines_nothing_is_launched() => await Ec2Rig.Refused("Unsupported", async () =>
        await Ec2Call.In("us-east-1").RunInstances(
            Ec2Call.Of("RunInstances"),
            new() { ImageId = InstanceScene.Shell, MinCount = 1, MaxCount = 1 },
            Ec2Rig.Ct));

    private static TagSpecification Tags(string type, params string[] keys) => new()
    {
        ResourceType = type,
        Tags = [.. keys.Select(key => new Tag { Key = key, Value = "v" })],
    };
}
