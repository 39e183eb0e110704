using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// The blocks of addresses of a VPC ("VPC CIDR blocks", Amazon VPC User Guide): each is of /16 to /28, no two overlap,
/// and every route table knows the way to all of them. Pure.
/// </summary>
internal static class VpcBlocks
{
    private const int LengthMin = 16;
    private const int LengthMax = 28;

    // Addresses of a machine itself, of its link, and of many receivers are nobody's.
    private static readonly Cidr[] never =
        [Cidr.Read("0.0.0.0/8")!.Value, Cidr.Read("127.0.0.0/8")!.Value, Cidr.Read("169.254.0.0/16")!.Value,
            Cidr.Read("224.0.0.0/3")!.Value];

    public static Cidr Read(string? text)
    {
        var block = Cidr.Read(text ?? throw NetworkRefusal.MissingParameter("cidrBlock"))
            ?? throw NetworkRefusal.NotABlock(text, "cidrBlock");
        return HasLength(block) && !Array.Exists(never, block.Overlaps) ? block : throw Invalid(block);
    }

    public static bool HasLength(Cidr block) => block.Length is >= LengthMin and <= LengthMax;

    public static IEnumerable<Cidr> Of(Vpc vpc) =>
        (vpc.CidrBlockAssociationSet ?? []).Select(each => Cidr.Read(each.CidrBlock)!.Value);

    public static void Check(Ec2State state, Owned<Vpc> vpc, Cidr block)
    {
        if (vpc.Shown.CidrBlockAssociationSet!.Count >= NetworkLimits.BlocksPerVpc)
        {
            throw NetworkRefusal.TooManyBlocks(vpc.Id, NetworkLimits.BlocksPerVpc);
        }

        // A route to the same addresses, or to some of them, would lead elsewhere.
        if (Of(vpc.Shown).Any(block.Overlaps)
            || Tables(state, vpc).Any(table => table.Shown.Routes!.Exists(
                route => Cidr.Read(route.DestinationCidrBlock) is { } there && block.Contains(there))))
        {
            throw Invalid(block);
        }
    }

    public static VpcCidrBlockAssociation Add(Ec2State state, Owned<Vpc> vpc, Cidr block, Dice dice)
    {
        var association = new VpcCidrBlockAssociation
        {
            AssociationId = dice.Resource("vpc-cidr-assoc"),
            CidrBlock = block.ToString(),
            CidrBlockState = new() { State = VpcCidrBlockStateCode.Associated },
        };
        state.Vpcs.Put(vpc.With(shown =>
            shown.CidrBlockAssociationSet = [.. shown.CidrBlockAssociationSet!, association]));
        foreach (var table in Tables(state, vpc))
        {
            state.RouteTables.Put(table.With(shown =>
                shown.Routes = [.. shown.Routes!, NewRouteTable.Within(association.CidrBlock)]));
        }

        return association;
    }

    public static (Owned<Vpc> Vpc, VpcCidrBlockAssociation Association) Find(
        Ec2State state, string account, string id)
    {
        foreach (var vpc in state.Vpcs.Of(account))
        {
            if (vpc.Shown.CidrBlockAssociationSet!.Find(each => each.AssociationId == id) is { } found)
            {
                return (vpc, found);
            }
        }

        throw new AwsError(
            "InvalidVpcCidrBlockAssociationID.NotFound", 400,
            $"The vpc CIDR block association ID '{id}' does not exist");
    }

    public static void Remove(Ec2State state, Owned<Vpc> vpc, VpcCidrBlockAssociation association)
    {
        if (association.CidrBlock == vpc.Shown.CidrBlock)
        {
            throw NetworkRefusal.NotPermitted(
                $"The vpc CIDR block with association ID {association.AssociationId} may not be disassociated. "
                + "It is the primary IPv4 CIDR block of the VPC");
        }

        var block = Cidr.Read(association.CidrBlock)!.Value;
        if (state.Subnets.All.Any(
            row => row.Shown.VpcId == vpc.Id && block.Contains(Cidr.Read(row.Shown.CidrBlock)!.Value)))
        {
            throw NetworkRefusal.BlockInUse("vpc", association.AssociationId!);
        }

        state.Vpcs.Put(vpc.With(shown => shown.CidrBlockAssociationSet =
            [.. shown.CidrBlockAssociationSet!.Where(each => each != association)]));
        foreach (var table in Tables(state, vpc))
        {
            state.RouteTables.Put(table.With(shown => shown.Routes =
            [
                .. shown.Routes!.Where(each =>
                    each.GatewayId != NewRouteTable.Local || each.DestinationCidrBlock != association.CidrBlock),
            ]));
        }
    }

    public static List<Owned<RouteTable>> Tables(Ec2State state, Owned<Vpc> vpc) =>
        [.. state.RouteTables.All.Where(row => row.Shown.VpcId == vpc.Id)];

    private static AwsError Invalid(Cidr block) =>
        new("InvalidVpc.Range", 400, $"The CIDR '{block}' is invalid.");
}
