using Faultline.Api.Elb;
using Faultline.Services.Elb.Keeping;

namespace Faultline.Services.Elb.Measuring;

/// <summary>The lines of one balancer in one period, under AWS's dimensions.</summary>
internal sealed class ElbPage(Item<LoadBalancer> balancer, Period period)
{
    private readonly KeyValuePair<string, string> own =
        new("LoadBalancer", balancer.Id[(balancer.Id.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    private string Namespace => balancer.Shown.Type == LoadBalancerTypeEnum.Application
        ? "AWS/ApplicationELB"
        : "AWS/NetworkELB";

    public IEnumerable<Measurement> Of(Sheet.Line line)
    {
        var (group, zone) = (Group(line), Zone(line));
        yield return Of(line, [.. group, .. zone, own]);
        if (line.Metric == "RequestCountPerTarget")
        {
            // That of a group alone is there too: policies of target tracking name it.
            yield return Of(line, [.. group]);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Group(Sheet.Line line) =>
        line.Group.Length == 0 ? [] : [new("TargetGroup", line.Group.Split(':')[^1])];

    private static IEnumerable<KeyValuePair<string, string>> Zone(Sheet.Line line) =>
        line.Zone.Length == 0 ? [] : [new("AvailabilityZone", line.Zone)];

    private Measurement Of(Sheet.Line line, IReadOnlyList<KeyValuePair<string, string>> dimensions) =>
        new(balancer.Account, Namespace, line.Metric, dimensions, line.Unit)
        {
            At = period.From,
            Values = line.Values,
        };
}
