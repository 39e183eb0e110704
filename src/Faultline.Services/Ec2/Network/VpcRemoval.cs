using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// The end of a VPC: what AWS made with it goes with it, and anything else in it stands in the way. Pure.
/// </summary>
internal static class VpcRemoval
{
    public static void Check(Ec2State state, Owned<Vpc> vpc)
    {
        var id = vpc.Id;
        if (state.Subnets.All.Any(row => row.Shown.VpcId == id)
            || state.Interfaces.All.Any(row => row.Shown.VpcId == id)
            || state.InternetGateways.All.Any(row => row.Shown.Attachments!.Exists(each => each.VpcId == id))
            || state.EgressGateways.All.Any(row => EgressGateways.IsOf(row.Shown, id))
            || state.RouteTables.All.Any(row => row.Shown.VpcId == id && !RouteTables.IsMain(row.Shown))
            || state.NetworkAcls.All.Any(row => row.Shown.VpcId == id && row.Shown.IsDefault != true)
            || state.SecurityGroups.All.Any(row => row.Shown.VpcId == id && row.Shown.GroupName != "default")
            || state.Peerings.All.Any(row => Peerings.IsOpen(row.Shown) && Peerings.Joins(row.Shown, id)))
        {
            throw NetworkRefusal.Used($"The vpc '{id}' has dependencies and cannot be deleted.");
        }
    }

    public static void Remove(Ec2State state, Owned<Vpc> vpc)
    {
        foreach (var group in state.SecurityGroups.All.Where(row => row.Shown.VpcId == vpc.Id).ToList())
        {
            foreach (var rule in state.Rules.All.Where(row => row.Shown.GroupId == group.Id).ToList())
            {
                state.Rules.Remove(rule.Id);
            }

            state.SecurityGroups.Remove(group.Id);
        }

        foreach (var acl in state.NetworkAcls.All.Where(row => row.Shown.VpcId == vpc.Id).ToList())
        {
            state.NetworkAcls.Remove(acl.Id);
        }

        foreach (var table in state.RouteTables.All.Where(row => row.Shown.VpcId == vpc.Id).ToList())
        {
            state.RouteTables.Remove(table.Id);
        }

        state.VpcAttributes.Remove(vpc.Id);
        state.Vpcs.Remove(vpc.Id);
    }
}
