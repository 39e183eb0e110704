using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Addresses;
using Faultline.Tests.Ec2.Instances;

namespace Faultline.Tests.Ec2.Addresses;

/// <summary>Elastic IP addresses, and those that instances have while they run. Each step leaves all sound.</summary>
public sealed class ElasticAddressTests
{
    private readonly InstanceScene scene = new();

    [Fact]
    public async Task An_account_has_five_addresses_at_most_and_gets_them_back_by_releasing()
    {
        var made = new List<AllocateAddressResult>();
        for (var count = 0; count < 5; count++)
        {
            made.Add(await Allocate());
        }

        Assert.Equal(5, made.Select(each => each.PublicIp).Distinct().Count());
        Assert.All(made, each => Assert.Equal(("vpc", "us-east-1"), (each.Domain, each.NetworkBorderGroup)));
        await scene.Refused("AddressLimitExceeded", () => Allocate());

        // Others have five of their own, and none of these.
        var other = await scene.Ask(scene.Ec2.AllocateAddress, new AllocateAddressRequest(), Ec2Rig.Other);
        Assert.DoesNotContain(other.PublicIp, made.Select(each => each.PublicIp));
        await Release(made[2].AllocationId!);
        await scene.Refused("InvalidAllocationID.NotFound", () => Release(made[2].AllocationId!));
        await Allocate();
        scene.Rig.Reopen();
        await scene.Refused("AddressLimitExceeded", () => Allocate());
    }

    [Fact]
    public async Task An_address_is_shown_by_its_ids_and_filters_with_its_tags()
    {
        var tags = new TagSpecification { ResourceType = "elastic-ip", Tags = [new() { Key = "a", Value = "1" }] };
        var own = await scene.Ask(scene.Ec2.AllocateAddress, new AllocateAddressRequest { TagSpecifications = [tags] });
        await Allocate();
        var id = await scene.Run();
        await Associate(new() { AllocationId = own.AllocationId, InstanceId = id });
        var shown = await Look(own.AllocationId!);
        foreach (var filter in new[]
        {
            $"allocation-id={own.AllocationId}", $"public-ip={own.PublicIp}", $"instance-id={id}",
            $"association-id={shown.AssociationId}", $"network-interface-id={shown.NetworkInterfaceId}",
            $"private-ip-address={shown.PrivateIpAddress}", "network-interface-owner-id=111122223333", "tag:a=1",
        })
        {
            var found = await Describe(new() { Filters = Ec2Call.Filters(filter) });
            Assert.Equal([own.AllocationId], found.Select(each => each.AllocationId));
        }

        Assert.Equal(2, (await Describe(new() { Filters = Ec2Call.Filters("domain=vpc") })).Count);
        Assert.Single(await Describe(new() { PublicIps = [own.PublicIp!] }));
        await scene.Refused("InvalidAddress.NotFound", () => Describe(new() { PublicIps = ["127.9.9.9"] }));
        await scene.Refused("InvalidAllocationID.NotFound", () => Describe(
            new() { AllocationIds = ["eipalloc-00000000000000000"] }));
    }

    [Theory]
    [InlineData("instance")]
    [InlineData("interface")]
    [InlineData("public address")]
    public async Task It_leads_to_an_instance_in_the_place_of_the_address_that_was_lent(string by)
    {
        var id = await scene.Run();
        var (before, own) = (await scene.Look(id), await Allocate());
        var interfaceId = before.NetworkInterfaces!.Single().NetworkInterfaceId;
        await Associate(by switch
        {
            "instance" => new() { AllocationId = own.AllocationId, InstanceId = id },
            "interface" => new() { AllocationId = own.AllocationId, NetworkInterfaceId = interfaceId },
            _ => new() { PublicIp = own.PublicIp, InstanceId = id },
        });
        await scene.Drive();
        Assert.NotEqual(own.PublicIp, before.PublicIpAddress);
        Assert.Equal(own.PublicIp, (await scene.Look(id)).PublicIpAddress);
        var shown = await Look(own.AllocationId!);
        Assert.Equal(
            (id, interfaceId, before.PrivateIpAddress),
            (shown.InstanceId, shown.NetworkInterfaceId, shown.PrivateIpAddress));
        scene.Rig.Reopen();
        Assert.Equal(own.PublicIp, (await scene.Look(id)).PublicIpAddress);
        await scene.Refused("InvalidIPAddress.InUse", () => Release(own.AllocationId!));
        await Disassociate(new() { AssociationId = shown.AssociationId });
        await scene.Drive();
        Assert.Null((await scene.Look(id)).PublicIpAddress);
        Assert.Null((await Look(own.AllocationId!)).AssociationId);
        await Release(own.AllocationId!);
    }

