using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel;

namespace Faultline.Services.LoadBalancing;

/// <summary>
/// Brings the balancers of one API to what its state says: lets the steps be taken that are due, then hands the engine
/// what each balancer is to be, and takes away those that nobody wants.
/// </summary>
internal sealed class Balancing : IAsyncDisposable
{
    private readonly IPlanning planning;
    private readonly IBalancers? balancers;
    private readonly BalancerTidings tidings;
    private readonly Reconciler reconciler;
    private readonly HashSet<string> running = new(StringComparer.Ordinal);
    private string? applied;
    private volatile bool isNeeded;
    private IDisposable? listening;

    public Balancing(IPlanning planning, Node node, IBalancers? balancers, BalancerTidings tidings)
    {
        (this.planning, this.balancers, this.tidings) = (planning, balancers, tidings);
        reconciler = new(node, Look);
    }

    public void Start()
    {
        listening = balancers?.OnChange(Tell);
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
        var plan = await planning.Plan(applied, ct);
        isNeeded = plan.IsNeeded ?? isNeeded;
        if (balancers is not null && plan.Stamp is not null && plan.Stamp != applied)
        {
            await Bring(balancers, plan.Wanted, ct);
            applied = plan.Stamp;
        }

        if (balancers is not null)
        {
            tidings.Look(balancers, running);
        }

        await planning.Follow(ct);
        return plan.Again;
    }

    private async ValueTask Bring(IBalancers balancers, IReadOnlyList<BalancerConfig> wanted, CancellationToken ct)
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
}

/// <summary>What an API has to say before a look: it knows the state.</summary>
internal interface IPlanning
{
    /// <summary>Takes the steps that are due, and says what is to run.</summary>
    /// <param name="applied">The stamp of what the engine has; of that nothing needs to be said again.</param>
    ValueTask<Outlook> Plan(string? applied, CancellationToken ct);

    /// <summary>What else is to be as the state says, once the engine is.</summary>
    ValueTask Follow(CancellationToken ct) => ValueTask.CompletedTask;
}

/// <summary>What is to run, and when to look again.</summary>
internal sealed record Outlook(DateTimeOffset? Again)
{
    /// <summary>There is a balancer; null while steps are taken.</summary>
    public bool? IsNeeded { get; init; }

    /// <summary>All that the configs follow from: while it is the same, the engine has them already.</summary>
    public string? Stamp { get; init; }

    public IReadOnlyList<BalancerConfig> Wanted { get; init; } = [];
}
