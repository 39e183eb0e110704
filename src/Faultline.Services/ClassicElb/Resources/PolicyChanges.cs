using Faultline.Api.ClassicElb;
using Faultline.Services.Provisioning;

namespace Faultline.Services.ClassicElb.Resources;

/// <summary>
/// Brings the policies of a balancer to what a template says: nobody follows one while it is made anew.
/// </summary>
internal sealed class PolicyChanges(ClassicElbApi elb, Work work, Properties before)
{
    private readonly AskedPolicies was = new(before);
    private readonly AskedPolicies now = new(work.Properties);

    public async ValueTask Make(CancellationToken ct)
    {
        var old = was.All.Keys.Where(name => !was.IsSame(now, name)).ToHashSet(StringComparer.Ordinal);
        var there = await There(ct);
        if (old.Count > 0)
        {
            await Follow(name => !old.Contains(name) && there.Contains(name), ct);
        }

        foreach (var name in there.Where(old.Contains).ToList())
        {
            await work.Ask(
                elb.DeleteLoadBalancerPolicy,
                new DeleteLoadBalancerPolicyInput { LoadBalancerName = work.Id!, PolicyName = name },
                ct);
            there.Remove(name);
        }

        foreach (var policy in now.All.Values.Where(each => !there.Contains(each.PolicyName)))
        {
            policy.LoadBalancerName = work.Id!;
            await work.Ask(elb.CreateLoadBalancerPolicy, policy, ct);
        }

        await Follow(static _ => true, ct);
    }

    /// <summary>Listeners and instance ports follow what is asked for, as far as it may be.</summary>
    private async ValueTask Follow(Func<string, bool> may, CancellationToken ct)
    {
        var listeners = work.Properties.Groups("Listeners");
        var ports = listeners.Select(each => each.Number("LoadBalancerPort") ?? 0).ToList();
        foreach (var port in now.Listeners.Union(was.Listeners).Where(ports.Contains))
        {
            await work.Ask(
                elb.SetLoadBalancerPoliciesOfListener,
                new SetLoadBalancerPoliciesOfListenerInput
                {
                    LoadBalancerName = work.Id!,
                    LoadBalancerPort = port,
                    PolicyNames = now.OfListener(port).FindAll(name => may(name)),
                },
                ct);
        }

        var instancePorts = listeners.Select(each => each.Number("InstancePort") ?? 0).ToList();
        foreach (var port in now.InstancePorts.Union(was.InstancePorts).Where(instancePorts.Contains))
        {
            await work.Ask(
                elb.SetLoadBalancerPoliciesForBackendServer,
                new SetLoadBalancerPoliciesForBackendServerInput
                {
                    LoadBalancerName = work.Id!,
                    InstancePort = port,
                    PolicyNames = now.OfInstancePort(port).FindAll(name => may(name)),
                },
                ct);
        }
    }

    private async ValueTask<HashSet<string>> There(CancellationToken ct) =>
    [
        .. (await work.Ask(
            elb.DescribeLoadBalancerPolicies,
            new DescribeLoadBalancerPoliciesInput { LoadBalancerName = work.Id },
            ct)).PolicyDescriptions!.Select(each => each.PolicyName!),
    ];
}
