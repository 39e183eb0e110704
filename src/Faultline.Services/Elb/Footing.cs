using System.Security.Cryptography;
using System.Text;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Services.Elb.Keeping;
using Faultline.Wire;
using AvailabilityZone = Faultline.Api.Elb.AvailabilityZone;

namespace Faultline.Services.Elb;

/// <summary>
/// The network interfaces of balancers: one in each of their subnets, made and ended through EC2's API on behalf of
/// load balancing. While one is there EC2 lets nobody delete what it stands on.
/// </summary>
internal sealed class Footing(string region, Node node, Atlas atlas, ElbBook book, Premises premises)
{
    private const string Service = "elasticloadbalancing.amazonaws.com";
    private const string Role = "AWSServiceRoleForElasticLoadBalancing/ElasticLoadBalancing";

    /// <summary>Brings the interfaces to what the state says.</summary>
    public async ValueTask Settle(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var wanted = Wanted(state);
        foreach (var row in state.Interfaces.All.Where(row => !wanted.ContainsKey(row.Id)).ToList())
        {
            await premises.End(As(row.Account), row.Interface, ct);
            state.Interfaces.Remove(row.Id);
        }

        foreach (var (id, (balancer, zone)) in wanted)
        {
            var groups = balancer.Shown.SecurityGroups ?? [];
            var row = state.Interfaces.Find(id) ?? await Make(state, id, balancer, zone, ct);
            if (row.Groups != Text(groups))
            {
                await premises.Guard(As(row.Account), row.Interface, groups, ct);
                row = row with { Groups = Text(groups) };
            }

            if (row != state.Interfaces.Find(id))
            {
                state.Interfaces.Put(row);
            }
        }

        await held.Keep();
    }

    private static SortedDictionary<string, (Item<LoadBalancer> Balancer, AvailabilityZone Zone)> Wanted(
        ElbState state) => new(
        (
            from balancer in state.Balancers.All
            from zone in balancer.Shown.AvailabilityZones!
            select (balancer, zone)
        ).ToDictionary(each => NodeInterface.IdOf(each.balancer.Id, each.zone.SubnetId!)),
        StringComparer.Ordinal);

    /// <summary>The same as before where it was made and the server ended before it knew: the token says so.</summary>
    private async ValueTask<NodeInterface> Make(
        ElbState state, string id, Item<LoadBalancer> balancer, AvailabilityZone zone, CancellationToken ct)
    {
        var groups = balancer.Shown.SecurityGroups ?? [];
        var call = As(balancer.Account);
        var made = await premises.Make(call, new()
        {
            SubnetId = zone.SubnetId!,
            Description = $"ELB {balancer.Id[(balancer.Id.IndexOf('/') + 1)..]}",
            InterfaceType = balancer.Shown.Type == LoadBalancerTypeEnum.Network ? "network_load_balancer" : null,
            Groups = groups.Count > 0 ? groups : null,
            PrivateIpAddress = zone.LoadBalancerAddresses is [{ PrivateIPv4Address: { } own }, ..] ? own : null,
            ClientToken = Token($"{id} {Text(groups)}"),
        }, ct);
        if (zone.LoadBalancerAddresses is [{ AllocationId: { } elastic }, ..])
        {
            await premises.Associate(call, made, elastic, ct);
        }
        else if (balancer.Shown.Scheme == LoadBalancerSchemeEnum.InternetFacing
            && ZoneNames.Find(balancer.Account, atlas.Region(region)!, zone.ZoneName!) is { } place
            && state.Nodes.Find(BalancerNode.IdOf(balancer.Id, place.Name)) is { } at)
        {
            await premises.Publish(call, made, at.Address, ct);
        }

        return new(id, balancer.Account, balancer.Id, zone.SubnetId!, made, Text(groups));
    }

    private Call As(string account) => new()
    {
        Service = Ec2Model.Service,
        Operation = Ec2Model.Service.Operations[0],
        Region = region,
        Principal = Principal.OfService(account, Service, Role),
        Now = node.Now,
        Dice = node.Dice,
        RequestId = node.Dice.Uuid(),
        Origin = "",
    };

    private static string Text(List<string> groups) => string.Join(' ', groups);

    private static string Token(string text) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
