using Faultline.Drills.Runbooks;

namespace Faultline.Drills.Reports;

/// <summary>How the forms of the report tell what became of the steps of the runbook. Pure.</summary>
internal static class Rehearsing
{
    public static readonly string[] Heads = ["step", "for", "what", "ran"];

    /// <summary>What became of how many steps; null where the runbook has none for what was struck.</summary>
    public static string? Says(DrillResult result)
    {
        if (result.Runbook.IsEmpty)
        {
            return null;
        }

        var told = result.Runbook.GroupBy(one => one.Outcome).OrderBy(group => group.Key)
            .Select(group => $"{Texts.Count(group.Count())} {Name(group.Key)}");
        return $"The runbook has {Texts.Count(result.Runbook.Length, "step", "steps")} for what was struck: "
            + $"{string.Join(", ", told)}.";
    }

    public static IEnumerable<string[]> Rows(DrillResult result) => result.Runbook.Select(one => new[]
    {
        one.Id, Name(one.Part), one.Says, Became(one, result.Zero()),
    });

    /// <summary>For programs: <c>not-needed</c>.</summary>
    public static string Id(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Ran => "ran",
        StepOutcome.Failed => "failed",
        StepOutcome.NotReached => "not-reached",
        StepOutcome.ByItself => "by-itself",
        StepOutcome.NotNeeded => "not-needed",
        _ => "not-run",
    };

    public static string Name(StepPart part) => part switch
    {
        StepPart.Step => "recovery",
        StepPart.Check => "check",
        _ => "way back",
    };

    private static string Became(Rehearsed one, DateTimeOffset zero)
    {
        var at = one.At is { } hour ? $" {Texts.Since(hour, zero)}" : "";
        return one.Outcome switch
        {
            StepOutcome.Ran => $"yes,{at}",
            StepOutcome.Failed => $"in vain,{at}: {one.Why}",
            _ => $"no, {Name(one.Outcome)}{at}: {one.Why}",
        };
    }

    private static string Name(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Ran => "ran",
        StepOutcome.Failed => "ran in vain",
        StepOutcome.NotReached => "not reached",
        StepOutcome.ByItself => "happened by itself",
        StepOutcome.NotNeeded => "not needed",
        _ => "not run",
    };
}
