using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Network;

/// <summary>Where subnets lie in their VPC: within one of its blocks, beside each other. Pure.</summary>
internal static class SubnetBlocks
{
    public static Cidr Read(Ec2State state, Owned<Vpc> vpc, string? text)
    {
        var block = Cidr.Read(text ?? throw NetworkRefusal.MissingParameter("cidrBlock"))
            ?? throw NetworkRefusal.NotABlock(text, "cidrBlock");
        if (!VpcBlocks.HasLength(block) || !VpcBlocks.Of(vpc.Shown).Any(whole => whole.Contains(block)))
        {
            throw new AwsError("InvalidSubnet.Range", 400, $"The CIDR '{text}' is invalid.");
        }

        return state.Subnets.All.Any(
            row => row.Shown.VpcId == vpc.Id && block.Overlaps(Cidr.Read(row.Shown.CidrBlock)!.Value))
            ? throw new AwsError(
                "InvalidSubnet.Conflict", 400, $"The CIDR '{text}' conflicts with another subnet")
            : block;
    }

    /// <summary>The subnet with what is free of it by now.</summary>
    public static Subnet Show(Ec2State state, Owned<Subnet> subnet) => subnet.Shown.With(
        shown => shown.AvailableIpAddressCount = new SubnetAddresses(state, subnet).Free);

    /// <summary>Ends a subnet, and what its network ACL and route table know of it.</summary>
    public static void Remove(Ec2State state, Owned<Subnet> subnet)
    {
        var acls = state.NetworkAcls.All
            .Where(row => row.Shown.Associations!.Exists(each => each.SubnetId == subnet.Id));
        foreach (var acl in acls.ToList())
        {
            state.NetworkAcls.Put(acl.With(shown =>
                shown.Associations = [.. shown.Associations!.Where(each => each.SubnetId != subnet.Id)]));
        }

        var tables = state.RouteTables.All
            .Where(row => row.Shown.Associations!.Exists(each => each.SubnetId == subnet.Id));
        foreach (var table in tables.ToList())
        {
            state.RouteTables.Put(table.With(shown =>
                shown.Associations = [.. shown.Associations!.Where(each => each.SubnetId != subnet.Id)]));
        }

        state.Subnets.Remove(subnet.Id);
    }
}
