namespace Faultline.Services.Elb;

internal sealed partial class Elb
{
    /// <summary>All balancers of all accounts, as they are on this machine.</summary>
    public async ValueTask<IReadOnlyList<RunningBalancer>> Running()
    {
        using var held = await book.Take(CancellationToken.None);
        var state = held.State;
        return
        [
            .. state.Balancers.All.Select(balancer => new RunningBalancer(
                balancer.Shown.LoadBalancerName!,
                balancer.Shown.DNSName!,
                balancer.Account,
                region,
                balancer.Shown.Type!,
                balancer.Shown.State!.Code!)
            {
                Listeners =
                [
                    .. state.ListenersOf(balancer.Id).Select(each => (each.Shown.Port!.Value, each.Shown.Protocol!)),
                ],
                Nodes = options.Balancers?.Look(balancer.Id) ?? [],
            }),
        ];
    }
}
