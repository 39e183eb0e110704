using Faultline.Api.Elb;
using Faultline.Kernel.Times;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Settings;
using Faultline.Wire;

namespace Faultline.Services.Elb;

internal sealed partial class Elb
{
    public override async ValueTask<CreateLoadBalancerOutput> CreateLoadBalancer(
        Call call, CreateLoadBalancerInput request, CancellationToken ct)
    {
        var type = request.Type ?? LoadBalancerTypeEnum.Application;
        var isNetwork = type == LoadBalancerTypeEnum.Network;
        if (type == LoadBalancerTypeEnum.Gateway)
        {
            throw Refusal.NotBuilt("gateway load balancers");
        }

        Names.CheckBalancer(request.Name);
        CheckAddressing(request);
        var tags = Tagging.Merge(call, [], request.Tags);
        var scheme = request.Scheme ?? LoadBalancerSchemeEnum.InternetFacing;
        var asked = Sites.Asked(request.Subnets, request.SubnetMappings);
        var site = await sites.Find(
            call, asked, isNetwork, isInternal: scheme == LoadBalancerSchemeEnum.Internal, there: [], ct);
        var groups = await SecurityGroups(call, request.SecurityGroups, site.Vpc, isNetwork, ct);
        using var held = await book.Take(ct);
        if (held.State.Balancers.Of(call.Account).FirstOrDefault(row => row.Shown.LoadBalancerName == request.Name)
            is { } before)
        {
            await held.Keep();
            return IsSame(before.Shown, type, scheme, site, groups)
                ? new() { LoadBalancers = [before.Shown] }
                : throw ElbErrors.DuplicateLoadBalancerNameException(
                    $"A load balancer with the same name '{request.Name}' exists, but with different settings");
        }

        if (held.State.Balancers.Of(call.Account).Count(row => row.Shown.Type == type) >= Limits.BalancersMax)
        {
            throw ElbErrors.TooManyLoadBalancersException("The maximum number of load balancers has been reached");
        }

        var balancer = NewBalancer(call, request.Name, type, scheme, site, groups) with { Tags = tags };
        held.State.Balancers.Put(balancer);
        sites.Settle(held.State, balancer, site);
        await held.Keep();
        await footing.Settle(ct);
        balancing.Tell();
        return new() { LoadBalancers = [balancer.Shown] };
    }

    private Item<LoadBalancer> NewBalancer(
        Call call, string name, string type, string scheme, Site site, List<string> groups)
    {
        var isNetwork = type == LoadBalancerTypeEnum.Network;
        var shown = new LoadBalancer
        {
            LoadBalancerArn = Arns.Balancer(region, call.Account, type, name, Names.Id(call.Dice)),
            CanonicalHostedZoneId = HostedZones.Of(region, isNetwork),
            CreatedTime = call.Now,
            LoadBalancerName = name,
            Scheme = scheme,
            VpcId = site.Vpc,
            State = new() { Code = LoadBalancerStateEnum.Provisioning },
            Type = type,
            AvailabilityZones = site.Zones.ConvertAll(zone => zone.Shown),
            SecurityGroups = groups.Count > 0 ? groups : null,
            IpAddressType = IpAddressType.Ipv4,
        };
        shown.DNSName = Names.Dns(shown, region, options.Domain, call.Dice);
        return new(shown.LoadBalancerArn, call.Account, shown)
        {
            Due = call.Now + around.Timing.Draw(Steps.ElbProvisioning, node.Dice),
        };
    }

