using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults;

/// <summary>
/// The effects of all faults in force, sorted by seam: what the seams read, without a lock, on every call, byte and
/// write. With nothing in force each question costs a look at the length of an array.
/// </summary>
public sealed class BoardView
{
    private readonly GateRow[] gates;
    private readonly LinkEffect[] links;
    private readonly HostEffect[] hosts;
    private readonly DiskEffect[] disks;
    private readonly CapacityEffect[] capacities;
    private readonly NameEffect[] names;

    public BoardView(IReadOnlyList<(string Fault, Effect Effect)> effects)
    {
        gates = [.. from each in effects
            let gate = each.Effect as GateEffect
            where gate is not null
            select new GateRow(gate.Scope.Place, gate.Scope.Service, gate.Scope.Operation, gate, each.Fault)];
        links = Of<LinkEffect>(effects);
        hosts = Of<HostEffect>(effects);
        disks = Of<DiskEffect>(effects);
        capacities = Of<CapacityEffect>(effects);
        names = Of<NameEffect>(effects);
        HasGates = gates.Length > 0;
        AsksForResources = gates.Any(gate => gate.Effect.Scope.Resource is not null);
    }

    public static BoardView Empty { get; } = new([]);

    /// <summary>Something waits at the gate.</summary>
    public bool HasGates { get; }

    /// <summary>Some effect is for calls that mention a resource, so that inputs have to be looked through.</summary>
    public bool AsksForResources { get; }

    /// <summary>
    /// What becomes of a call: the first effect that strikes it decides, and delays before it add up. Effects that are
    /// for a resource are asked for separately, with what tells whether the call mentions it.
    /// </summary>
    public Verdict Gate(in ApiCall call, DateTimeOffset now, Dice dice, Func<string, bool>? mentions = null)
    {
        var delay = TimeSpan.Zero;
        foreach (ref readonly var gate in gates.AsSpan())
        {
            // Most rows are for somebody else, and these three tell it without a look at the effect.
            if ((gate.Operation is not null && gate.Operation != call.Operation)
                || (gate.Service is not null && gate.Service != call.Service)
                || !call.Region.IsIn(gate.Place))
            {
                continue;
            }

            var scope = gate.Effect.Scope;
            if (scope.Resource is null != (mentions is null)
                || !scope.Covers(call)
                || (scope.Resource is not null && !mentions!(scope.Resource))
                || (scope.Share < 1 && !dice.Chance(scope.Share)))
            {
                continue;
            }

            switch (gate.Effect.Action)
            {
                case GateAction.Delay slow:
                    delay += Around(slow.Mean, slow.Jitter, dice);
                    break;
                case GateAction.Limit limit when limit.Passes(now):
                    break;
                case GateAction.Limit limit:
                    return new(limit.Refusal, delay, gate.Fault, scope.NewConnectionsOnly);
                case var action:
                    return new(action, delay, gate.Fault, scope.NewConnectionsOnly);
            }
        }

        return new(null, delay, null, NewConnectionsOnly: false);
    }

    /// <summary>What lies on the way from one place to another.</summary>
    public LinkState Link(Domain from, Domain to)
    {
        var state = LinkState.Usual;
        foreach (var link in links)
        {
            if (link.Concerns(from, to))
            {
                state = state.With(link.State);
            }
        }

        return state;
    }

    /// <summary>How a host does, or what of that name runs on it.</summary>
    public HostState Host(Domain at, string? resource = null)
    {
        var state = HostState.Well;
        foreach (var host in hosts)
        {
            if (host.Scope.Strikes(at, resource))
            {
                state = state.With(host.State);
            }
        }

        return state;
    }

    /// <summary>How the disk there does, or the one of that name.</summary>
    public DiskState Disk(Domain at, string? resource = null)
    {
        var state = DiskState.Well;
        foreach (var disk in disks)
        {
            if (disk.Scope.Strikes(at, resource))
            {
                state = state.With(disk.State);
            }
        }

        return state;
    }

    /// <summary>
    /// What share of the room for instances of a type is left in a place, for somebody or for everybody.
    /// </summary>
    public double Capacity(Domain at, string instanceType, in Asker asker = default)
    {
        var left = 1.0;
        foreach (var capacity in capacities)
        {
            if (at.IsIn(capacity.Place)
                && (capacity.InstanceType is null || capacity.InstanceType == instanceType)
                && capacity.Concerns(asker))
            {
                left = Math.Min(left, capacity.Left);
            }
        }

        return left;
    }

    /// <summary>Whether the name of an endpoint of a service in a region still resolves.</summary>
    public bool Resolves(Domain region, string service, string? name = null)
    {
        foreach (var gone in names)
        {
            if (region.IsIn(gone.Place)
                && (gone.Service is null || gone.Service == service)
                && (gone.Name is null || gone.Name == name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A gate effect, with what tells most quickly that it is for another call.</summary>
    private readonly record struct GateRow(
        Domain Place, string? Service, string? Operation, GateEffect Effect, string Fault);

    private static TimeSpan Around(TimeSpan mean, TimeSpan jitter, Dice dice)
    {
        var span = jitter == TimeSpan.Zero ? mean : mean + jitter * (2 * dice.Fraction() - 1);
        return span > TimeSpan.Zero ? span : TimeSpan.Zero;
    }

    private static T[] Of<T>(IReadOnlyList<(string Fault, Effect Effect)> effects) where T : Effect =>
        [.. effects.Select(each => each.Effect).OfType<T>()];
}
