using System.Collections.Immutable;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;

namespace Faultline.Drills.Measuring;

/// <summary>What attempts show of a probe, from the strike on.</summary>
internal static class Summary
{
    /// <param name="attempts">Of one probe, in the order in which they were due.</param>
    /// <param name="struck">Null where there was no strike: then all of them count, and nothing had to recover.</param>
    public static ProbeResult Of(
        string probe,
        IEnumerable<Attempt> attempts,
        IReadOnlyList<Second> seconds,
        DateTimeOffset? struck,
        SteadyPlan steady)
    {
        var spans = new Histogram();
        var failures = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var offered = 0L;
        foreach (var attempt in attempts.Where(attempt => struck is null || attempt.Due >= struck))
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

        return new(probe)
        {
            Offered = offered,
            Succeeded = spans.Count,
            Failures = failures.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Availability = offered == 0 ? 1 : (double)spans.Count / offered,
            P50Ms = spans.Ms(0.5),
            P99Ms = spans.Ms(0.99),
            MaxMs = spans.Max.TotalMilliseconds,
            Rto = struck is { } from ? Recovery.Rto(seconds, from, steady) : TimeSpan.Zero,
            LongestOutage = Recovery.LongestOutage(seconds, struck ?? DateTimeOffset.MinValue, steady),
        };
    }

    /// <summary>What clients of the probe saw: the first error since the strike, and that success held again.</summary>
    public static IEnumerable<Mark> Marks(ProbeResult result, IEnumerable<Attempt> attempts, DateTimeOffset struck)
    {
        var failed = attempts.Where(attempt => !attempt.Succeeded && attempt.Due >= struck)
            .Select(static attempt => (Attempt?)attempt).MinBy(static attempt => attempt?.Done);
        if (failed is { } first)
        {
            var says = $"Clients of {result.Name} see their first error: {first.Failure}.";
            yield return new(first.Done, MarkKind.FirstError, says) { Zone = first.Zone };
        }

        if (result.Rto is { } rto && rto > TimeSpan.Zero)
        {
            yield return new(struck + rto, MarkKind.Recovered, $"Clients of {result.Name} succeed again.");
        }
    }
}
