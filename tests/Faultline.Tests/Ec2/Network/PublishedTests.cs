using Faultline.Wire;

namespace Faultline.Tests.Ec2.Network;

/// <summary>Public addresses that a part of AWS gives to interfaces of its own in an account's networks.</summary>
public sealed class PublishedTests
{
    private const string Address = "127.9.8.7";

    private readonly Ec2Rig rig = new();

    [Fact]
    public async Task An_address_that_moves_leads_to_one_interface_and_goes_when_its_part_says_so()
    {
        var (first, second) = (await Make(), await Make());
        await Publish(first);
        Assert.Equal((Address, "amazon-rds"), await Shown(first));
        await Publish(second);
        Assert.Equal((null, null), await Shown(first));
        Assert.Equal((Address, "amazon-rds"), await Shown(second));
        await rig.Sound();
        await Withdraw(first);
        Assert.Equal((Address, "amazon-rds"), await Shown(second));
        await Withdraw(second);
        Assert.Equal((null, null), await Shown(second));
        await Ec2Rig.Refused("AuthFailure", async () => await rig.Ec2.ModifyNetworkInterfaceAttribute(
            rig.Call("ModifyNetworkInterfaceAttribute"),
            new() { NetworkInterfaceId = second, AssociatePublicIpAddress = false },
            CancellationToken.None));
        await rig.Sound();
    }

    private async Task<string> Make()
    {
        var subnets = await rig.Ec2.DescribeSubnets(rig.Call("DescribeSubnets"), new(), CancellationToken.None);
        var made = await rig.Ec2.CreateNetworkInterface(
            AsRds("CreateNetworkInterface"),
            new() { SubnetId = subnets.Subnets![0].SubnetId!, Description = "RDSNetworkInterface" },
            CancellationToken.None);
        return made.NetworkInterface!.NetworkInterfaceId!;
    }

    private async Task Publish(string id) => await rig.Ec2.AssociateAddress(
        AsRds("AssociateAddress"), new() { NetworkInterfaceId = id, PublicIp = Address }, CancellationToken.None);

    private async Task Withdraw(string id) => await rig.Ec2.ModifyNetworkInterfaceAttribute(
        AsRds("ModifyNetworkInterfaceAttribute"),
        new() { NetworkInterfaceId = id, AssociatePublicIpAddress = false },
        CancellationToken.None);

    private async Task<(string? Address, string? Owner)> Shown(string id)
    {
        var found = await rig.Ec2.DescribeNetworkInterfaces(
            rig.Call("DescribeNetworkInterfaces"), new() { NetworkInterfaceIds = [id] }, CancellationToken.None);
        var shown = found.NetworkInterfaces!.Single().Association;
        return (shown?.PublicIp, shown?.IpOwnerId);
    }

    private Call AsRds(string operation) => rig.Call(operation) with
    {
        Principal = Principal.OfService(Ec2Call.Account, "rds.amazonaws.com", "AWSServiceRoleForRDS/RDS"),
    };
}
