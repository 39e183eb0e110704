using Faultline.Services.ClassicElb.Keeping;

namespace Faultline.Services.ClassicElb.Measuring;

/// <summary>
/// The lines of balancers under AWS's dimensions: of one, of one in a zone, and of all of an account's in a zone.
/// </summary>
internal sealed class ClassicZones(Period period)
{
    private const string Namespace = "AWS/ELB";

    private readonly SortedDictionary<(string Account, string Zone, string Metric, string Unit),
        List<(double, double)>> zones = [];

    /// <summary>What zones have in all; asked for when every balancer has been.</summary>
    public IEnumerable<Measurement> All => zones.Select(each => new Measurement(
        each.Key.Account, Namespace, each.Key.Metric, [new("AvailabilityZone", each.Key.Zone)], each.Key.Unit)
    {
        At = period.From,
        Values = each.Value,
    });

    public IEnumerable<Measurement> Of(Balancer balancer, Sheet.Line line)
    {
        KeyValuePair<string, string> own = new("LoadBalancerName", balancer.Name);
        if (line.Zone.Length == 0)
        {
            yield return Of(balancer, line, [own]);
            yield break;
        }

        yield return Of(balancer, line, [own, new("AvailabilityZone", line.Zone)]);
        var key = (balancer.Account, line.Zone, line.Metric, line.Unit);
        if (!zones.TryGetValue(key, out var values))
        {
            zones.Add(key, values = []);
        }

        values.AddRange(line.Values);
    }

    private Measurement Of(
        Balancer balancer, Sheet.Line line, IReadOnlyList<KeyValuePair<string, string>> dimensions) =>
        new(balancer.Account, Namespace, line.Metric, dimensions, line.Unit) { At = period.From, Values = line.Values };
}
