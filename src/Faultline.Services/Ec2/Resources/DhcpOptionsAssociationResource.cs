using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// The DHCP options that a VPC goes by. <c>Ref</c> gives <c>dopt-...|vpc-...</c> of the options that it began with. A
/// VPC goes by one set: to another it is moved, so that it can be moved back, and it is known by its VPC.
/// </summary>
internal sealed class DhcpOptionsAssociationResource(Ec2Api ec2) : Ec2Type(
    ec2, "VPCDHCPOptionsAssociation", "DhcpOptionsId", "VpcId")
{
    /// <summary>Stands for no options.</summary>
    private const string None = "default";

    protected override IReadOnlyList<string> InPlace => ["DhcpOptionsId"];

    public override bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) =>
        changed.Contains("VpcId");

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        await Present(work, ct) == work.Properties.Text("DhcpOptionsId") ? IdOf(work) : null;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        await work.Ask(Ec2.AssociateDhcpOptions, work.Properties.As<AssociateDhcpOptionsRequest>(), ct);
        return IdOf(work);
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        if (before.Names.Any() && await Find(work, ct) is null)
        {
            await Make(work, ct);
        }
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct)
    {
        if (await Find(work, ct) is not null)
        {
            await work.Ask(
                Ec2.AssociateDhcpOptions,
                new AssociateDhcpOptionsRequest { DhcpOptionsId = None, VpcId = work.Properties.Needed("VpcId") },
                ct);
        }
    }

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct) =>
        await Present(work, ct) is not { } there || (there == None && work.Properties.Text("DhcpOptionsId") != None)
            ? null
            : new() { ["DhcpOptionsId"] = there, ["VpcId"] = work.Properties.Text("VpcId") };

    private static string IdOf(Work work) =>
        $"{work.Properties.Needed("DhcpOptionsId")}|{work.Properties.Needed("VpcId")}";

    private async ValueTask<string?> Present(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeVpcs, new DescribeVpcsRequest { VpcIds = [work.Properties.Needed("VpcId")] }, ct))
        .Vpcs![0].DhcpOptionsId;
}
