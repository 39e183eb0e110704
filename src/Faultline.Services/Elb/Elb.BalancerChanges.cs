using Faultline.Api.Elb;
using Faultline.Services.Elb.Logs;
using Faultline.Services.Elb.Settings;
using Faultline.Wire;

namespace Faultline.Services.Elb;

internal sealed partial class Elb
{
    public override async ValueTask<SetSubnetsOutput> SetSubnets(
        Call call, SetSubnetsInput request, CancellationToken ct)
    {
        CheckIpv4(request.IpAddressType);
        var before = await Look(call, request.LoadBalancerArn, ct);
        var site = await sites.Find(
            call,
            Sites.Asked(request.Subnets, request.SubnetMappings),
            before.Type == LoadBalancerTypeEnum.Network,
            before.Scheme == LoadBalancerSchemeEnum.Internal,
            before.AvailabilityZones!,
            ct);
        if (site.Vpc != before.VpcId)
        {
            throw Refusal.Configuration($"The subnets must belong to the VPC '{before.VpcId}' of the load balancer");
        }

        using var held = await book.Take(ct);
        var balancer = Balancer(held.State, call, request.LoadBalancerArn);
        var zones = site.Zones.ConvertAll(zone => zone.Shown);
        held.State.Balancers.Put(balancer.With(shown => shown.AvailabilityZones = zones));
        sites.Settle(held.State, balancer, site);
        await held.Keep();
        await footing.Settle(ct);
        balancing.Tell();
        return new() { AvailabilityZones = zones, IpAddressType = balancer.Shown.IpAddressType };
    }

    public override async ValueTask<SetSecurityGroupsOutput> SetSecurityGroups(
        Call call, SetSecurityGroupsInput request, CancellationToken ct)
    {
        var before = await Look(call, request.LoadBalancerArn, ct);
        var isNetwork = before.Type == LoadBalancerTypeEnum.Network;
        if (isNetwork && before.SecurityGroups is null)
        {
            throw Refusal.Configuration(
                $"You cannot set security groups for load balancer '{request.LoadBalancerArn}' because it was created "
                + "without security groups");
        }

        if (!isNetwork && request.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic is not null)
        {
            throw Refusal.Configuration("Inbound rules on PrivateLink traffic are for network load balancers only");
        }

        if (request.SecurityGroups.Count == 0)
        {
            throw Refusal.Invalid("At least one security group must be specified");
        }

        var groups = await SecurityGroups(call, request.SecurityGroups, before.VpcId!, isNetwork, ct);
        using var held = await book.Take(ct);
        var changed = held.State.Balancers.Change(
            Balancer(held.State, call, request.LoadBalancerArn).Id,
            row => row.With(shown =>
            {
                shown.SecurityGroups = groups;
                shown.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic =
                    request.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic
                    ?? shown.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic;
            }));
        await held.Keep();
        await footing.Settle(ct);
        return new()
        {
            SecurityGroupIds = groups,
            EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic =
                changed.Shown.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic,
        };
    }

    public override async ValueTask<SetIpAddressTypeOutput> SetIpAddressType(
        Call call, SetIpAddressTypeInput request, CancellationToken ct)
    {
        await Look(call, request.LoadBalancerArn, ct);
        CheckIpv4(request.IpAddressType);
        return new() { IpAddressType = request.IpAddressType };
    }

    public override async ValueTask<DescribeLoadBalancerAttributesOutput> DescribeLoadBalancerAttributes(
        Call call, DescribeLoadBalancerAttributesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var balancer = Balancer(held.State, call, request.LoadBalancerArn);
        await held.Keep();
        return new() { Attributes = Shown(BalancerSettings.Of(balancer.Shown).Show(balancer.Set)) };
    }

    public override async ValueTask<ModifyLoadBalancerAttributesOutput> ModifyLoadBalancerAttributes(
        Call call, ModifyLoadBalancerAttributesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var balancer = Balancer(held.State, call, request.LoadBalancerArn);
        var list = BalancerSettings.Of(balancer.Shown);
        var set = list.Change(balancer.Set, request.Attributes.Select(each => (each.Key, each.Value)));
        LogPlace.Check(set);
        held.State.Balancers.Put(balancer with { Set = set });
        await held.Keep();
        balancing.Tell();
        return new() { Attributes = Shown(list.Show(set)) };
    }

    private static List<LoadBalancerAttribute> Shown(IEnumerable<(string Key, string Value)> all) =>
        [.. all.Select(each => new LoadBalancerAttribute { Key = each.Key, Value = each.Value })];

    private static void CheckIpv4(string? kind)
    {
        if (kind is not (null or IpAddressType.Ipv4))
        {
            throw Refusal.NotBuilt($"the IP address type {kind}");
        }
    }

    /// <summary>A balancer as it is now, for what has to be asked of EC2 before the turn.</summary>
    private async ValueTask<LoadBalancer> Look(Call call, string arn, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var shown = Balancer(held.State, call, arn).Shown;
        await held.Keep();
        return shown;
    }
}