    [Fact]
    public async Task Each_private_address_of_an_interface_can_have_one()
    {
        var id = await scene.Run();
        var own = (await scene.Look(id)).NetworkInterfaces!.Single();
        var more = (await scene.Ask(
            scene.Ec2.AssignPrivateIpAddresses,
            new AssignPrivateIpAddressesRequest
            {
                NetworkInterfaceId = own.NetworkInterfaceId!, SecondaryPrivateIpAddressCount = 1,
            })).AssignedPrivateIpAddresses!.Single().PrivateIpAddress;
        var (first, second, third) = (await Allocate(), await Allocate(), await Allocate());
        await Associate(new() { AllocationId = first.AllocationId, InstanceId = id });
        await Associate(new() { AllocationId = second.AllocationId, InstanceId = id, PrivateIpAddress = more });
        await scene.Drive();
        var shown = (await scene.Look(id)).NetworkInterfaces!.Single();
        Assert.Equal(
            [first.PublicIp, second.PublicIp], shown.PrivateIpAddresses!.Select(each => each.Association?.PublicIp));

        // One that comes takes the place of the one that was there.
        await Associate(new() { AllocationId = third.AllocationId, InstanceId = id, PrivateIpAddress = more });
        await scene.Drive();
        Assert.Null((await Look(second.AllocationId!)).AssociationId);
        await scene.Refused("InvalidParameterValue", () => Associate(
            new() { AllocationId = second.AllocationId, InstanceId = id, PrivateIpAddress = "172.31.99.99" }));
    }

    [Fact]
    public async Task It_moves_to_another_instance_in_one_call_unless_that_is_forbidden()
    {
        var (one, other, own) = (await scene.Run(), await scene.Run(), await Allocate());
        await Associate(new() { AllocationId = own.AllocationId, InstanceId = one });
        var before = (await Look(own.AllocationId!)).AssociationId;
        await scene.Refused("Resource.AlreadyAssociated", () => Associate(
            new() { AllocationId = own.AllocationId, InstanceId = other, AllowReassociation = false }));
        await Associate(new() { AllocationId = own.AllocationId, InstanceId = one, AllowReassociation = false });
        var moved = await Associate(new() { AllocationId = own.AllocationId, InstanceId = other });
        await scene.Drive();
        Assert.NotEqual(before, moved.AssociationId);
        Assert.Equal((null, own.PublicIp), (
            (await scene.Look(one)).PublicIpAddress, (await scene.Look(other)).PublicIpAddress));
        Assert.Equal(other, (await Look(own.AllocationId!)).InstanceId);
    }

    [Theory]
    [InlineData("pending", "InvalidInstanceID")]
    [InlineData("shutting-down", "InvalidInstanceID")]
    [InlineData("terminated", "InvalidInstanceID")]
    [InlineData("stopped", null)]
    [InlineData("stopping", null)]
    public async Task It_leads_to_an_instance_that_runs_or_is_to_run_again(string state, string? code)
    {
        var (id, own) = (await scene.In(state), await Allocate());
        var associate = () => Associate(new() { AllocationId = own.AllocationId, InstanceId = id });
        if (code is not null)
        {
            await scene.Refused(code, associate, state);
            return;
        }

        await associate();
        await scene.Drive();
        await scene.Start(id);
        await scene.Drive();
        Assert.Equal(own.PublicIp, (await scene.Look(id)).PublicIpAddress);
    }

    [Fact]
    public async Task What_is_not_there_is_refused()
    {
        var (id, own) = (await scene.Run(), await Allocate());
        var nobody = "i-00000000000000000";
        await scene.Refused("MissingParameter", () => Associate(new() { InstanceId = id }));
        await scene.Refused("MissingParameter", () => Associate(new() { AllocationId = own.AllocationId }));
        await scene.Refused("InvalidInstanceID.NotFound", () => Associate(
            new() { AllocationId = own.AllocationId, InstanceId = nobody }));
        await scene.Refused("InvalidNetworkInterfaceID.NotFound", () => Associate(
            new() { AllocationId = own.AllocationId, NetworkInterfaceId = "eni-00000000000000000" }));
        await scene.Refused("InvalidAddress.NotFound", () => Associate(
            new() { PublicIp = "127.9.9.9", InstanceId = id }));
        await scene.Refused("MissingParameter", () => Disassociate(new()));
        await scene.Refused("InvalidAssociationID.NotFound", () => Disassociate(
            new() { AssociationId = "eipassoc-00000000000000000" }));
        await scene.Refused("InvalidAssociationID.NotFound", () => Disassociate(new() { PublicIp = own.PublicIp }));
        await scene.Refused("MissingParameter", () => scene.Do(scene.Ec2.ReleaseAddress, new ReleaseAddressRequest()));
        await scene.Refused("InvalidAllocationID.NotFound", () => scene.Do(
            scene.Ec2.ReleaseAddress, new ReleaseAddressRequest { AllocationId = own.AllocationId }, Ec2Rig.Other));
        await scene.Refused("DryRunOperation", () => Associate(
            new() { AllocationId = own.AllocationId, InstanceId = id, DryRun = true }));
    }

