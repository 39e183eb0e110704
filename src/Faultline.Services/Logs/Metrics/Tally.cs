using System.Globalization;
using Faultline.Api.CloudWatch;
using Faultline.Services.Logs.Events;
using Faultline.Services.Logs.Keeping;

namespace Faultline.Services.Logs.Metrics;

/// <summary>
/// What a metric filter counts in events ("Configuring metric values for a metric filter", user guide): a value for
/// each that matches, by the minute that it says it is of; the default once for a minute in which events came and none
/// matched. Pure.
/// </summary>
internal static class Tally
{
    private const long MinuteMilliseconds = 60_000;

    /// <summary>PutMetricData in the API reference: different values in one datum.</summary>
    private const int ValuesMax = 150;

    public static IEnumerable<MetricDatum> Of(MetricFilterRow filter, IEnumerable<Parcel> parcels)
    {
        var minutes = new SortedDictionary<long, Dictionary<string, Bucket>>();
        foreach (var parcel in parcels)
        {
            for (var i = 0; i < parcel.Count; i++)
            {
                if (parcel.PositionOf(i) is var position && position.Number > filter.Counted)
                {
                    var minute = position.Time / MinuteMilliseconds;
                    if (!minutes.TryGetValue(minute, out var buckets))
                    {
                        minutes[minute] = buckets = new(StringComparer.Ordinal);
                    }

                    Count(filter, parcel.TextOf(i), buckets);
                }
            }
        }

        return minutes.SelectMany(each => each.Value.Count > 0
            ? each.Value.OrderBy(bucket => bucket.Key, StringComparer.Ordinal)
                .SelectMany(bucket => Data(filter, each.Key, bucket.Value))
            : filter.Metric.DefaultValue is { } usual
                ? Data(filter, each.Key, Bucket.Of(usual))
                : []);
    }

    private static void Count(
        MetricFilterRow filter, ReadOnlyMemory<byte> text, Dictionary<string, Bucket> buckets)
    {
        if (!filter.Pattern.Matches(text) || ValueOf(filter, text) is not { } value
            || DimensionsOf(filter, text) is not { } dimensions)
        {
            return;
        }

        var key = string.Join('\n', dimensions.Select(each => $"{each.Name}\n{each.Value}"));
        if (!buckets.TryGetValue(key, out var bucket))
        {
            buckets[key] = bucket = new(dimensions);
        }

        bucket.Add(value);
    }

    private static double? ValueOf(MetricFilterRow filter, ReadOnlyMemory<byte> text)
    {
        var said = filter.Metric.MetricValue;
        said = said.StartsWith('$') ? filter.Pattern.Value(text, said) : said;
        return double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) ? value : null;
    }

    /// <summary>Null where the event has no value for one of them: then nothing is counted of it.</summary>
    private static List<Dimension>? DimensionsOf(MetricFilterRow filter, ReadOnlyMemory<byte> text)
    {
        var dimensions = new List<Dimension>();
        var asked = filter.Metric.Dimensions ?? [];
        foreach (var (name, selector) in asked.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            if (filter.Pattern.Value(text, selector) is not { Length: > 0 } value)
            {
                return null;
            }

            dimensions.Add(new() { Name = name, Value = value });
        }

        return dimensions;
    }

    private static IEnumerable<MetricDatum> Data(MetricFilterRow filter, long minute, Bucket bucket) =>
        bucket.Values.Chunk(ValuesMax).Select(values => new MetricDatum
        {
            MetricName = filter.Metric.MetricName,
            Dimensions = bucket.Dimensions.Count > 0 ? bucket.Dimensions : null,
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(minute * MinuteMilliseconds),
            Values = [.. values.Select(each => each.Key)],
            Counts = [.. values.Select(each => each.Value)],
            Unit = filter.Metric.Unit ?? StandardUnit.None,
        });

    /// <summary>The values of one minute and one set of dimensions, each with how often it came.</summary>
    private sealed class Bucket(List<Dimension> dimensions)
    {
        public List<Dimension> Dimensions => dimensions;

        public SortedDictionary<double, double> Values { get; } = [];

        public static Bucket Of(double value)
        {
            var bucket = new Bucket([]);
            bucket.Add(value);
            return bucket;
        }

        public void Add(double value) => Values[value] = Values.GetValueOrDefault(value) + 1;
    }
}