    /// <summary>One that is gone already is deleted all the same, as in AWS.</summary>
    public override async ValueTask<DeleteLoadBalancerOutput> DeleteLoadBalancer(
        Call call, DeleteLoadBalancerInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        if (state.Balancers.Find(call.Account, request.LoadBalancerArn) is not { } balancer)
        {
            await held.Keep();
            return Arns.TypeOf(request.LoadBalancerArn) == "loadbalancer"
                ? new()
                : throw Refusal.Arn("loadbalancer", request.LoadBalancerArn);
        }

        if (BalancerSettings.Of(balancer.Shown).Value(balancer.Set, BalancerSettings.Protected) == "true")
        {
            throw ElbErrors.OperationNotPermittedException(
                $"Load balancer '{balancer.Id}' cannot be deleted because deletion protection is enabled");
        }

        foreach (var listener in state.ListenersOf(balancer.Id).ToList())
        {
            Remove(state, listener);
        }

        foreach (var each in state.NodesOf(balancer.Id).ToList())
        {
            state.Nodes.Remove(each.Id);
        }

        state.Balancers.Remove(balancer.Id);
        await held.Keep();
        await footing.Settle(ct);
        balancing.Tell();
        return new();
    }

    public override async ValueTask<DescribeLoadBalancersOutput> DescribeLoadBalancers(
        Call call, DescribeLoadBalancersInput request, CancellationToken ct)
    {
        if (request is { LoadBalancerArns.Count: > 0, Names.Count: > 0 })
        {
            throw Refusal.Invalid("Load balancer names and load balancer ARNs cannot be specified at the same time");
        }

        using var held = await book.Take(ct);
        var all = held.State.Balancers.Of(call.Account).Select(row => row.Shown);
        if (request.LoadBalancerArns is { Count: > 0 } arns)
        {
            all = Pick(all, each => each.LoadBalancerArn!, arns, Refusal.SomeNotFound("loadbalancer"));
        }

        if (request.Names is { Count: > 0 } names)
        {
            all = Pick(
                all,
                each => each.LoadBalancerName!,
                names,
                ElbErrors.LoadBalancerNotFoundException($"Load balancers '[{string.Join(", ", names)}]' not found"));
        }

        var (page, next) = Pages.Cut(call, all, each => each.LoadBalancerName!, request.PageSize, request.Marker);
        await held.Keep();
        return new() { LoadBalancers = page, NextMarker = next };
    }

    private static void CheckAddressing(CreateLoadBalancerInput request)
    {
        if (request.IpAddressType is { } kind and not IpAddressType.Ipv4)
        {
            throw Refusal.NotBuilt($"the IP address type {kind}");
        }

        if (request.CustomerOwnedIpv4Pool is not null || request.IpamPools is not null)
        {
            throw Refusal.NotBuilt("address pools of load balancers");
        }

        if (request.EnablePrefixForIpv6SourceNat == EnablePrefixForIpv6SourceNatEnum.On)
        {
            throw Refusal.NotBuilt("source NAT with IPv6 prefixes");
        }
    }

    /// <summary>The groups of a new balancer: one that carries HTTP has that of its VPC if need be.</summary>
    private async ValueTask<List<string>> SecurityGroups(
        Call call, List<string>? asked, string vpc, bool isNetwork, CancellationToken ct)
    {
        if (asked is { Count: > 0 })
        {
            var found = await premises.Groups(call, asked, ct);
            return asked.TrueForAll(found.ContainsKey)
                ? asked.TrueForAll(id => found[id] == vpc)
                    ? asked
                    : throw Refusal.Configuration("One or more security groups are invalid")
                : throw ElbErrors.InvalidSecurityGroupException("One or more security groups are invalid");
        }

        return !isNetwork && await premises.DefaultGroup(call, vpc, ct) is { } own ? [own] : [];
    }

    private static bool IsSame(LoadBalancer before, string type, string scheme, Site site, List<string> groups) =>
        before.Type == type
        && before.Scheme == scheme
        && before.AvailabilityZones!.Select(Place).ToHashSet().SetEquals(site.Zones.Select(zone => Place(zone.Shown)))
        && (before.SecurityGroups ?? []).ToHashSet().SetEquals(groups);

    private static (string?, string?) Place(AvailabilityZone zone) =>
        (zone.SubnetId, zone.LoadBalancerAddresses?.Find(each => each.AllocationId is not null)?.AllocationId);
}
