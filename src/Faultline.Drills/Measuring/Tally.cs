using System.Collections.Immutable;

namespace Faultline.Drills.Measuring;

/// <summary>Sums attempts up by the second in which they were due.</summary>
public static class Tally
{
    /// <summary>
    /// The seconds of each probe, of all its zones together first and then of each that is known; by time within. A
    /// second in which nothing was due is left out.
    /// </summary>
    public static IReadOnlyList<Second> Seconds(IEnumerable<Attempt> attempts)
    {
        var sums = new Dictionary<(string Probe, string? Zone, long Second), Sum>();
        foreach (var attempt in attempts)
        {
            var second = attempt.Due.UtcTicks / TimeSpan.TicksPerSecond;
            Of(sums, (attempt.Probe, null, second)).Add(attempt);
            if (attempt.Zone is { } zone)
            {
                Of(sums, (attempt.Probe, zone, second)).Add(attempt);
            }
        }

        return
        [
            .. sums
                .OrderBy(static each => each.Key.Probe, StringComparer.Ordinal)
                .ThenBy(static each => each.Key.Zone, StringComparer.Ordinal)
                .ThenBy(static each => each.Key.Second)
                .Select(static each => each.Value.Second(each.Key.Probe, each.Key.Zone, each.Key.Second)),
        ];
    }

    private static Sum Of(
        Dictionary<(string Probe, string? Zone, long Second), Sum> sums, (string Probe, string? Zone, long Second) key)
    {
        if (!sums.TryGetValue(key, out var sum))
        {
            sums.Add(key, sum = new());
        }

        return sum;
    }

    private sealed class Sum
    {
        private readonly Histogram spans = new();
        private readonly SortedDictionary<string, int> failures = new(StringComparer.Ordinal);
        private int offered;

        public void Add(Attempt attempt)
        {
            offered++;
            if (attempt.Succeeded)
            {
                spans.Add(attempt.Latency);
            }
            else
            {
                var why = attempt.Failure ?? "unknown";
                failures[why] = failures.GetValueOrDefault(why) + 1;
            }
        }

        public Second Second(string probe, string? zone, long second) =>
            new(probe, zone, new(second * TimeSpan.TicksPerSecond, TimeSpan.Zero))
            {
                Offered = offered,
                Succeeded = (int)spans.Count,
                Failures = failures.ToImmutableSortedDictionary(StringComparer.Ordinal),
                P50Ms = spans.Ms(0.5),
                P95Ms = spans.Ms(0.95),
                P99Ms = spans.Ms(0.99),
                MaxMs = spans.Max.TotalMilliseconds,
            };
    }
}
