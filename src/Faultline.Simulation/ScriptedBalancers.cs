using System.Collections.Immutable;
using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;

namespace Faultline.Simulation;

/// <summary>
/// Balancers that carry nothing: they keep what they are to be, and see of targets what a test says. A target of which
/// nothing was said is being checked for the first time.
/// </summary>
public sealed class ScriptedBalancers : IBalancers
{
    private readonly SortedDictionary<string, BalancerConfig> configs = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Zone, string Key), (TargetHealth Health, TargetReason Reason, int? Status)>
        seen = [];

    private readonly HashSet<string> dark = new(StringComparer.Ordinal);
    private readonly List<Action> ears = [];

    /// <summary>What there is, by name.</summary>
    public IReadOnlyDictionary<string, BalancerConfig> All => configs;

    /// <summary>How often a config was brought about.</summary>
    public int Applied { get; private set; }

    /// <summary>The next so many calls fail, as where a machine has no room.</summary>
    public int Failures { get; set; }

    public ValueTask Apply(BalancerConfig config, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Failures > 0)
        {
            Failures--;
            throw new IOException("The script says that it cannot.");
        }

        configs[config.Name] = config;
        Applied++;
        return default;
    }

    public ValueTask Remove(string name)
    {
        configs.Remove(name);
        return default;
    }

    public IReadOnlyList<NodeView> Look(string name) => configs.GetValueOrDefault(name) is { } config
        ? [.. config.Nodes.Select(node => Look(config, node))]
        : [];

    public IDisposable OnChange(Action hear)
    {
        ears.Add(hear);
        return new Ear(() => ears.Remove(hear));
    }

    /// <summary>From now on the nodes of a zone find a target so.</summary>
    /// <param name="zone">The zone's id; null for all zones.</param>
    public void See(
        string? zone, string key, TargetHealth health, TargetReason reason = TargetReason.None, int? status = null)
    {
        seen[(zone ?? "", key)] = (health, reason, status);
        Tell();
    }

    /// <summary>A zone loses its power, or has it again.</summary>
    public void Power(string zone, bool isOn)
    {
        _ = isOn ? dark.Remove(zone) : dark.Add(zone);
        Tell();
    }

    private NodeView Look(BalancerConfig config, NodeConfig node)
    {
        var isUp = !dark.Contains(node.Zone);
        return new(
            node.Zone,
            node.Address,
            config.Listeners.Select(listener => listener.Port).Distinct()
                .ToImmutableDictionary(port => port, port => port),
            isUp,
            IsInName: isUp && !config.ShiftedAway.Contains(node.Zone),
            [
                .. from each in config.Groups.OrderBy(each => each.Key, StringComparer.Ordinal)
                    from target in each.Value.Targets
                    select Look(node, each.Key, target),
            ]);
    }

    private TargetView Look(NodeConfig node, string group, TargetConfig target)
    {
        if (target.Drains)
        {
            return new(group, target.Key, TargetHealth.Draining, TargetReason.Draining);
        }

        var (health, reason, status) = seen.TryGetValue((node.Zone, target.Key), out var own)
            ? own
            : seen.GetValueOrDefault(("", target.Key), (TargetHealth.Initial, TargetReason.Checking, null));
        return new(group, target.Key, health, reason) { Status = status };
    }

    private void Tell() => ears.ToList().ForEach(hear => hear());

    private sealed class Ear(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
