using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;

namespace Faultline.Tests.Ec2.Network;

/// <summary>Network interfaces and their addresses.</summary>
public sealed class InterfaceTests
{
    [Fact]
    public async Task An_interface_has_the_lowest_free_address_or_the_one_that_was_asked()
    {
        var cloud = new NetworkCloud();
        var subnet = await cloud.Subnet(await cloud.Vpc(), "10.0.0.0/28");
        var first = await cloud.Interface(subnet);
        Assert.Equal(
            ("10.0.0.4", "ip-10-0-0-4.ec2.internal", "available", true),
            (first.PrivateIpAddress, first.PrivateDnsName, first.Status, first.SourceDestCheck));
        Assert.Equal("default", first.Groups!.Single().GroupName);
        Assert.Matches("^02(:[0-9a-f]{2}){5}$", first.MacAddress);
        await cloud.Interface(subnet, "10.0.0.5");
        Assert.Equal("10.0.0.6", (await cloud.Interface(subnet)).PrivateIpAddress);
        await cloud.Do(cloud.Ec2.DeleteNetworkInterface, new DeleteNetworkInterfaceRequest
        {
            NetworkInterfaceId = first.NetworkInterfaceId!,
        });
        Assert.Equal("10.0.0.4", (await cloud.Interface(subnet)).PrivateIpAddress);
    }

    [Fact]
    public void Names_elsewhere_bear_the_region() => Assert.Equal(
        "ip-10-0-0-4.eu-west-1.compute.internal", HostNames.Private("10.0.0.4", "eu-west-1"));