    [Fact]
    public async Task A_network_without_a_way_to_the_internet_has_no_public_addresses()
    {
        var made = await scene.Ask(scene.Ec2.CreateVpc, new CreateVpcRequest { CidrBlock = "10.7.0.0/16" });
        var vpc = made.Vpc!.VpcId!;
        var subnet = await scene.Ask(
            scene.Ec2.CreateSubnet, new CreateSubnetRequest { VpcId = vpc, CidrBlock = "10.7.0.0/24" });
        var (id, own) = (await scene.Run(new() { SubnetId = subnet.Subnet!.SubnetId }), await Allocate());
        await scene.Refused(
            "Gateway.NotAttached",
            () => Associate(new() { AllocationId = own.AllocationId, InstanceId = id }),
            vpc);
    }

    [Fact]
    public async Task One_that_was_released_can_be_had_again_as_long_as_nobody_has_it()
    {
        var own = await Allocate();
        await scene.Refused("InvalidAddress.NotFound", () => Allocate(own.PublicIp));
        await Release(own.AllocationId!);
        var again = await Allocate(own.PublicIp);
        Assert.Equal(own.PublicIp, again.PublicIp);
        Assert.NotEqual(own.AllocationId, again.AllocationId);
        var lent = (await scene.Look(await scene.Run())).PublicIpAddress;
        await scene.Refused("InvalidAddress.NotFound", () => Allocate(lent));
        await scene.Refused("InvalidAddress.NotFound", () => Allocate("8.8.8.8"));
        await scene.Refused("InvalidAddress.NotFound", () => Allocate("127.0.0.1"));
        await scene.Refused("InvalidAddress.NotFound", () => Allocate("nowhere"));
    }

    [Fact]
    public async Task The_end_of_its_instance_lets_it_go_and_a_stop_does_not()
    {
        var (id, own) = (await scene.Run(), await Allocate());
        await Associate(new() { AllocationId = own.AllocationId, InstanceId = id });
        await scene.Stop(id);
        await scene.Drive();
        Assert.Equal(id, (await Look(own.AllocationId!)).InstanceId);
        Assert.Equal(own.PublicIp, (await scene.Look(id)).PublicIpAddress);
        await scene.Terminate(id);
        await scene.Drive();
        var shown = await Look(own.AllocationId!);
        Assert.Equal((null, null, null), (shown.InstanceId, shown.AssociationId, shown.NetworkInterfaceId));
        await Release(own.AllocationId!);
    }

    [Fact]
    public async Task A_lent_address_goes_with_a_stop_and_another_comes_with_the_start()
    {
        var id = await scene.Run();
        var first = (await scene.Look(id)).PublicIpAddress;
        await scene.Stop(id);
        Assert.Equal(first, (await scene.Look(id)).PublicIpAddress);
        await scene.Drive();
        Assert.Null((await scene.Look(id)).PublicIpAddress);
        var other = await scene.Run();
        Assert.Equal(first, (await scene.Look(other)).PublicIpAddress);
        await scene.Start(id);
        var second = (await scene.Look(id)).PublicIpAddress;
        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        await scene.Terminate(id, other);
        await scene.Drive();
        using var held = await scene.Ec2.Book.Take(Ec2Rig.Ct);
        Assert.All(held.State.Interfaces.All, each => Assert.Null(each.Shown.Association));
    }

    [Fact]
    public async Task When_no_address_is_left_nothing_is_made_that_needs_one()
    {
        using (var held = await scene.Ec2.Book.Take(Ec2Rig.Ct))
        {
            var addresses = new PublicAddresses(scene.Rig.Region, scene.Rig.Atlas, share: 0);
            foreach (var (index, address) in addresses.Draw(held.State, 16 * 254 - 1).Index())
            {
                held.State.Addresses.Put(new($"eipalloc-{index}", Ec2Rig.Other, new() { PublicIp = address }));
            }

            await held.Keep();
        }

        var last = await scene.Run();
        await scene.Refused("InsufficientAddressCapacity", () => Allocate());
        await scene.Refused("InsufficientAddressCapacity", () => scene.Rig.Run(new() { MinCount = 2 }));
        await scene.Stop(last);
        await scene.Drive();
        await Allocate();
        await scene.Refused("InsufficientAddressCapacity", () => scene.Start(last));
    }

    private Task<AllocateAddressResult> Allocate(string? address = null) =>
        scene.Ask(scene.Ec2.AllocateAddress, new AllocateAddressRequest { Address = address });

    private Task Release(string id) =>
        scene.Do(scene.Ec2.ReleaseAddress, new ReleaseAddressRequest { AllocationId = id });

    private Task<AssociateAddressResult> Associate(AssociateAddressRequest request) =>
        scene.Ask(scene.Ec2.AssociateAddress, request);

    private Task Disassociate(DisassociateAddressRequest request) =>
        scene.Do(scene.Ec2.DisassociateAddress, request);

    private async Task<Address> Look(string id) =>
        (await Describe(new() { AllocationIds = [id] })).Single();

    private async Task<List<Address>> Describe(DescribeAddressesRequest request) =>
        (await scene.Ask(scene.Ec2.DescribeAddresses, request)).Addresses!;
}
