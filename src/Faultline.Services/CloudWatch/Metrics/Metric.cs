namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>
/// A metric of an account: a name in a namespace with its dimensions, and a series for each unit it came in.
/// </summary>
internal sealed class Metric(
    string account, string space, string name, IReadOnlyList<KeyValuePair<string, string>> dimensions)
{
    public string Account => account;

    public string Namespace => space;

    public string Name => name;

    /// <summary>In the order in which they were first said.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Dimensions => dimensions;

    public List<Series> Series { get; } = new(1);

    /// <summary>When something last came, in seconds; the least of all numbers where nothing did.</summary>
    public long LastAt => Series.Count == 0 ? long.MinValue : Series.Max(series => series.LastAt);

    public Series? In(string unit)
    {
        foreach (var series in Series)
        {
            if (series.Unit == unit)
            {
                return series;
            }
        }

        return null;
    }

    public string? Dimension(string called)
    {
        foreach (var (key, value) in dimensions)
        {
            if (key == called)
            {
                return value;
            }
        }

        return null;
    }
}
