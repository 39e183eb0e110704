using Faultline.Drills.Plans;

namespace Faultline.Drills.Probes;

/// <summary>
/// When attempts are due: evenly at a rate, and at other rates from some times on. Nothing in it knows how the system
/// fares.
/// </summary>
internal sealed class Schedule
{
    /// <summary>Each with its rate, and how many attempts are due before it begins.</summary>
    private readonly List<(TimeSpan From, double Rate, double Before)> spans = [];

    public Schedule(double rate) => spans.Add((TimeSpan.Zero, Math.Max(0, rate), 0));

    private Schedule(Schedule before, TimeSpan struck, IEnumerable<RateStep> steps)
    {
        spans.Add(before.spans[0]);
        foreach (var step in steps.OrderBy(static step => step.At))
        {
            var (from, rate, count) = spans[^1];
            var at = struck + step.At > from ? struck + step.At : from;
            spans.Add((at, Math.Max(0, step.Rate), count + (at - from).TotalSeconds * rate));
        }
    }

    /// <summary>The same with steps that count from the strike, which came so long after the beginning.</summary>
    public Schedule Struck(TimeSpan at, IEnumerable<RateStep> steps) => new(this, at, steps);

    /// <summary>When that attempt, of which the first is 0, is due after the beginning; null for never.</summary>
    public TimeSpan? Due(long number)
    {
        var (from, rate, before) = spans.FindLast(span => span.Before <= number);
        return rate == 0 ? null : from + TimeSpan.FromTicks(
            (long)Math.Round((number - before) / rate * TimeSpan.TicksPerSecond));
    }
}
