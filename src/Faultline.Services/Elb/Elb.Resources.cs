using Faultline.Store;

namespace Faultline.Services.Elb;

/// <summary>Balancers as things that a fault can name. Their nodes fall with their zones.</summary>
internal sealed partial class Elb : IResources
{
    public async ValueTask<IReadOnlyCollection<Resource>> Resources()
    {
        try
        {
            using var held = await book.Take(CancellationToken.None);
            return
            [
                .. held.State.Balancers.All.Select(balancer => new Resource(
                    "elbv2",
                    "loadbalancer",
                    balancer.Id,
                    balancer.Shown.LoadBalancerName!,
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
