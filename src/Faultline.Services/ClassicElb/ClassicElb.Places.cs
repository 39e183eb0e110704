using Faultline.Api.ClassicElb;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

internal sealed partial class ClassicElb
{
    public override async ValueTask<AttachLoadBalancerToSubnetsOutput> AttachLoadBalancerToSubnets(
        Call call, AttachLoadBalancerToSubnetsInput request, CancellationToken ct)
    {
        await Look(call, request.LoadBalancerName, (_, balancer) => balancer, ct);
        var plots = await sites.Subnets(call, request.Subnets, ct);
        var changed = await Change(
            call, request.LoadBalancerName, (state, balancer) => sites.Add(state, balancer, plots), ct);
        return new() { Subnets = changed.Shown.Subnets };
    }

    public override async ValueTask<DetachLoadBalancerFromSubnetsOutput> DetachLoadBalancerFromSubnets(
        Call call, DetachLoadBalancerFromSubnetsInput request, CancellationToken ct)
    {
        var changed = await Change(
            call,
            request.LoadBalancerName,
            (_, balancer) => Sites.Take(balancer, place => request.Subnets.Contains(place.Subnet)),
            ct);
        return new() { Subnets = changed.Shown.Subnets };
    }

    public override async ValueTask<AddAvailabilityZonesOutput> EnableAvailabilityZonesForLoadBalancer(
        Call call, AddAvailabilityZonesInput request, CancellationToken ct)
    {
        await Look(call, request.LoadBalancerName, (_, balancer) => balancer, ct);
        var plots = await sites.Zones(call, request.AvailabilityZones, ct);
        var changed = await Change(
            call,
            request.LoadBalancerName,
            (state, balancer) => sites.Add(
                state, balancer, plots.FindAll(plot => !balancer.Places.Exists(place => place.Zone == plot.Zone.Id))),
            ct);
        return new() { AvailabilityZones = changed.Shown.AvailabilityZones };
    }

    public override async ValueTask<RemoveAvailabilityZonesOutput> DisableAvailabilityZonesForLoadBalancer(
        Call call, RemoveAvailabilityZonesInput request, CancellationToken ct)
    {
        var changed = await Change(
            call,
            request.LoadBalancerName,
            (_, balancer) => Sites.Take(balancer, place => request.AvailabilityZones.Contains(place.ZoneName)),
            ct);
        return new() { AvailabilityZones = changed.Shown.AvailabilityZones };
    }

    public override async ValueTask<ApplySecurityGroupsToLoadBalancerOutput> ApplySecurityGroupsToLoadBalancer(
        Call call, ApplySecurityGroupsToLoadBalancerInput request, CancellationToken ct)
    {
        var before = await Look(call, request.LoadBalancerName, (_, balancer) => balancer, ct);
        if (request.SecurityGroups.Count == 0)
        {
            throw Refusal.Invalid("At least one security group must be specified");
        }

        var (groups, source) = await SecurityGroups(call, request.SecurityGroups, before.Shown.VPCId!, ct);
        await Change(
            call,
            request.LoadBalancerName,
            (_, balancer) => balancer.With(shown =>
                (shown.SecurityGroups, shown.SourceSecurityGroup) = (groups, source)),
            ct);
        return new() { SecurityGroups = groups };
    }
}
