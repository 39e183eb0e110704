namespace Faultline.Drills.Measuring;

/// <summary>
/// When a system was back, and how long it was away, by its seconds. A second in which nothing was due shows neither.
/// </summary>
public static class Recovery
{
    /// <summary>A second holds in which at least this share of what was due succeeded.</summary>
    public const double Success = 0.99;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Success must hold for so long before the system counts as back.</summary>
    public static TimeSpan Hold { get; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// From the strike to the beginning of the first second after the first bad one from which on all seconds hold, for
    /// <see cref="Hold"/> at least. Zero where there is no bad one, null where success never held again. It is never
    /// less than the truth, and up to a second more.
    /// </summary>
    public static TimeSpan? Rto(IEnumerable<Second> seconds, DateTimeOffset struck)
    {
        var (broke, since) = (false, (DateTimeOffset?)null);
        foreach (var second in After(seconds, struck))
        {
            if (!Holds(second))
            {
                (broke, since) = (true, null);
            }
            else if (broke)
            {
                since ??= second.At;
                if (second.At + Second - since >= Hold)
                {
                    return since - struck;
                }
            }
        }

        return broke ? null : TimeSpan.Zero;
    }

    /// <summary>The longest run of bad seconds since the strike, from its beginning to its end.</summary>
    public static TimeSpan LongestOutage(IEnumerable<Second> seconds, DateTimeOffset struck)
    {
        var (longest, since) = (TimeSpan.Zero, (DateTimeOffset?)null);
        foreach (var second in After(seconds, struck))
        {
            if (Holds(second))
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

    private static bool Holds(Second second) => second.Succeeded >= Success * second.Offered;
}
