using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// The default VPC that every account finds in a region ("Default VPCs" in the Amazon VPC User Guide).
/// </summary>
internal sealed class DefaultNetwork(string region, Node node, Surroundings around)
{
    private const int SubnetLength = 20;

    /// <summary>A default VPC with a subnet in each zone, and a way to the internet.</summary>
    public void Make(Ec2State state, string account) => Make(state, account, node.Dice);

    public Owned<Vpc> Make(Ec2State state, string account, Dice dice)
    {
        var vpc = new NewVpc(region, account, Cidr.Read("172.31.0.0/16")!.Value) { IsDefault = true }
            .Make(state, dice);
        foreach (var zone in Zones(account))
        {
            MakeSubnet(state, vpc, zone, dice);
        }

        var gateway = InternetGateways.Make(state, account, vpc.Id, [], dice);
        var main = state.RouteTables.All.First(table => table.Shown.VpcId == vpc.Id);
        state.RouteTables.Put(main.With(shown => shown.Routes =
        [
            .. shown.Routes!,
            new()
            {
                DestinationCidrBlock = Cidr.Everywhere.ToString(),
                GatewayId = gateway.Id,
                Origin = RouteOrigin.CreateRoute,
                State = RouteState.Active,
            },
        ]));
        return vpc;
    }

    /// <summary>A default subnet in the lowest room that is free for one; null when there is none.</summary>
    public Owned<Subnet>? MakeSubnet(Ec2State state, Owned<Vpc> vpc, (string Name, string Id) zone, Dice dice)
    {
        var whole = Cidr.Read(vpc.Shown.CidrBlock)!.Value;
        var taken = state.Subnets.All
            .Where(subnet => subnet.Shown.VpcId == vpc.Id)
            .Select(subnet => Cidr.Read(subnet.Shown.CidrBlock)!.Value)
            .ToList();
        for (long at = whole.First; at <= whole.Last; at += 1L << (32 - SubnetLength))
        {
            var block = new Cidr((uint)at, SubnetLength);
            if (!taken.Exists(block.Overlaps))
            {
                return new NewSubnet(region, vpc, block, zone.Name, zone.Id) { IsDefault = true }.Make(state, dice);
            }
        }

        return null;
    }

    /// <summary>The zones of the region by the account's names for them, and their ids.</summary>
    public IEnumerable<(string Name, string Id)> Zones(string account) =>
        (around.Atlas.Region(region)?.Children ?? [])
            .Select(zone => (Name: ZoneNames.NameOf(account, zone), Id: zone.Name))
            .OrderBy(zone => zone.Name, StringComparer.Ordinal);
}
