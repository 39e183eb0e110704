using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Network;

/// <summary>Route tables and the subnets that go by them. Pure.</summary>
internal static class RouteTables
{
    public static bool IsMain(RouteTable table) => table.Associations!.Exists(each => each.Main == true);

    /// <summary>The table with the state that each of its routes is in by now.</summary>
    public static RouteTable Show(Ec2State state, Owned<RouteTable> table) => table.Shown.With(
        shown => shown.Routes = [.. shown.Routes!.Select(route => RouteTargets.Show(state, route))]);

    /// <summary>Lets a subnet go by the table.</summary>
    public static string Associate(Ec2State state, Owned<RouteTable> table, Owned<Subnet> subnet, Dice dice)
    {
        var association = NewRouteTable.Association(table.Id, subnet.Id, dice);
        Put(state, table.Id, association);
        return association.RouteTableAssociationId!;
    }

    public static void CheckSubnet(Owned<RouteTable> table, Owned<Subnet> subnet)
    {
        if (table.Shown.VpcId != subnet.Shown.VpcId)
        {
            throw Refusal.Value($"Route table {table.Id} and subnet {subnet.Id} belong to different networks");
        }
    }

    public static RouteTableAssociation? AssociationOf(Ec2State state, string subnet) => state.RouteTables.All
        .SelectMany(row => row.Shown.Associations!)
        .FirstOrDefault(each => each.SubnetId == subnet);

    public static (Owned<RouteTable> Table, RouteTableAssociation Association) Find(
        Ec2State state, string account, string id)
    {
        foreach (var table in state.RouteTables.Of(account))
        {
            if (table.Shown.Associations!.Find(each => each.RouteTableAssociationId == id) is { } found)
            {
                return (table, found);
            }
        }

        throw NetworkRefusal.NoAssociation(id);
    }

    public static void Disassociate(Ec2State state, Owned<RouteTable> table, RouteTableAssociation association) =>
        state.RouteTables.Put(table.With(shown =>
            shown.Associations = [.. shown.Associations!.Where(each => each != association)]));

    public static void CheckMove(Owned<RouteTable> from, Owned<RouteTable> to)
    {
        if (from.Shown.VpcId != to.Shown.VpcId)
        {
            throw Refusal.Value($"Route table {to.Id} and route table {from.Id} belong to different networks");
        }
    }

    /// <summary>Moves an association, the main one too, to another table of the VPC.</summary>
    public static string Move(
        Ec2State state,
        Owned<RouteTable> from,
        RouteTableAssociation association,
        Owned<RouteTable> to,
        Dice dice)
    {
        Disassociate(state, from, association);
        var moved = NewRouteTable.Association(to.Id, association.SubnetId, dice);
        Put(state, to.Id, moved);
        return moved.RouteTableAssociationId!;
    }

    public static void CheckRemoval(Owned<RouteTable> table)
    {
        if (table.Shown.Associations!.Count > 0)
        {
            throw NetworkRefusal.Used($"The routeTable '{table.Id}' has dependencies and cannot be deleted.");
        }
    }

    private static void Put(Ec2State state, string table, RouteTableAssociation association) =>
        state.RouteTables.Change(table, row => row.With(shown =>
            shown.Associations = [.. shown.Associations!, association]));
}
