using Faultline.Api.ClassicElb;
using Faultline.Services.ClassicElb.Keeping;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

internal sealed partial class ClassicElb
{
    public override async ValueTask<RegisterEndPointsOutput> RegisterInstancesWithLoadBalancer(
        Call call, RegisterEndPointsInput request, CancellationToken ct)
    {
        var before = await Look(call, request.LoadBalancerName, (_, balancer) => balancer, ct);
        var ids = Ids(request.Instances);
        if (ids.Count == 0)
        {
            throw Refusal.Invalid("At least one instance must be specified");
        }

        var found = await premises.Instances(call, ids, ct);
        foreach (var id in ids)
        {
            if (!found.TryGetValue(id, out var instance) || instance.State is "terminated" or "shutting-down")
            {
                throw Refusal.NoInstance(id);
            }

            if (instance.Vpc != before.Shown.VPCId)
            {
                throw ClassicElbErrors.InvalidEndPointException($"EC2 instance {id} is not in VPC.");
            }
        }

        using var held = await book.Take(ct);
        var balancer = Find(held.State, call, request.LoadBalancerName);
        foreach (var id in ids)
        {
            // Whoever was about to leave stays.
            held.State.Registrations.Put(new(Registration.IdOf(balancer.Id, id), call.Account, balancer.Id, id));
        }

        var staying = held.State.Staying(balancer);
        if (staying.Count > Limits.InstancesMax)
        {
            throw Refusal.Invalid(
                $"Load balancer {balancer.Name} cannot have more than {Limits.InstancesMax} registered instances");
        }

        await held.Keep();
        balancing.Tell();
        return new() { Instances = staying };
    }

    /// <summary>An instance that is not behind the balancer is taken out all the same.</summary>
    public override async ValueTask<DeregisterEndPointsOutput> DeregisterInstancesFromLoadBalancer(
        Call call, DeregisterEndPointsInput request, CancellationToken ct)
    {
        var ids = Ids(request.Instances);
        await CheckKnown(call, request.LoadBalancerName, ids, ct);
        using var held = await book.Take(ct);
        var balancer = Find(held.State, call, request.LoadBalancerName);
        foreach (var id in ids)
        {
            if (held.State.Registrations.Find(Registration.IdOf(balancer.Id, id)) is { Leaves: false } row)
            {
                Draining.Begin(held.State, row, call.Now);
            }
        }

        var staying = held.State.Staying(balancer);
        await held.Keep();
        balancing.Tell();
        return new() { Instances = staying };
    }

    public override async ValueTask<DescribeEndPointStateOutput> DescribeInstanceHealth(
        Call call, DescribeEndPointStateInput request, CancellationToken ct)
    {
        var ids = Ids(request.Instances ?? []);
        await CheckKnown(call, request.LoadBalancerName, ids, ct);
        using var held = await book.Take(ct);
        var balancer = Find(held.State, call, request.LoadBalancerName);
        var health = new Health(
            options.Backends is { } backends ? await backends() : null, name => options.Balancers?.Look(name) ?? []);
        List<InstanceState> states = ids.Count == 0
            ? [.. held.State.Of(balancer).Select(row => health.Of(balancer, row))]
            : ids.ConvertAll(id => held.State.Registrations.Find(Registration.IdOf(balancer.Id, id)) is { } row
                ? health.Of(balancer, row)
                : Health.Stranger(id));
        await held.Keep();
        return new() { InstanceStates = states };
    }

    public override async ValueTask<ConfigureHealthCheckOutput> ConfigureHealthCheck(
        Call call, ConfigureHealthCheckInput request, CancellationToken ct)
    {
        var changed = await Change(
            call,
            request.LoadBalancerName,
            (_, balancer) => balancer.With(shown => shown.HealthCheck = HealthChecks.Check(request.HealthCheck)),
            ct);
        return new() { HealthCheck = changed.Shown.HealthCheck };
    }

    private static List<string> Ids(List<Instance> instances) =>
        [.. instances.Select(each => each.InstanceId ?? "").Distinct(StringComparer.Ordinal)];

    /// <summary>Refuses instances that are neither behind the balancer nor anywhere else.</summary>
    private async ValueTask CheckKnown(Call call, string name, List<string> ids, CancellationToken ct)
    {
        var strangers = await Look(
            call,
            name,
            (state, balancer) => ids.FindAll(
                id => state.Registrations.Find(Registration.IdOf(balancer.Id, id)) is null),
            ct);
        if (strangers.Count > 0)
        {
            var found = await premises.Instances(call, strangers, ct);
            if (strangers.Find(id => !found.ContainsKey(id)) is { } unknown)
            {
                throw Refusal.NoInstance(unknown);
            }
        }
    }
}
