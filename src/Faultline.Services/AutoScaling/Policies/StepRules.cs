using Faultline.Api.AutoScaling;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>What the steps of a policy must be ("Step adjustments", Auto Scaling user guide). Pure.</summary>
internal static class StepRules
{
    /// <summary>"Quotas for Amazon EC2 Auto Scaling", user guide.</summary>
    private const int Most = 20;

    public static void Check(List<StepAdjustment> steps)
    {
        Demand(steps.Count > 0, "You should specify at least one StepAdjustment with a StepScaling policy");
        Demand(steps.Count <= Most, $"Your policies can have at most {Most} StepAdjustments");
        steps.ForEach(CheckOne);
        Demand(
            steps.Count(step => step.MetricIntervalLowerBound is null) <= 1,
            "At most one StepAdjustment may have an unspecified lower bound");
        Demand(
            steps.Count(step => step.MetricIntervalUpperBound is null) <= 1,
            "At most one StepAdjustment may have an unspecified upper bound");
        Demand(
            !steps.Exists(step => step.MetricIntervalLowerBound < 0)
                || steps.Exists(step => step.MetricIntervalLowerBound is null),
            "There must be a StepAdjustment with an unspecified lower bound (i.e., lower bound is null) when one "
                + "StepAdjustment has a negative lower bound");
        Demand(
            !steps.Exists(step => step.MetricIntervalUpperBound > 0)
                || steps.Exists(step => step.MetricIntervalUpperBound is null),
            "There must be a StepAdjustment with an unspecified upper bound (i.e., upper bound is null) when one "
                + "StepAdjustment has a positive upper bound");
        CheckNeighbours(steps);
    }

    private static void CheckOne(StepAdjustment step)
    {
        Demand(
            step is not { MetricIntervalLowerBound: null, MetricIntervalUpperBound: null },
            "Both lower and upper bounds of a StepAdjustment cannot be left unspecified");
        Demand(Lower(step) < Upper(step), "LowerBound must be less than the UpperBound for StepAdjustment");
    }

    private static void CheckNeighbours(List<StepAdjustment> steps)
    {
        var sorted = steps.OrderBy(Lower).ToList();
        foreach (var (below, above) in sorted.Zip(sorted.Skip(1)))
        {
            Demand(Lower(above) >= Upper(below), "StepAdjustment intervals cannot overlap");
        }

        foreach (var (below, above) in sorted.Zip(sorted.Skip(1)))
        {
            Demand(Lower(above) <= Upper(below), "StepAdjustment intervals cannot have gaps between them");
        }
    }

    private static double Lower(StepAdjustment step) => step.MetricIntervalLowerBound ?? double.NegativeInfinity;

    private static double Upper(StepAdjustment step) => step.MetricIntervalUpperBound ?? double.PositiveInfinity;

    private static void Demand(bool so, string message)
    {
        if (!so)
        {
            throw Refusal.Invalid(message);
        }
    }
}
