using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>Finds what somebody names, or refuses.</summary>
internal static class Lookup
{
    /// <summary>What the account has under the id; what it has not is refused in the words of the noun.</summary>
    public static T Need<T>(this Table<T> table, Noun noun, string account, string? id) where T : class, IRow =>
        table.Find(account, id) ?? throw noun.Missing(id ?? "");

    public static Owned<Vpc>? DefaultVpc(this Ec2State state, string account) =>
        state.Vpcs.Of(account).FirstOrDefault(row => row.Shown.IsDefault == true);

    /// <summary>The VPC that is named, or the default one where none is.</summary>
    public static Owned<Vpc> VpcOrDefault(this Ec2State state, string account, string? id) => id is { Length: > 0 }
        ? state.Vpcs.Need(Noun.Vpc, account, id)
        : state.DefaultVpc(account) ?? throw NetworkRefusal.NoDefaultVpc();

    /// <summary>A group by its id, or by its name in the default VPC.</summary>
    public static Owned<SecurityGroup> Group(this Ec2State state, string account, string? id, string? name)
    {
        if (id is { Length: > 0 })
        {
            return state.SecurityGroups.Need(Noun.SecurityGroup, account, id);
        }

        if (name is not { Length: > 0 })
        {
            throw NetworkRefusal.MissingParameter("groupName or groupId");
        }

        var vpc = state.DefaultVpc(account) ?? throw NetworkRefusal.NoDefaultVpc();
        return state.GroupNamed(vpc, name) ?? throw NetworkRefusal.NoGroupNamed(name, vpc.Id);
    }

    public static Owned<SecurityGroup>? GroupNamed(this Ec2State state, Owned<Vpc> vpc, string name) => state
        .SecurityGroups.All
        .FirstOrDefault(row => row.Shown.VpcId == vpc.Id && row.Shown.GroupName == name);

    /// <summary>A peering of the two VPCs that is in force.</summary>
    public static Owned<VpcPeeringConnection>? PeeringOf(this Ec2State state, string? one, string? other) => state
        .Peerings.All
        .FirstOrDefault(row => row.Shown is { Status.Code: VpcPeeringConnectionStateReasonCode.Active } shown
            && ((shown.RequesterVpcInfo!.VpcId == one && shown.AccepterVpcInfo!.VpcId == other)
                || (shown.RequesterVpcInfo!.VpcId == other && shown.AccepterVpcInfo!.VpcId == one)));
}
