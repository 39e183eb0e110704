using Faultline.Engines.Balancer;
using Faultline.Services.ClassicElb.Keeping;
using Faultline.Services.ClassicElb.Wanted;

namespace Faultline.Services.ClassicElb.Measuring;

/// <summary>
/// What balancers and their instances did in a period ("CloudWatch metrics for your Classic Load Balancer", user
/// guide). Nothing waits in a queue here, so SurgeQueueLength and SpilloverCount, which AWS reports where they are more
/// than nothing, never are.
/// </summary>
/// <param name="zoneOf">What an account calls the zone of an id.</param>
internal sealed class ClassicMeter(Func<string, string, string> zoneOf)
{
    private static readonly (string Metric, Count Count)[] counts =
    [
        ("HTTPCode_Backend_2XX", Count.Answers2xx), ("HTTPCode_Backend_3XX", Count.Answers3xx),
        ("HTTPCode_Backend_4XX", Count.Answers4xx), ("HTTPCode_Backend_5XX", Count.Answers5xx),
        ("HTTPCode_ELB_4XX", Count.Own4xx), ("HTTPCode_ELB_5XX", Count.Own5xx),
        ("BackendConnectionErrors", Count.TargetConnectionErrors),
    ];

    private readonly BalancerMeter meter = new();

    public List<Measurement> Look(ClassicState state, Func<string, IReadOnlyList<NodeView>> nodesOf, Period period)
    {
        var zones = new ClassicZones(period);
        var all = new List<Measurement>();
        foreach (var balancer in state.Balancers.All)
        {
            var sheet = new Sheet();
            foreach (var node in nodesOf(balancer.Id))
            {
                Node(sheet, node, zoneOf(balancer.Account, node.Zone));
            }

            Hosts(sheet, balancer, nodesOf(balancer.Id));
            foreach (var line in sheet.Lines.Where(line => line.Group.Length == 0))
            {
                all.AddRange(zones.Of(balancer, line));
            }
        }

        meter.Done();
        return [.. all, .. zones.All];
    }

    /// <summary>What a layer 4 listener carries are connections, and AWS counts those as its requests.</summary>
    private void Node(Sheet sheet, NodeView node, string zone)
    {
        var place = $"{node.Address}";
        foreach (var (metric, count) in counts)
        {
            sheet.AddSome(metric, "Count", zone, meter.Since(place, node.Counts, count));
        }

        var requests = meter.Since(place, node.Counts, Count.Requests);
        foreach (var group in node.Groups.Where(group => group.Name != WantedBalancer.Checked))
        {
            var times = meter.Since($"{place} {group.Name}", group.Times);
            sheet.AddTimes("Latency", zone, times, group.Name);
            requests += WantedBalancer.IsOfLayer4(group.Name) ? (long)times.Sum(each => each.Count) : 0;
        }

        sheet.AddSome("RequestCount", "Count", zone, requests);
    }

    /// <summary>An instance is healthy once one node finds it so; in a zone, once the node there does.</summary>
    private void Hosts(Sheet sheet, Balancer balancer, IReadOnlyList<NodeView> nodes)
    {
        var seen = nodes.Where(node => node.IsUp)
            .SelectMany(node => node.Targets.Select(each => (Zone: zoneOf(balancer.Account, node.Zone), Target: each)))
            .Where(each => each.Target.Group == WantedBalancer.Checked
                && each.Target.Health is TargetHealth.Healthy or TargetHealth.Unhealthy)
            .ToList();
        if (seen.Count == 0)
        {
            return;
        }

        Add("", seen.ToLookup(each => each.Target.Key, each => each.Target.Health));
        foreach (var zone in seen.GroupBy(each => each.Zone))
        {
            Add(zone.Key, zone.ToLookup(each => each.Target.Key, each => each.Target.Health));
        }

        void Add(string zone, ILookup<string, TargetHealth> targets)
        {
            var healthy = targets.Count(each => each.Contains(TargetHealth.Healthy));
            sheet.Put("HealthyHostCount", "Count", zone, healthy);
            sheet.Put("UnHealthyHostCount", "Count", zone, targets.Count - healthy);
        }
    }
}
