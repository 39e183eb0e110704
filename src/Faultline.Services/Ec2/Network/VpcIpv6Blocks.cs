using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// The IPv6 blocks of a VPC, each a /56 that Amazon gives ("VPC CIDR blocks", Amazon VPC User Guide). Ours are among
/// the addresses for documentation (RFC 3849), which lead nowhere. Pure.
/// </summary>
internal static class VpcIpv6Blocks
{
    private const int Length = 56;

    private static readonly Cidr6 supply = Cidr6.Read("2001:db8::/32")!.Value;

    public static IEnumerable<Cidr6> Of(Vpc vpc) =>
        (vpc.Ipv6CidrBlockAssociationSet ?? []).Select(each => Cidr6.Read(each.Ipv6CidrBlock)!.Value);

    public static void Check(Owned<Vpc> vpc)
    {
        if (vpc.Shown.Ipv6CidrBlockAssociationSet!.Count >= NetworkLimits.BlocksPerVpc)
        {
            throw NetworkRefusal.TooManyBlocks(vpc.Id, NetworkLimits.BlocksPerVpc);
        }
    }

    /// <summary>
    /// Gives the VPC a block that no other one has, and its route tables, groups and ACL what goes with it.
    /// </summary>
    public static VpcIpv6CidrBlockAssociation Add(Ec2State state, string region, Owned<Vpc> vpc, Dice dice)
    {
        var association = new VpcIpv6CidrBlockAssociation
        {
            AssociationId = dice.Resource("vpc-cidr-assoc"),
            Ipv6CidrBlock = Draw(state, dice).ToString(),
            Ipv6CidrBlockState = new() { State = VpcCidrBlockStateCode.Associated },
            NetworkBorderGroup = region,
            Ipv6Pool = "Amazon",
            Ipv6AddressAttribute = Ipv6AddressAttribute.Public,
            IpSource = IpSource.Amazon,
        };
        var isFirst = vpc.Shown.Ipv6CidrBlockAssociationSet!.Count == 0;
        state.Vpcs.Change(vpc.Id, row => row.With(shown =>
            shown.Ipv6CidrBlockAssociationSet = [.. shown.Ipv6CidrBlockAssociationSet!, association]));
        foreach (var table in VpcBlocks.Tables(state, vpc))
        {
            state.RouteTables.Put(table.With(shown =>
                shown.Routes = [.. shown.Routes!, NewRouteTable.Within(Cidr6.Read(association.Ipv6CidrBlock)!.Value)]));
        }

        if (isFirst)
        {
            Ipv6Defaults.Add(state, region, vpc.Id, dice);
        }

        return association;
    }

    public static (Owned<Vpc> Vpc, VpcIpv6CidrBlockAssociation Association)? Find(
        Ec2State state, string account, string? id)
    {
        foreach (var vpc in state.Vpcs.Of(account))
        {
            if (vpc.Shown.Ipv6CidrBlockAssociationSet!.Find(each => each.AssociationId == id) is { } found)
            {
                return (vpc, found);
            }
        }

        return null;
    }

    public static void Remove(Ec2State state, Owned<Vpc> vpc, VpcIpv6CidrBlockAssociation association)
    {
        var block = Cidr6.Read(association.Ipv6CidrBlock)!.Value;
        if (state.Subnets.All.Any(
            row => row.Shown.VpcId == vpc.Id && SubnetIpv6Blocks.Of(row.Shown).Any(block.Contains)))
        {
            throw NetworkRefusal.BlockInUse("vpc", association.AssociationId!);
        }

        state.Vpcs.Put(vpc.With(shown => shown.Ipv6CidrBlockAssociationSet =
            [.. shown.Ipv6CidrBlockAssociationSet!.Where(each => each.AssociationId != association.AssociationId)]));
        foreach (var table in VpcBlocks.Tables(state, vpc))
        {
            state.RouteTables.Put(table.With(shown => shown.Routes =
            [
                .. shown.Routes!.Where(each => each.GatewayId != NewRouteTable.Local
                    || each.DestinationIpv6CidrBlock != association.Ipv6CidrBlock),
            ]));
        }
    }

    private static Cidr6 Draw(Ec2State state, Dice dice)
    {
        var taken = state.Vpcs.All.SelectMany(row => Of(row.Shown)).ToHashSet();
        while (true)
        {
            var number = (UInt128)dice.Below(1 << (Length - supply.Length));
            var block = new Cidr6(supply.First | (number << (128 - Length)), Length);
            if (!taken.Contains(block))
            {
                return block;
            }
        }
    }
}
