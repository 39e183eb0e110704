using Faultline.Api.Elb;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Wanted;

namespace Faultline.Services.Elb;

/// <summary>What the state says of balancers, for the loop that brings them about.</summary>
internal sealed class Planning(
    string region, ElbBook book, Node node, Surroundings around, ElbOptions options, Footing footing) : IPlanning
{
    public async ValueTask<Outlook> Plan(string? applied, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;

        // Asked within the turn: who registers here has been found in EC2 before, and must not be missed in a list
        // that is older. To list all instances takes its time: not where nothing leads to any.
        var leads = state.Balancers.Count > 0 || state.Targets.Count > 0;
        var backends = leads && options.Backends is { } ask ? await ask() : null;
        var networks = leads && options.Networks is { } look ? await look() : null;
        if (Upkeep.Settle(state, backends, node.Now))
        {
            await held.Keep();
            return new(node.Now);
        }

        var stamp = Stamp(state, backends, networks);
        var outlook = new Outlook(Upkeep.Next(state))
        {
            IsNeeded = state.Balancers.Count > 0,
            Stamp = stamp,
            Wanted = stamp == applied ? [] : Wanted(state, backends ?? [], networks),
        };
        await held.Keep();
        return outlook;
    }

    public ValueTask Follow(CancellationToken ct) => footing.Settle(ct);

    private List<BalancerConfig> Wanted(
        ElbState state, IReadOnlyList<Backend> backends, INetworks? networks)
    {
        var places = new Whereabouts(around.Atlas, region, backends);
        var wanted = new WantedBalancer(state, around.Atlas, places, options.Certificate)
        {
            ShiftedAway = options.ShiftedAway,
            Networks = networks,
            Log = new WantedLogs(state, region, places, options.Certificate).Config,
        };
        return
        [
            .. state.Balancers.All
                .Where(balancer => balancer.Shown.State!.Code == LoadBalancerStateEnum.Active)
                .Select(wanted.Config),
        ];
    }

    private string Stamp(ElbState state, IReadOnlyList<Backend>? backends, INetworks? networks)
    {
        var certificates = state.Listeners.All
            .SelectMany(listener => (listener.Shown.Certificates ?? []).Concat(state.MoreCertificates(listener.Id)))
            .Select(each => options.Certificate(each.CertificateArn!)?.TargetCertificate.Thumbprint);
        var shifted = state.Balancers.All.Select(balancer =>
            string.Join(',', options.ShiftedAway(balancer.Id).Order()));
        return $"{state.Version} {networks?.Version} {string.Join(' ', certificates)}\n{string.Join(' ', shifted)}\n"
            + string.Join('\n', backends ?? []);
    }
}
