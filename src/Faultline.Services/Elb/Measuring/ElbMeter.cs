using Faultline.Api.Elb;
using Faultline.Engines.Balancer;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Wanted;
using TargetHealth = Faultline.Engines.Balancer.TargetHealth;

namespace Faultline.Services.Elb.Measuring;

/// <summary>
/// What balancers and their target groups did in a period, from what their nodes count: "CloudWatch metrics for your
/// Application Load Balancer" and "for your Network Load Balancer", user guides. Counts of nothing are not reported.
/// </summary>
internal sealed class ElbMeter
{
    private readonly BalancerMeter meter = new();

    public List<Measurement> Look(ElbState state, Func<string, IReadOnlyList<NodeView>> nodesOf, Period period)
    {
        var all = new List<Measurement>();
        foreach (var balancer in state.Balancers.All)
        {
            var sheet = new Sheet(balancer, period, all);
            var nodes = nodesOf(balancer.Id);
            foreach (var node in nodes)
            {
                if (sheet.IsApplication)
                {
                    OfApplication(sheet, node);
                }
                else
                {
                    OfNetwork(sheet, node);
                }
            }

            foreach (var group in nodes.SelectMany(node => node.Targets.Select(each => each.Group)).Distinct())
            {
                OfGroup(sheet, nodes, group);
            }

            sheet.Close();
        }

        meter.Done();
        return all;
    }

    private static readonly (string Metric, Count Count)[] requests =
    [
        ("HTTPCode_Target_2XX_Count", Count.Answers2xx), ("HTTPCode_Target_3XX_Count", Count.Answers3xx),
        ("HTTPCode_Target_4XX_Count", Count.Answers4xx), ("HTTPCode_Target_5XX_Count", Count.Answers5xx),
        ("HTTPCode_ELB_3XX_Count", Count.Own3xx), ("HTTPCode_ELB_4XX_Count", Count.Own4xx),
        ("HTTPCode_ELB_5XX_Count", Count.Own5xx), ("NewConnectionCount", Count.Connections),
        ("RejectedConnectionCount", Count.ConnectionsRejected),
        ("TargetConnectionErrorCount", Count.TargetConnectionErrors),
        ("ClientTLSNegotiationErrorCount", Count.TlsErrors),
    ];

    private static readonly (string Metric, Count Count)[] flows =
    [
        ("NewFlowCount", Count.Connections), ("RejectedFlowCount", Count.ConnectionsRejected),
        ("TCP_ELB_Reset_Count", Count.Resets), ("ClientTLSNegotiationErrorCount", Count.TlsErrors),
    ];

    private void OfApplication(Sheet sheet, NodeView node)
    {
        var place = $"{node.Address}";
        sheet.Add("RequestCount", "Count", meter.Since(place, node.Counts, Count.Requests));
        foreach (var (metric, count) in requests)
        {
            sheet.AddSome(metric, "Count", meter.Since(place, node.Counts, count));
        }

        sheet.AddSome("ProcessedBytes", "Bytes", Bytes(node));
    }

    private void OfNetwork(Sheet sheet, NodeView node)
    {
        foreach (var (metric, count) in flows)
        {
            sheet.AddSome(metric, "Count", meter.Since($"{node.Address}", node.Counts, count));
        }

        sheet.AddSome("ProcessedBytes", "Bytes", Bytes(node));
    }

    private long Bytes(NodeView node) => meter.Since($"{node.Address}", node.Counts, Count.BytesIn)
        + meter.Since($"{node.Address}", node.Counts, Count.BytesOut);

    /// <summary>A target counts as healthy once one node finds it so, as the API says of it.</summary>
    private void OfGroup(Sheet sheet, IReadOnlyList<NodeView> nodes, string group)
    {
        var targets = nodes.Where(node => node.IsUp)
            .SelectMany(node => node.Targets)
            .Where(each => each.Group == group && each.Health is TargetHealth.Healthy or TargetHealth.Unhealthy)
            .ToLookup(each => each.Key);
        var healthy = targets.Count(each => each.Any(view => view.Health == TargetHealth.Healthy));
        var given = nodes.Sum(node => node.Targets.Where(each => each.Group == group)
            .Sum(each => meter.Since($"{node.Address} {group}", each.Key, each.Given)));
        var name = GroupNames.ArnOf(group).Split(':')[^1];
        sheet.OfGroup(name, "HealthyHostCount", healthy);
        sheet.OfGroup(name, "UnHealthyHostCount", targets.Count - healthy);
        if (sheet.IsApplication)
        {
            sheet.OfTargets(name, "RequestCountPerTarget", targets.Count == 0 ? 0 : (double)given / targets.Count);
        }
    }
}
