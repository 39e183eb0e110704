using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Services.CloudWatch.Expressions;
using Faultline.Services.CloudWatch.Metrics;

namespace Faultline.Services.CloudWatch;

/// <summary>
/// What time series are called, with the values that a label asks for ("Use dynamic labels", user guide). Pure.
/// </summary>
internal static partial class Labels
{
    /// <summary>A metric that a search found, by what tells it from the others.</summary>
    public static string Found(Metric metric, bool isOneOfSeveral)
    {
        var values = metric.Dimensions.Select(pair => pair.Value);
        return string.Join(
            ' ', isOneOfSeveral || metric.Dimensions.Count == 0 ? values.Append(metric.Name) : values);
    }

    /// <summary>A label with its placeholders filled in; those that nobody knows stay as they are.</summary>
    public static string Fill(string label, TimeSeries series, string own, string region, DateTimeOffset now) =>
        label.Contains("${", StringComparison.Ordinal)
            ? Placeholder().Replace(label, match => match.Groups["prop"] is { Success: true } property
                ? Property(property.Value, series, region) ?? match.Value
                : Live(match.Groups["name"].Value, series, own, now) ?? match.Value)
            : label;

    [GeneratedRegex(@"\$\{(?:PROP\(\s*'(?<prop>[^']*)'\s*\)|(?<name>[A-Z_]+))\}")]
    private static partial Regex Placeholder();

    private static string? Property(string name, TimeSeries series, string region) => series.Metric is not { } metric
        ? null
        : name switch
    {
        "MetricName" => metric.Name,
        "Namespace" => metric.Namespace,
        "AccountId" => metric.Account,
        "Region" => region,
        "Stat" => series.Stat,
        "Period" => series.Grid.Period.ToString(CultureInfo.InvariantCulture),
        _ when name.StartsWith("Dim.", StringComparison.Ordinal) => metric.Dimension(name["Dim.".Length..]),
        _ => null,
    };

    private static string? Live(string name, TimeSeries series, string own, DateTimeOffset now)
    {
        if (name == "LABEL")
        {
            return own;
        }

        var present = Enumerable.Range(0, series.Values.Length)
            .Where(slot => !double.IsNaN(series.Values[slot])).ToList();
        if (name == "DATAPOINT_COUNT")
        {
            return $"{present.Count}";
        }

        if (present.Count == 0)
        {
            return "--";
        }

        var (first, last) = (present[0], present[^1]);
        var (least, most) = (present.MinBy(slot => series.Values[slot]), present.MaxBy(slot => series.Values[slot]));
        return name switch
        {
            "AVG" => Number(series.Present.Average()),
            "SUM" => Number(series.Present.Sum()),
            "FIRST" => Number(series.Values[first]),
            "LAST" => Number(series.Values[last]),
            "MIN" => Number(series.Values[least]),
            "MAX" => Number(series.Values[most]),
            "FIRST_LAST_RANGE" => Number(series.Values[last] - series.Values[first]),
            "MIN_MAX_RANGE" => Number(series.Values[most] - series.Values[least]),
            "FIRST_TIME" => Time(first),
            "LAST_TIME" => Time(last),
            "MIN_TIME" => Time(least),
            "MAX_TIME" => Time(most),
            "FIRST_TIME_RELATIVE" => Span(now - series.Grid.TimeAt(first)),
            "LAST_TIME_RELATIVE" => Span(now - series.Grid.TimeAt(last)),
            "MIN_TIME_RELATIVE" => Span(now - series.Grid.TimeAt(least)),
            "MAX_TIME_RELATIVE" => Span(now - series.Grid.TimeAt(most)),
            "FIRST_LAST_TIME_RANGE" => Span(series.Grid.TimeAt(last) - series.Grid.TimeAt(first)),
            "MIN_MAX_TIME_RANGE" => Span(series.Grid.TimeAt(most) - series.Grid.TimeAt(least)),
            _ => null,
        };

        string Time(int slot) =>
            series.Grid.TimeAt(slot).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
    }

    private static string Number(double value) => Math.Round(value, 3).ToString(CultureInfo.InvariantCulture);

    private static string Span(TimeSpan span)
    {
        span = span.Duration();
        return span.TotalDays >= 1 ? $"{(int)span.TotalDays}d{span.Hours}h"
            : span.TotalHours >= 1 ? $"{(int)span.TotalHours}h{span.Minutes}m"
            : $"{span.Minutes}m{span.Seconds}s";
    }
}
