using System.Globalization;
using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Network;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// A rule of a network ACL, known by its number and direction. <c>Ref</c> gives a name that CloudFormation makes up:
/// EC2 has none for it. A rule that says what the template says is the template's.
/// </summary>
internal sealed class AclEntryResource(Ec2Api ec2) : Ec2Type(
    ec2,
    "NetworkAclEntry",
    "CidrBlock",
    "Egress",
    "Icmp",
    "Ipv6CidrBlock",
    "NetworkAclId",
    "PortRange",
    "Protocol",
    "RuleAction",
    "RuleNumber")
{
    private const int NameMax = 255;

    protected override IReadOnlyList<string> InPlace =>
        ["CidrBlock", "Icmp", "Ipv6CidrBlock", "PortRange", "Protocol", "RuleAction"];

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        await Present(work, ct) is { } entry && Says(entry, work.Properties) ? work.Name(NameMax) : null;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<CreateNetworkAclEntryRequest>("Icmp");
        request.IcmpTypeCode = Icmp(work.Properties);
        await work.Ask(Ec2.CreateNetworkAclEntry, request, ct);
        return work.Name(NameMax);
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        if (!before.Names.Any())
        {
            return;
        }

        var request = work.Properties.As<ReplaceNetworkAclEntryRequest>("Icmp");
        request.IcmpTypeCode = Icmp(work.Properties);
        await work.Ask(Ec2.ReplaceNetworkAclEntry, request, ct);
    }

    protected override ValueTask Remove(Work work, CancellationToken ct) => work.Ask(
        Ec2.DeleteNetworkAclEntry,
        new DeleteNetworkAclEntryRequest
        {
            NetworkAclId = work.Properties.Needed("NetworkAclId"),
            RuleNumber = work.Properties.Number("RuleNumber"),
            Egress = work.Properties.Flag("Egress") ?? false,
        },
        ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        if (await Present(work, ct) is not { } entry)
        {
            return null;
        }

        var shown = Properties.Of(entry);
        shown["NetworkAclId"] = work.Properties.Text("NetworkAclId");
        shown["Id"] = work.Id;
        shown["Icmp"] = entry.IcmpTypeCode is { } icmp ? Properties.Of(icmp) : null;
        shown["Protocol"] = int.Parse(entry.Protocol!, CultureInfo.InvariantCulture);
        return shown;
    }

    private static IcmpTypeCode? Icmp(Properties properties) => properties.Group("Icmp")?.As<IcmpTypeCode>();

    private static bool Says(NetworkAclEntry entry, Properties properties)
    {
        var (ports, icmp) = (properties.Group("PortRange"), Icmp(properties));
        return entry.Protocol == properties.Text("Protocol")
            && entry.RuleAction == properties.Text("RuleAction")
            && entry.CidrBlock == Cidr.Read(properties.Text("CidrBlock"))?.ToString()
            && entry.Ipv6CidrBlock == Cidr6.Read(properties.Text("Ipv6CidrBlock"))?.ToString()
            && (entry.PortRange is null
                || (entry.PortRange.From == ports?.Number("From") && entry.PortRange.To == ports?.Number("To")))
            && (entry.IcmpTypeCode is null
                || (entry.IcmpTypeCode.Type == icmp?.Type && entry.IcmpTypeCode.Code == icmp?.Code));
    }

    private async ValueTask<NetworkAclEntry?> Present(Work work, CancellationToken ct)
    {
        var found = await work.Ask(
            Ec2.DescribeNetworkAcls,
            new DescribeNetworkAclsRequest { NetworkAclIds = [work.Properties.Needed("NetworkAclId")] },
            ct);
        var (number, egress) = (work.Properties.Number("RuleNumber"), work.Properties.Flag("Egress") ?? false);
        return found.NetworkAcls![0].Entries!.Find(each => each.RuleNumber == number && each.Egress == egress);
    }
}
