namespace Faultline.Services.LoadBalancing;

/// <summary>
/// What the nodes of one balancer counted in a period: in all, and in each zone by itself. It knows no dimensions; what
/// it has is shown by whoever does.
/// </summary>
internal sealed class Sheet
{
    private readonly SortedDictionary<(string Metric, string Group, string Zone), (string Unit, double Sum)> sums = [];
    private readonly SortedDictionary<(string Metric, string Group, string Zone), List<(double, double)>> times = [];

    /// <summary>One node's share of what its balancer did, or of what one of its groups did.</summary>
    public void Add(string metric, string unit, string zone, double value, string group = "")
    {
        foreach (var place in (string[])[zone, ""])
        {
            sums[(metric, group, place)] = (unit, sums.GetValueOrDefault((metric, group, place)).Sum + value);
        }
    }

    /// <summary>The same, of what is not reported where there was none.</summary>
    public void AddSome(string metric, string unit, string zone, double value, string group = "")
    {
        if (value > 0)
        {
            Add(metric, unit, zone, value, group);
        }
    }

    /// <summary>A number as it is, of one place; nothing is added up.</summary>
    public void Put(string metric, string unit, string zone, double value, string group = "") =>
        sums[(metric, group, zone)] = (unit, value);

    /// <summary>How long something took, each time with how often; of a group, and of all of them.</summary>
    public void AddTimes(string metric, string zone, IReadOnlyList<(double Seconds, double Count)> took, string group)
    {
        if (took.Count == 0)
        {
            return;
        }

        foreach (var (whose, place) in ((string, string)[])[(group, zone), (group, ""), ("", zone), ("", "")])
        {
            if (!times.TryGetValue((metric, whose, place), out var all))
            {
                times.Add((metric, whose, place), all = []);
            }

            all.AddRange(took);
        }
    }

    /// <summary>Every line: its metric and unit, its group and its zone or nothing, and its values.</summary>
    public IEnumerable<Line> Lines =>
        sums.Select(each => new Line(each.Key.Metric, each.Value.Unit, each.Key.Group, each.Key.Zone)
            {
                Values = [(each.Value.Sum, 1)],
            })
            .Concat(times.Select(each => new Line(each.Key.Metric, "Seconds", each.Key.Group, each.Key.Zone)
            {
                Values = each.Value,
            }));

    /// <summary>One metric, of a group or a zone where those are not empty.</summary>
    internal sealed record Line(string Metric, string Unit, string Group, string Zone)
    {
        public required IReadOnlyList<(double Value, double Count)> Values { get; init; }
    }
}
