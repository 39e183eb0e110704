using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
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
    "MapPublicIpOnLaunch",
    Names,
    "Tags",
    "VpcId")
{
    private const string Names = "PrivateDnsNameOptionsOnLaunch";

    protected override IReadOnlyList<string> InPlace =>
        ["AssignIpv6AddressOnCreation", "EnableDns64", "MapPublicIpOnLaunch", Names];

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
        shown["Ipv6CidrBlocks"] = new JsonArray();
        var acls = await work.Ask(
            Ec2.DescribeNetworkAcls,
            new DescribeNetworkAclsRequest { Filters = Mark.Where("association.subnet-id", work.Id) },
            ct);
        shown["NetworkAclAssociationId"] = acls.NetworkAcls!.SelectMany(acl => acl.Associations!)
            .FirstOrDefault(each => each.SubnetId == work.Id)?.NetworkAclAssociationId;
        return shown;
    }

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

    private ValueTask Modify(Work work, Action<ModifySubnetAttributeRequest> set, CancellationToken ct)
    {
        var request = new ModifySubnetAttributeRequest { SubnetId = work.Id! };
        set(request);
        return work.Ask(Ec2.ModifySubnetAttribute, request, ct);
    }
}
