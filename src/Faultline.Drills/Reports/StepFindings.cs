using Faultline.Drills.Plans;
using Faultline.Drills.Runbooks;

namespace Faultline.Drills.Reports;

/// <summary>Steps that a drill goes through, held against the runbook of what was deployed. Pure.</summary>
internal static class StepFindings
{
    public static IEnumerable<Finding> Of(DrillResult result, Architecture deployed)
    {
        var named = result.Plan.Strikes.OfType<CallStrike>()
            .Select(call => call.Step)
            .OfType<string>()
            .Distinct()
            .ToList();
        if (named.Count == 0)
        {
            yield break;
        }

        var known = Runbook.For(deployed).Chapters
            .SelectMany(chapter => chapter.Steps.Concat(chapter.Checks).Concat(chapter.Back))
            .Select(step => step.Id)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var step in named.Where(step => !known.Contains(step)))
        {
            yield return new(
                Severity.Weakness,
                $"The runbook has no step {step}",
                "The drill goes through a step that the runbook of what was deployed does not have: whoever follows "
                    + "the runbook does something else than was rehearsed.")
            {
                Advice = "`faultline runbook` writes the steps with their ids; name one of them.",
            };
        }
    }
}
