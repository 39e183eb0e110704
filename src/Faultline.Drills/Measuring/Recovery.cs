using Faultline.Drills.Plans;

namespace Faultline.Drills.Measuring;

/// <summary>
/// When a system was back, and how long it was away, by its seconds: as high and as long as a plan calls steady. A
/// second in which nothing was due shows neither. Pure.
/// </summary>
public static class Recovery
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>
    /// From the strike to the beginning of the first second after the first bad one from which on all seconds hold, for
    /// as long as is steady. Zero where there is no bad one, null where success never held again. It is never less than
    /// the truth, and up to a second more.
    /// </summary>
    public static TimeSpan? Rto(IEnumerable<Second> seconds, DateTimeOffset struck, SteadyPlan steady)
    {
        var (broke, since) = (false, (DateTimeOffset?)null);
        foreach (var second in After(seconds, struck))
        {
            if (!Holds(second, steady))
            {
                (broke, since) = (true, null);
            }
            else if (broke)
            {
                since ??= second.At;
                if (second.At + Second - since >= steady.For)
                {
                    return since - struck;
                }
            }
        }

        return broke ? null : TimeSpan.Zero;
    }

    /// <summary>The longest run of bad seconds since the strike, from its beginning to its end.</summary>
    public static TimeSpan LongestOutage(IEnumerable<Second> seconds, DateTimeOffset struck, SteadyPlan steady)
    {
        var (longest, since) = (TimeSpan.Zero, (DateTimeOffset?)null);
        foreach (var second in After(seconds, struck))
        {
            if (Holds(second, steady))
            {
                since = null;
                continue;
            }

            since ??= second.At > struck ? second.At : struck;
            var outage = second.At + Second - since.Value;
            longest = outage > longest ? outage : longest;
        }

        return longest;
    }

    private static IEnumerable<Second> After(IEnumerable<Second> seconds, DateTimeOffset struck) => seconds
        .Where(second => second.Zone is null && second.Offered > 0 && second.At + Second > struck)
        .OrderBy(static second => second.At);

    private static bool Holds(Second second, SteadyPlan steady) =>
        second.Succeeded >= steady.Success * second.Offered;
}
