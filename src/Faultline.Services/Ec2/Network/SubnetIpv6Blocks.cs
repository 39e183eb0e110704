using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// The IPv6 block of a subnet: one at most, of /44 to /64 in steps of four, within one of its VPC's ("Subnet sizing for
/// IPv6", Amazon VPC User Guide). Pure.
/// </summary>
internal static class SubnetIpv6Blocks
{
    private const int LengthMin = 44;
    private const int LengthMax = 64;
    private const int LengthStep = 4;

    public static IEnumerable<Cidr6> Of(Subnet subnet) =>
        (subnet.Ipv6CidrBlockAssociationSet ?? []).Select(each => Cidr6.Read(each.Ipv6CidrBlock)!.Value);

    public static Cidr6 Read(Ec2State state, Owned<Vpc> vpc, string? text)
    {
        var block = Cidr6.Read(text ?? throw NetworkRefusal.MissingParameter("ipv6CidrBlock"))
            ?? throw NetworkRefusal.NotABlock(text, "ipv6CidrBlock");
        if (block.Length is < LengthMin or > LengthMax
            || block.Length % LengthStep != 0
            || !VpcIpv6Blocks.Of(vpc.Shown).Any(whole => whole.Contains(block)))
        {
            throw new AwsError("InvalidSubnet.Range", 400, $"The CIDR '{text}' is invalid.");
        }

        return state.Subnets.All.Any(row => row.Shown.VpcId == vpc.Id && Of(row.Shown).Any(block.Overlaps))
            ? throw new AwsError(
                "InvalidSubnet.Conflict", 400, $"The CIDR '{text}' conflicts with another subnet")
            : block;
    }

    public static void CheckRoom(Owned<Subnet> subnet)
    {
        if (subnet.Shown.Ipv6CidrBlockAssociationSet is [_, ..])
        {
            throw NetworkRefusal.TooManyBlocks(subnet.Id, 1);
        }
    }

    public static SubnetIpv6CidrBlockAssociation Add(Ec2State state, string subnet, Cidr6 block, Dice dice)
    {
        var association = new SubnetIpv6CidrBlockAssociation
        {
            AssociationId = dice.Resource("subnet-cidr-assoc"),
            Ipv6CidrBlock = block.ToString(),
            Ipv6CidrBlockState = new() { State = SubnetCidrBlockStateCode.Associated },
            Ipv6AddressAttribute = Ipv6AddressAttribute.Public,
            IpSource = IpSource.Amazon,
        };
        state.Subnets.Change(subnet, row => row.With(shown => shown.Ipv6CidrBlockAssociationSet = [association]));
        return association;
    }

    public static (Owned<Subnet> Subnet, SubnetIpv6CidrBlockAssociation Association) Find(
        Ec2State state, string account, string? id)
    {
        foreach (var subnet in state.Subnets.Of(account))
        {
            if (subnet.Shown.Ipv6CidrBlockAssociationSet!.Find(each => each.AssociationId == id) is { } found)
            {
                return (subnet, found);
            }
        }

        throw new AwsError(
            "InvalidSubnetCidrBlockAssociationID.NotFound", 400,
            $"The subnet CIDR block association ID '{id}' does not exist");
    }

    public static void Remove(Ec2State state, Owned<Subnet> subnet, SubnetIpv6CidrBlockAssociation association)
    {
        if (state.Interfaces.All.Any(row => row.Shown.SubnetId == subnet.Id && row.Shown.Ipv6Addresses is [_, ..]))
        {
            throw NetworkRefusal.BlockInUse("subnet", association.AssociationId!);
        }

        state.Subnets.Put(subnet.With(shown => shown.Ipv6CidrBlockAssociationSet = []));
    }
}
