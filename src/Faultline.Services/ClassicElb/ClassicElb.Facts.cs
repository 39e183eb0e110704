using Faultline.Api.ClassicElb;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

/// <summary>What is so for every account, and how its balancers are on this machine.</summary>
internal sealed partial class ClassicElb : IResources
{
    public override ValueTask<DescribeAccountLimitsOutput> DescribeAccountLimits(
        Call call, DescribeAccountLimitsInput request, CancellationToken ct)
    {
        var (page, next) = Pages.Cut(call, Limits.All, limit => limit.Name!, request.PageSize, request.Marker);
        return new(new DescribeAccountLimitsOutput { Limits = page, NextMarker = next });
    }

    /// <summary>Whether there may be any: asked for each connection, so it is as of the last look.</summary>
    public bool IsNeeded => balancing.IsNeeded;

    /// <summary>All balancers of all accounts, as they are on this machine.</summary>
    public async ValueTask<IReadOnlyList<RunningBalancer>> Running()
    {
        using var held = await book.Take(CancellationToken.None);
        return
        [
            .. held.State.Balancers.All.Select(balancer => new RunningBalancer(
                balancer.Name, balancer.Shown.DNSName!, balancer.Account, region, "classic", "active")
            {
                Listeners = [.. balancer.Listeners.Select(each => (each.LoadBalancerPort!.Value, each.Protocol))],
                Nodes = options.Balancers?.Look(balancer.Id) ?? [],
            }),
        ];
    }

    /// <summary>Balancers as things that a fault can name. Their nodes fall with their zones.</summary>
    public async ValueTask<IReadOnlyCollection<Resource>> Resources()
    {
        try
        {
            using var held = await book.Take(CancellationToken.None);
            return
            [
                .. held.State.Balancers.All.Select(balancer => new Resource(
                    "elb",
                    "loadbalancer",
                    balancer.Id,
                    balancer.Name,
                    balancer.Account,
                    around.Atlas.Region(region) ?? around.Atlas.Everything)),
            ];
        }
        catch (StoreBroken)
        {
            // A fault that broke the disk must be there to see, and to clear.
            return [];
        }
    }
}
