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
/// <param name="zoneOf">What an account calls the zone of an id.</param>
internal sealed class ElbMeter(Func<string, string, string> zoneOf)
{
    private readonly BalancerMeter meter = new();

    public List<Measurement> Look(ElbState state, Func<string, IReadOnlyList<NodeView>> nodesOf, Period period)
    {
        var all = new List<Measurement>();
        foreach (var balancer in state.Balancers.All)
        {
            var (sheet, nodes) = (new Sheet(), nodesOf(balancer.Id));
            var isApplication = balancer.Shown.Type == LoadBalancerTypeEnum.Application;
            foreach (var node in nodes)
            {
                var zone = zoneOf(balancer.Account, node.Zone);
                Node(sheet, node, zone, isApplication);
            }

            foreach (var group in nodes.SelectMany(node => node.Targets.Select(each => each.Group)).Distinct())
            {
                Hosts(sheet, balancer.Account, nodes, group);
                Given(sheet, balancer.Account, nodes, group, isApplication);
            }

            var page = new ElbPage(balancer, period);
            all.AddRange(sheet.Lines.SelectMany(page.Of));
        }

        meter.Done();
        return all;
    }

    private static readonly (string Metric, Count Count)[] answers =
    [
        ("HTTPCode_Target_2XX_Count", Count.Answers2xx), ("HTTPCode_Target_3XX_Count", Count.Answers3xx),
        ("HTTPCode_Target_4XX_Count", Count.Answers4xx), ("HTTPCode_Target_5XX_Count", Count.Answers5xx),
    ];

    private static readonly (string Metric, Count Count)[] requests =
    [
        .. answers,
        ("HTTPCode_ELB_3XX_Count", Count.Own3xx), ("HTTPCode_ELB_4XX_Count", Count.Own4xx),
        ("HTTPCode_ELB_5XX_Count", Count.Own5xx), ("NewConnectionCount", Count.Connections),
        ("RejectedConnectionCount", Count.ConnectionsRejected),
        ("TargetConnectionErrorCount", Count.TargetConnectionErrors),
        ("ClientTLSNegotiationErrorCount", Count.TlsErrors),
    ];

    private static readonly (string Metric, Count Count)[] flows =
    [
        ("NewFlowCount", Count.Connections), ("RejectedFlowCount", Count.ConnectionsRejected),
        ("ClientTLSNegotiationErrorCount", Count.TlsErrors),
    ];

    private void Node(Sheet sheet, NodeView node, string zone, bool isApplication)
    {
        var place = $"{node.Address}";
        if (isApplication)
        {
            sheet.Add("RequestCount", "Count", zone, meter.Since(place, node.Counts, Count.Requests));
            Answers(sheet, node, zone);
        }

        foreach (var (metric, count) in isApplication ? requests : flows)
        {
            sheet.AddSome(metric, "Count", zone, meter.Since(place, node.Counts, count));
        }

        var bytes = meter.Since(place, node.Counts, Count.BytesIn) + meter.Since(place, node.Counts, Count.BytesOut);
        sheet.AddSome("ProcessedBytes", "Bytes", zone, bytes);
    }

    /// <summary>What the targets of each group said, and how soon.</summary>
    private void Answers(Sheet sheet, NodeView node, string zone)
    {
        foreach (var group in node.Groups)
        {
            var (place, name) = ($"{node.Address} {group.Name}", GroupNames.ArnOf(group.Name));
            foreach (var (metric, count) in answers)
            {
                sheet.AddSome(metric, "Count", zone, meter.Since(place, group.Answers, count), name);
            }

            sheet.AddTimes("TargetResponseTime", zone, meter.Since(place, group.Times), name);
        }
    }

    /// <summary>
    /// A target counts as healthy once one node finds it so, as the API says of it; in a zone, once the node there
    /// does.
    /// </summary>
    private void Hosts(Sheet sheet, string account, IReadOnlyList<NodeView> nodes, string group)
    {
        var seen = nodes.Where(node => node.IsUp)
            .SelectMany(node => node.Targets.Select(each => (Zone: zoneOf(account, node.Zone), Target: each)))
            .Where(each => each.Target.Group == group
                && each.Target.Health is TargetHealth.Healthy or TargetHealth.Unhealthy)
            .ToList();
        var name = GroupNames.ArnOf(group);
        Add("", seen.ToLookup(each => each.Target.Key, each => each.Target.Health));
        foreach (var zone in seen.GroupBy(each => each.Zone))
        {
            Add(zone.Key, zone.ToLookup(each => each.Target.Key, each => each.Target.Health));
        }

        void Add(string zone, ILookup<string, TargetHealth> targets)
        {
            var healthy = targets.Count(each => each.Contains(TargetHealth.Healthy));
            sheet.Put("HealthyHostCount", "Count", zone, healthy, name);
            sheet.Put("UnHealthyHostCount", "Count", zone, targets.Count - healthy, name);
        }
    }

    private void Given(Sheet sheet, string account, IReadOnlyList<NodeView> nodes, string group, bool isApplication)
    {
        var name = GroupNames.ArnOf(group);
        var all = 0L;
        foreach (var node in nodes)
        {
            var given = node.Targets.Where(each => each.Group == group)
                .Sum(each => meter.Since($"{node.Address} {group}", each.Key, each.Given));
            all += given;
            if (isApplication)
            {
                sheet.AddSome("RequestCount", "Count", zoneOf(account, node.Zone), given, name);
            }
        }

        if (isApplication)
        {
            var targets = nodes.Where(node => node.IsUp).SelectMany(node => node.Targets)
                .Where(each => each.Group == group && each.Health is TargetHealth.Healthy or TargetHealth.Unhealthy)
                .Select(each => each.Key)
                .Distinct()
                .Count();
            sheet.Put("RequestCountPerTarget", "Count", "", targets == 0 ? 0 : (double)all / targets, name);
        }
    }
}
