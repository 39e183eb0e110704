using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>Makes a route table, which knows the way within its VPC. Pure.</summary>
internal static class NewRouteTable
{
    /// <summary>The target of routes within the VPC.</summary>
    public const string Local = "local";

    public static Owned<RouteTable> Make(Ec2State state, Owned<Vpc> vpc, bool main, List<Tag> tags, Dice dice)
    {
        var table = new Owned<RouteTable>(dice.Resource("rtb"), vpc.Account, new());
        table = table.With(shown =>
        {
            shown.RouteTableId = table.Id;
            shown.VpcId = vpc.Id;
            shown.OwnerId = vpc.Account;
            shown.Associations = main ? [Association(table.Id, null, dice)] : [];
            shown.PropagatingVgws = [];
            shown.Routes =
            [
                .. (vpc.Shown.CidrBlockAssociationSet ?? [])
                    .Where(block => block.CidrBlockState!.State == VpcCidrBlockStateCode.Associated)
                    .Select(block => Within(block.CidrBlock!)),
                .. VpcIpv6Blocks.Of(vpc.Shown).Select(Within),
            ];
            shown.Tags = tags;
        });
        state.RouteTables.Put(table);
        return table;
    }

    /// <summary>The way to addresses of the VPC itself.</summary>
    public static Api.Ec2.Route Within(string block) => new()
    {
        DestinationCidrBlock = block,
        GatewayId = Local,
        Origin = RouteOrigin.CreateRouteTable,
        State = RouteState.Active,
    };

    /// <inheritdoc cref="Within(string)"/>
    public static Api.Ec2.Route Within(Cidr6 block) => new()
    {
        DestinationIpv6CidrBlock = block.ToString(),
        GatewayId = Local,
        Origin = RouteOrigin.CreateRouteTable,
        State = RouteState.Active,
    };

    /// <summary>An association with a subnet, or as main table where there is none.</summary>
    public static RouteTableAssociation Association(string table, string? subnet, Dice dice) => new()
    {
        RouteTableAssociationId = dice.Resource("rtbassoc"),
        RouteTableId = table,
        SubnetId = subnet,
        Main = subnet is null,
        AssociationState = new() { State = RouteTableAssociationStateCode.Associated },
    };
}