    [Fact]
    public async Task No_address_is_on_two_interfaces_until_none_is_left()
    {
        var cloud = new NetworkCloud();
        var subnet = await cloud.Subnet(await cloud.Vpc(), "10.0.0.0/28");
        var addresses = new HashSet<string>();
        for (var at = 0; at < 11; at++)
        {
            Assert.True(addresses.Add((await cloud.Interface(subnet)).PrivateIpAddress!));
        }

        Assert.StartsWith(
            "InsufficientFreeAddressesInSubnet",
            await NetworkCloud.Refused(() => cloud.Interface(subnet)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.4", "InvalidIPAddress.InUse: Address 10.0.0.4 is in use.")]
    [InlineData("10.0.0.3", "InvalidParameterValue: Address 10.0.0.3 is in subnet's reserved address range")]
    [InlineData("10.0.0.15", "InvalidParameterValue: Address 10.0.0.15 is in subnet's reserved address range")]
    [InlineData(
        "10.0.0.16", "InvalidParameterValue: Address 10.0.0.16 does not fall within the subnet's address range")]
    [InlineData("x", "InvalidParameterValue: invalid value for parameter address: x")]
    public async Task An_address_is_refused(string address, string refusal)
    {
        var cloud = new NetworkCloud();
        var subnet = await cloud.Subnet(await cloud.Vpc(), "10.0.0.0/28");
        await cloud.Interface(subnet);
        Assert.Equal(refusal, await NetworkCloud.Refused(() => cloud.Interface(subnet, address)));
    }

    [Fact]
    public async Task Secondary_addresses_come_go_and_move()
    {
        var cloud = new NetworkCloud();
        var subnet = await cloud.Subnet(await cloud.Vpc(), "10.0.0.0/28");
        var (one, other) = (await cloud.Interface(subnet), await cloud.Interface(subnet));
        AssignPrivateIpAddressesRequest Named(NetworkInterface eni, bool takes, params string[] addresses) => new()
        {
            NetworkInterfaceId = eni.NetworkInterfaceId!,
            PrivateIpAddresses = [.. addresses],
            AllowReassignment = takes,
        };
        await cloud.Ask(cloud.Ec2.AssignPrivateIpAddresses, Named(one, false, "10.0.0.9"));
        var counted = await cloud.Ask(cloud.Ec2.AssignPrivateIpAddresses, new AssignPrivateIpAddressesRequest
        {
            NetworkInterfaceId = one.NetworkInterfaceId!, SecondaryPrivateIpAddressCount = 2,
        });
        Assert.Equal(
            ["10.0.0.6", "10.0.0.7"], counted.AssignedPrivateIpAddresses!.Select(each => each.PrivateIpAddress));
        Assert.Equal(
            "InvalidIPAddress.InUse: Address 10.0.0.9 is in use.",
            await NetworkCloud.Refused(() => cloud.Ask(
                cloud.Ec2.AssignPrivateIpAddresses, Named(other, false, "10.0.0.9"))));
        await cloud.Ask(cloud.Ec2.AssignPrivateIpAddresses, Named(other, true, "10.0.0.9"));
        Task Unassign(string address) => cloud.Do(
            cloud.Ec2.UnassignPrivateIpAddresses, new UnassignPrivateIpAddressesRequest
            {
                NetworkInterfaceId = one.NetworkInterfaceId!, PrivateIpAddresses = [address],
            });
        await Unassign("10.0.0.7");
        Assert.StartsWith(
            "InvalidParameterValue: The primary address 10.0.0.4 of interface",
            await NetworkCloud.Refused(() => Unassign("10.0.0.4")),
            StringComparison.Ordinal);
        var shown = (await cloud.Ask(cloud.Ec2.DescribeNetworkInterfaces, new DescribeNetworkInterfacesRequest()))
            .NetworkInterfaces!.OrderBy(each => each.PrivateIpAddress, StringComparer.Ordinal);
        Assert.Equal(
            ["10.0.0.4 10.0.0.6", "10.0.0.5 10.0.0.9"],
            shown.Select(each => string.Join(' ', each.PrivateIpAddresses!.Select(one => one.PrivateIpAddress))));
    }

    [Fact]
    public async Task What_can_be_changed_of_an_interface_is_changed()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var (eni, group) = (await cloud.Interface(await cloud.Subnet(vpc)), await cloud.Group(vpc));
        var id = eni.NetworkInterfaceId!;
        await cloud.Do(cloud.Ec2.ModifyNetworkInterfaceAttribute, new ModifyNetworkInterfaceAttributeRequest
        {
            NetworkInterfaceId = id, Description = new() { Value = "mine" }, Groups = [group],
            SourceDestCheck = new() { Value = false },
        });
        Task<DescribeNetworkInterfaceAttributeResult> Attribute(string name) => cloud.Ask(
            cloud.Ec2.DescribeNetworkInterfaceAttribute,
            new DescribeNetworkInterfaceAttributeRequest { NetworkInterfaceId = id, Attribute = name });
        Assert.Equal("mine", (await Attribute("description")).Description!.Value);
        Assert.Equal(group, (await Attribute("groupSet")).Groups!.Single().GroupId);
        Assert.False((await Attribute("sourceDestCheck")).SourceDestCheck!.Value);
        await cloud.Do(cloud.Ec2.ResetNetworkInterfaceAttribute, new ResetNetworkInterfaceAttributeRequest
        {
            NetworkInterfaceId = id, SourceDestCheck = "true",
        });
        Assert.True((await Attribute("sourceDestCheck")).SourceDestCheck!.Value);
    }

    [Fact]
    public async Task An_interface_is_refused()
    {
        var cloud = new NetworkCloud();
        var subnet = await cloud.Subnet(await cloud.Vpc());
        var far = await cloud.Group(null);
        var eni = await cloud.Interface(subnet);
        (string, Func<Task>)[] rows =
        [
            ("InvalidSubnetID.NotFound: The subnet ID 'subnet-00000000' does not exist",
                () => cloud.Interface("subnet-00000000")),
            ("InvalidSecurityGroupID.NotFound: The securityGroup ID 'sg-00000000' does not exist",
                () => cloud.Interface(subnet, null, "sg-00000000")),
            ("InvalidParameter: Security group sg-ID and subnet subnet-ID belong to different networks.",
                () => cloud.Interface(subnet, null, far)),
            ("SecurityGroupsPerInterfaceLimitExceeded: The maximum number of security groups per interface has been "
                + "reached.", () => cloud.Interface(subnet, null, "1", "2", "3", "4", "5", "6")),
            ("InvalidInstanceID.NotFound: The instance ID 'i-00000000' does not exist",
                () => cloud.Ask(cloud.Ec2.AttachNetworkInterface, new AttachNetworkInterfaceRequest
                {
                    NetworkInterfaceId = eni.NetworkInterfaceId!, InstanceId = "i-00000000", DeviceIndex = 1,
                })),
            ("InvalidAttachmentID.NotFound: The attachment ID 'eni-attach-1' does not exist",
                () => cloud.Do(cloud.Ec2.DetachNetworkInterface, new DetachNetworkInterfaceRequest
                {
                    AttachmentId = "eni-attach-1",
                })),
            ("InvalidNetworkInterfaceID.NotFound: The networkInterface ID 'eni-ID' does not exist",
                () => cloud.Do(cloud.Ec2.DeleteNetworkInterface, new DeleteNetworkInterfaceRequest
                {
                    NetworkInterfaceId = eni.NetworkInterfaceId!,
                }, NetworkCloud.Other)),
        ];
        foreach (var (refusal, act) in rows)
        {
            Assert.Equal(refusal, await NetworkCloud.Refused(act));
        }
    }

    [Fact]
    public async Task An_interface_hangs_on_one_instance_and_a_device_takes_one_interface()
    {
        var (state, dice, now) = (new Ec2State(Atlas.Draw(new())), new Dice(1), DateTimeOffset.UnixEpoch);
        var vpc = new NewVpc("us-east-1", Ec2Call.Account, Cidr.Read("10.0.0.0/16")!.Value).Make(state, dice);
        var subnet = new NewSubnet("us-east-1", vpc, Cidr.Read("10.0.0.0/24")!.Value, "us-east-1a", "use1-az1")
            .Make(state, dice);
        Owned<NetworkInterface> Make() => Interfaces.Make(state, vpc.Account, subnet, [], new(), now, dice);
        void Attach(string id, int index) => Interfaces.Attach(
            state, id, "i-1", vpc.Account, index, deleteOnTermination: true, now, dice);
        var (one, other) = (Make(), Make());
        Attach(one.Id, 0);
        Assert.Equal("in-use", state.Interfaces.Find(one.Id)!.Shown.Status);
        Assert.Equal("available", one.Shown.Status);
        Assert.StartsWith("InvalidNetworkInterface.InUse", await NetworkCloud.Refused(() =>
        {
            Attach(one.Id, 1);
            return Task.CompletedTask;
        }), StringComparison.Ordinal);
        Assert.Equal(
            "InvalidParameterValue: Instance 'i-1' already has an interface attached at device index '0'.",
            await NetworkCloud.Refused(() =>
            {
                Attach(other.Id, 0);
                return Task.CompletedTask;
            }));
        Attach(other.Id, 1);
        Assert.Equal([one.Id, other.Id], Interfaces.Of(state, "i-1").Select(each => each.Id));
        Interfaces.Detach(state, one.Id);
        Interfaces.Remove(state, one.Id);
        Assert.Equal([other.Id], state.Interfaces.All.Select(each => each.Id));
    }
}
