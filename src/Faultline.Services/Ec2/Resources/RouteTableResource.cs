using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A route table. <c>Ref</c> gives its id.</summary>
internal sealed class RouteTableResource(Ec2Api ec2) : Ec2Type(ec2, "RouteTable", "Tags", "VpcId")
{
    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await work.Ask(Ec2.DescribeRouteTables, new DescribeRouteTablesRequest { Filters = Mark.Of(work) }, ct))
        .RouteTables!.FirstOrDefault()?.RouteTableId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = new CreateRouteTableRequest
        {
            VpcId = work.Properties.Needed("VpcId"),
            ClientToken = work.Token,
            TagSpecifications = Mark.On(TagOn.RouteTable, work),
        };
        return (await work.Ask(Ec2.CreateRouteTable, request, ct)).RouteTable!.RouteTableId!;
    }

    protected override ValueTask Remove(Work work, CancellationToken ct) =>
        work.Ask(Ec2.DeleteRouteTable, new DeleteRouteTableRequest { RouteTableId = work.Id! }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct) =>
        Properties.Of((await work.Ask(
            Ec2.DescribeRouteTables,
            new DescribeRouteTablesRequest { RouteTableIds = [work.Id!] },
            ct)).RouteTables![0]);
}
