using System.Text;

namespace Faultline.Drills.Reports;

/// <summary>The seconds behind the charts as a table of commas: RFC 4180, a head and a line a second.</summary>
internal static class SecondsCsv
{
    public const string Head =
        "probe,zone,at,sinceStrikeSeconds,offered,succeeded,failures,p50Ms,p95Ms,p99Ms,maxMs";

    public static string Of(DrillResult result)
    {
        var text = new StringBuilder(Head).Append('\n');
        foreach (var one in result.Seconds)
        {
            var failures = string.Join(' ', one.Failures.Select(each => $"{each.Key}:{each.Value}"));
            text.Append(Field(one.Probe)).Append(',').Append(Field(one.Zone ?? "")).Append(',')
                .Append(Texts.Hour(one.At)).Append(',')
                .Append((one.At - result.Zero()).TotalSeconds.ToString("0.###")).Append(',')
                .Append(one.Offered).Append(',').Append(one.Succeeded).Append(',').Append(Field(failures))
                .Append(',').Append(Ms(one.P50Ms)).Append(',').Append(Ms(one.P95Ms)).Append(',')
                .Append(Ms(one.P99Ms)).Append(',').Append(Ms(one.MaxMs)).Append('\n');
        }

        return text.ToString();
    }

    private static string Ms(double ms) => ms.ToString("0.##");

    /// <summary>A name that a table program would take for a formula is kept from it by an apostrophe.</summary>
    private static string Field(string text)
    {
        var safe = text.Length > 0 && "=+-@\t\r".Contains(text[0]) ? $"'{text}" : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
