using Faultline.Api.Elb;
using Faultline.Services.Elb.Keeping;

namespace Faultline.Services.Elb.Measuring;

/// <summary>The measurements of one balancer in one period, under AWS's dimensions.</summary>
internal sealed class Sheet(Item<LoadBalancer> balancer, Period period, List<Measurement> all)
{
    private readonly SortedDictionary<string, (string Unit, double Sum)> sums = new(StringComparer.Ordinal);

    private readonly KeyValuePair<string, string> own =
        new("LoadBalancer", balancer.Id[(balancer.Id.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    public bool IsApplication => balancer.Shown.Type == LoadBalancerTypeEnum.Application;

    private string Namespace => IsApplication ? "AWS/ApplicationELB" : "AWS/NetworkELB";

    /// <summary>One node's share of what its balancer did.</summary>
    public void Add(string metric, string unit, double value) =>
        sums[metric] = (unit, sums.GetValueOrDefault(metric).Sum + value);

    /// <summary>The same, of what is not reported where there was none.</summary>
    public void AddSome(string metric, string unit, double value)
    {
        if (value > 0)
        {
            Add(metric, unit, value);
        }
    }

    public void OfGroup(string group, string metric, double value) =>
        all.Add(Of(metric, "Count", value, new("TargetGroup", group), own));

    /// <summary>What has the dimension of its group alone, and that with its balancer.</summary>
    public void OfTargets(string group, string metric, double value)
    {
        all.Add(Of(metric, "Count", value, new KeyValuePair<string, string>("TargetGroup", group)));
        OfGroup(group, metric, value);
    }

    /// <summary>All nodes have said theirs.</summary>
    public void Close() => all.AddRange(sums.Select(each => Of(each.Key, each.Value.Unit, each.Value.Sum, own)));

    private Measurement Of(
        string metric, string unit, double value, params IReadOnlyList<KeyValuePair<string, string>> dimensions) =>
        Measurement.Of(balancer.Account, Namespace, metric, unit, period.From, value, dimensions);
}
