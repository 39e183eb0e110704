using System.Globalization;
using Faultline.Engines.Balancer;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;

namespace Faultline.Services.LoadBalancing;

/// <summary>
/// Tells the timeline what balancers find out: targets that fail and recover, nodes that leave the name and come back.
/// It compares what it sees with what it saw; nothing of that outlives the server.
/// </summary>
internal sealed class BalancerTidings(string region, Node node, IRecorder timeline)
{
    private Dictionary<string, NodeSight> seen = new(StringComparer.Ordinal);

    /// <summary>Looks at the balancers of those names.</summary>
    public void Look(IBalancers balancers, IEnumerable<string> names)
    {
        var now = new Dictionary<string, NodeSight>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            foreach (var view in balancers.Look(name))
            {
                var key = $"{name} {view.Zone}";
                now[key] = seen.TryGetValue(key, out var before)
                    ? Compare(name, view, before)
                    : new(view.IsInName, view.Targets.ToDictionary(KeyOf, each => each.Health, StringComparer.Ordinal));
            }
        }

        seen = now;
    }

    private NodeSight Compare(string name, NodeView view, NodeSight before)
    {
        if (view.IsInName != before.IsInName)
        {
            Tell(
                view.IsInName ? HappeningKind.NodeReturned : HappeningKind.NodeLeft,
                view.IsInName
                    ? $"the name of {Short(name)} leads to its node in {view.Zone} again"
                    : $"the name of {Short(name)} no longer leads to its node in {view.Zone}");
        }

        var healths = new Dictionary<string, TargetHealth>(StringComparer.Ordinal);
        foreach (var target in view.Targets)
        {
            var key = KeyOf(target);
            healths[key] = target.Health;
            var was = before.Targets.GetValueOrDefault(key, TargetHealth.Initial);
            if (target.Health == TargetHealth.Unhealthy && was is TargetHealth.Healthy)
            {
                Tell(
                    HappeningKind.TargetFailed,
                    $"the node of {Short(name)} in {view.Zone} finds {target.Key} unhealthy: {Why(target)}");
            }
            else if (target.Health == TargetHealth.Healthy && was is TargetHealth.Unhealthy)
            {
                Tell(
                    HappeningKind.TargetRecovered,
                    $"the node of {Short(name)} in {view.Zone} finds {target.Key} healthy");
            }
        }

        return new(view.IsInName, healths);

        void Tell(HappeningKind kind, string says) => timeline.Note(new(kind, node.Now)
        {
            Region = region, Zone = view.Zone, Resource = name, Says = says,
        });
    }

    private static string KeyOf(TargetView target) => $"{target.Group} {target.Key}";

    private static string Why(TargetView target) => target.Reason switch
    {
        TargetReason.Mismatch => string.Create(CultureInfo.InvariantCulture, $"it answered {target.Status}"),
        TargetReason.Timeout => "no answer came in time",
        _ => "nobody is there",
    };

    /// <summary>What people call it: <c>app/shop</c> of an ARN.</summary>
    private static string Short(string name) =>
        name.Split('/') is [_, var type, var called, ..] ? $"{type}/{called}" : name;

    private sealed record NodeSight(bool IsInName, IReadOnlyDictionary<string, TargetHealth> Targets);
}
