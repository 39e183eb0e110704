using Faultline.Api.Elb;
using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Wanted;

namespace Faultline.Services.Elb;

/// <summary>
/// Brings the balancers that run to what the state says: takes the steps that are due, then hands the engine what each
/// balancer is to be, and takes away those that nobody wants.
/// </summary>
internal sealed class Balancing : IAsyncDisposable
{
    private readonly string region;
    private readonly ElbBook book;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly ElbOptions options;
    private readonly Footing footing;
    private readonly Reconciler reconciler;
    private readonly HashSet<string> running = new(StringComparer.Ordinal);
    private string? applied;
    private volatile bool isNeeded;
    private IDisposable? listening;

    public Balancing(
        string region, ElbBook book, Node node, Surroundings around, ElbOptions options, Footing footing)
    {
        (this.region, this.book, this.node, this.around) = (region, book, node, around);
        (this.options, this.footing) = (options, footing);
        reconciler = new(node, Look);
    }

    public void Start()
    {
        listening = options.Balancers?.OnChange(Tell);
        reconciler.Start();
    }

    public void Tell() => reconciler.Tell();

    /// <summary>There is a balancer, as of the last look.</summary>
    public bool IsNeeded => isNeeded;

    public async ValueTask DisposeAsync()
    {
        listening?.Dispose();
        await reconciler.DisposeAsync();
    }

    /// <summary>One look; gives when the next step is due.</summary>
    internal async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        List<BalancerConfig> wanted;
        string stamp;
        DateTimeOffset? again;
        using (var held = await book.Take(ct))
        {
            // Asked within the turn: who registers here has been found in EC2 before, and must not be missed in a list
            // that is older.
            var backends = options.Backends is { } ask ? await ask() : null;
            var state = held.State;
            if (Upkeep.Settle(state, backends, node.Now))
            {
                await held.Keep();
                return node.Now;
            }

            again = Upkeep.Next(state);
            isNeeded = state.Balancers.Count > 0;
            stamp = Stamp(state, backends);
            wanted = stamp == applied ? [] : Wanted(state, backends ?? []);
            await held.Keep();
        }

        if (options.Balancers is { } balancers && stamp != applied)
        {
            await Bring(balancers, wanted, ct);
            applied = stamp;
        }

        await footing.Settle(ct);
        return again;
    }

    private async ValueTask Bring(IBalancers balancers, List<BalancerConfig> wanted, CancellationToken ct)
    {
        foreach (var name in running.Except(wanted.Select(config => config.Name)).ToList())
        {
            await balancers.Remove(name);
            running.Remove(name);
        }

        foreach (var config in wanted)
        {
            running.Add(config.Name);
            await balancers.Apply(config, ct);
        }
    }

    private List<BalancerConfig> Wanted(ElbState state, IReadOnlyList<Backend> backends)
    {
        var places = new Whereabouts(around.Atlas, region, backends);
        var wanted = new WantedBalancer(state, around.Atlas, places, options.Certificate)
        {
            ShiftedAway = options.ShiftedAway,
            Log = new WantedLogs(state, region, places, options.Certificate).Config,
        };
        return
        [
            .. state.Balancers.All
                .Where(balancer => balancer.Shown.State!.Code == LoadBalancerStateEnum.Active)
                .Select(wanted.Config),
        ];
    }

    /// <summary>All that configs follow from: while it is the same, the engine has them already.</summary>
    private string Stamp(ElbState state, IReadOnlyList<Backend>? backends)
    {
        var certificates = state.Listeners.All
            .SelectMany(listener => (listener.Shown.Certificates ?? []).Concat(state.MoreCertificates(listener.Id)))
            .Select(each => options.Certificate(each.CertificateArn!)?.TargetCertificate.Thumbprint);
        var shifted = state.Balancers.All.Select(balancer =>
            string.Join(',', options.ShiftedAway(balancer.Id).Order()));
        return $"{state.Version} {string.Join(' ', certificates)}\n{string.Join(' ', shifted)}\n"
            + string.Join('\n', backends ?? []);
    }
}
