using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Network;
using Faultline.Services.Provisioning;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A subnet. <c>Ref</c> gives its id.</summary>
internal sealed class SubnetResource(Ec2Api ec2) : Ec2Type(
    ec2,
    "Subnet",
    "AssignIpv6AddressOnCreation",
    "AvailabilityZone",
    "AvailabilityZoneId",
    "CidrBlock",
    "EnableDns64",
    Block6,
    "MapPublicIpOnLaunch",
    Names,
    "Tags",
    "VpcId")
{
    private const string Block6 = "Ipv6CidrBlock";
    private const string Names = "PrivateDnsNameOptionsOnLaunch";

    protected override IReadOnlyList<string> InPlace =>
        ["AssignIpv6AddressOnCreation", "EnableDns64", Block6, "MapPublicIpOnLaunch", Names];

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await work.Ask(
            Ec2.DescribeSubnets,
            new DescribeSubnetsRequest { Filters = Mark.Of(work) },
            ct)).Subnets!.FirstOrDefault()?.SubnetId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<CreateSubnetRequest>("Tags");
        request.TagSpecifications = Mark.On(TagOn.Subnet, work);
        return (await work.Ask(Ec2.CreateSubnet, request, ct)).Subnet!.SubnetId!;
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        // One attribute in a call, as AWS has it. All are off in a new subnet.
        var now = work.Properties;
        if (before.Names.Any() && Differ(before, now, Block6))
        {
            await Reblock(work, now.Text(Block6), ct);
        }

        foreach (var (name, set) in Switches)
        {
            if (Differ(before, now, name))
            {
                await Modify(work, request => set(request, new() { Value = now.Flag(name) ?? false }), ct);
            }
        }

        var (was, names) = (before.Group(Names) ?? Properties.None, now.Group(Names) ?? Properties.None);
        if (Differ(was, names, "HostnameType"))
        {
            var type = names.Text("HostnameType") ?? HostnameType.IpName;
            await Modify(work, request => request.PrivateDnsHostnameTypeOnLaunch = type, ct);
        }

        foreach (var (name, set) in NameSwitches)
        {
            if (Differ(was, names, name))
            {
                await Modify(work, request => set(request, new() { Value = names.Flag(name) ?? false }), ct);
            }
        }
    }

    protected override ValueTask Remove(Work work, CancellationToken ct) =>
        work.Ask(Ec2.DeleteSubnet, new DeleteSubnetRequest { SubnetId = work.Id! }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var found = await work.Ask(Ec2.DescribeSubnets, new DescribeSubnetsRequest { SubnetIds = [work.Id!] }, ct);
        var shown = Properties.Of(found.Subnets![0]);
        shown["Ipv6CidrBlocks"] = Blocks(found.Subnets[0])["Ipv6CidrBlocks"]!.DeepClone();
        if (work.Properties.Has(Block6))
        {
            // One that somebody else gave it is none of its properties.
            shown[Block6] = found.Subnets[0].Ipv6CidrBlockAssociationSet!.FirstOrDefault()?.Ipv6CidrBlock;
        }

        var acls = await work.Ask(
            Ec2.DescribeNetworkAcls,
            new DescribeNetworkAclsRequest { Filters = Mark.Where("association.subnet-id", work.Id) },
            ct);
        shown["NetworkAclAssociationId"] = acls.NetworkAcls!.SelectMany(acl => acl.Associations!)
            .FirstOrDefault(each => each.SubnetId == work.Id)?.NetworkAclAssociationId;
        return shown;
    }

    /// <summary>What it says of its blocks, which others give it too.</summary>
    public static JsonObject Blocks(Subnet subnet) => new()
    {
        ["Ipv6CidrBlocks"] = Nodes.Of(subnet.Ipv6CidrBlockAssociationSet!.Select(each => each.Ipv6CidrBlock)),
    };

    private static IEnumerable<(string, Action<ModifySubnetAttributeRequest, AttributeBooleanValue>)> Switches =>
    [
        ("MapPublicIpOnLaunch", static (request, value) => request.MapPublicIpOnLaunch = value),
        ("AssignIpv6AddressOnCreation", static (request, value) => request.AssignIpv6AddressOnCreation = value),
        ("EnableDns64", static (request, value) => request.EnableDns64 = value),
    ];

    private static IEnumerable<(string, Action<ModifySubnetAttributeRequest, AttributeBooleanValue>)> NameSwitches =>
    [
        (
            "EnableResourceNameDnsARecord",
            static (request, value) => request.EnableResourceNameDnsARecordOnLaunch = value),
        (
            "EnableResourceNameDnsAAAARecord",
            static (request, value) => request.EnableResourceNameDnsAAAARecordOnLaunch = value),
    ];

    /// <summary>Gives it another IPv6 block, or none: it has room for one.</summary>
    private async ValueTask Reblock(Work work, string? block, CancellationToken ct)
    {
        var wanted = Cidr6.Read(block)?.ToString() ?? block;
        var subnet = (await work.Ask(
            Ec2.DescribeSubnets, new DescribeSubnetsRequest { SubnetIds = [work.Id!] }, ct)).Subnets![0];
        var there = subnet.Ipv6CidrBlockAssociationSet!.FirstOrDefault();
        if (there?.Ipv6CidrBlock == wanted)
        {
            return;
        }

        if (there is not null)
        {
            await work.Ask(
                Ec2.DisassociateSubnetCidrBlock,
                new DisassociateSubnetCidrBlockRequest { AssociationId = there.AssociationId! },
                ct);
        }

        if (wanted is not null)
        {
            await work.Ask(
                Ec2.AssociateSubnetCidrBlock,
                new AssociateSubnetCidrBlockRequest { SubnetId = work.Id!, Ipv6CidrBlock = wanted },
                ct);
        }
    }

    private ValueTask Modify(Work work, Action<ModifySubnetAttributeRequest> set, CancellationToken ct)
    {
        var request = new ModifySubnetAttributeRequest { SubnetId = work.Id! };
        set(request);
        return work.Ask(Ec2.ModifySubnetAttribute, request, ct);
    }
}
