using Faultline.Api.AutoScaling;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>The step that a breach of so much takes ("Step adjustments", Auto Scaling user guide). Pure.</summary>
internal static class Steps
{
    /// <summary>Null when none is for it.</summary>
    /// <param name="breach">The value less the threshold.</param>
    public static StepAdjustment? Find(IEnumerable<StepAdjustment> steps, double breach) =>
        steps.FirstOrDefault(step => Holds(step, breach));

    /// <summary>
    /// Above the threshold the lower bound is within and the upper one is not, below it is the other way round. A value
    /// at the threshold is either, as there are alarms for "at least" and for "at most".
    /// </summary>
    private static bool Holds(StepAdjustment step, double breach)
    {
        var lower = step.MetricIntervalLowerBound ?? double.NegativeInfinity;
        var upper = step.MetricIntervalUpperBound ?? double.PositiveInfinity;
        return (breach >= 0 && lower <= breach && breach < upper)
            || (breach <= 0 && lower < breach && breach <= upper);
    }
}
