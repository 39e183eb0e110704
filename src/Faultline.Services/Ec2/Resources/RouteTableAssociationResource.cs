using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// What lets a subnet go by a route table. <c>Ref</c> gives the id of the association that was made first. A subnet
/// has one at most: to another table it is moved, so that it can be moved back, and it is known by its subnet.
/// </summary>
internal sealed class RouteTableAssociationResource(Ec2Api ec2) : Ec2Type(
    ec2, "SubnetRouteTableAssociation", "RouteTableId", "SubnetId")
{
    protected override IReadOnlyList<string> InPlace => ["RouteTableId"];

    public override bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) =>
        changed.Contains("SubnetId");

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        await Present(work, ct) is { } there && IsOurs(there, work.Properties) ? there.RouteTableAssociationId : null;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.AssociateRouteTable,
        new AssociateRouteTableRequest
        {
            RouteTableId = work.Properties.Needed("RouteTableId"),
            SubnetId = work.Properties.Needed("SubnetId"),
        },
        ct)).AssociationId!;

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        if (!before.Has("RouteTableId") || await Find(work, ct) is not null)
        {
            return;
        }

        if (await Present(work, ct) is not { } there)
        {
            await Make(work, ct);
            return;
        }

        await work.Ask(
            Ec2.ReplaceRouteTableAssociation,
            new ReplaceRouteTableAssociationRequest
            {
                AssociationId = there.RouteTableAssociationId!,
                RouteTableId = work.Properties.Needed("RouteTableId"),
            },
            ct);
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct)
    {
        if (await Find(work, ct) is { } id)
        {
            await work.Ask(Ec2.DisassociateRouteTable, new DisassociateRouteTableRequest { AssociationId = id }, ct);
        }
    }

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct) =>
        await Present(work, ct) is not { } there
            ? null
            : new()
            {
                ["RouteTableId"] = there.RouteTableId,
                ["SubnetId"] = there.SubnetId,
                ["Id"] = there.RouteTableAssociationId,
            };

    private static bool IsOurs(RouteTableAssociation there, Properties properties) =>
        there.RouteTableId == properties.Text("RouteTableId");

    private async ValueTask<RouteTableAssociation?> Present(Work work, CancellationToken ct)
    {
        var subnet = work.Properties.Needed("SubnetId");
        var found = await work.Ask(
            Ec2.DescribeRouteTables,
            new DescribeRouteTablesRequest { Filters = Mark.Where("association.subnet-id", subnet) },
            ct);
        return found.RouteTables!.SelectMany(table => table.Associations!)
            .FirstOrDefault(each => each.SubnetId == subnet);
    }
}
