namespace Faultline.Drills.Reports;

/// <summary>
/// What brought a system back, in order from the strike on: who noticed, what went on by itself, and which steps of the
/// runbook ran. Pure.
/// </summary>
internal static class Healing
{
    public static IReadOnlyList<Healed> Of(DrillResult result) => result.Struck is not { } struck
        ? []
        :
        [
            .. Folding.Of(result.Timeline.Where(mark => mark.At >= struck && WhoOf(mark.Kind) is not null))
                .Select(told => new Healed(told, WhoOf(told.First.Kind)!)),
        ];

    /// <summary>Whether anybody had to do anything, in one sentence.</summary>
    public static string Says(IReadOnlyList<Healed> healing) =>
        (healing.Sum(each => each.IsOf(MarkKind.Step)), healing.Sum(each => each.IsOf(MarkKind.StepFailed))) switch
        {
            (0, 0) => "No step of a runbook ran: what came back did so by itself.",
            (var ran, 0) => $"{Texts.Count(ran, "step", "steps")} of the runbook ran.",
            (var ran, var failed) => $"{Texts.Count(ran, "step", "steps")} of the runbook ran, and "
                + $"{Texts.Count(failed)} never worked.",
        };

    /// <summary>Null for what is no part of a recovery.</summary>
    private static string? WhoOf(MarkKind kind) => kind switch
    {
        MarkKind.Detected => "noticed",
        MarkKind.Decided or MarkKind.Executed => "by itself",
        MarkKind.Failed => "by itself, in vain",
        MarkKind.Step => "a person",
        MarkKind.StepFailed => "a person, in vain",
        _ => null,
    };
}

/// <summary>Something that was done towards recovery, and by whom.</summary>
internal sealed record Healed(Folded Told, string Who)
{
    public int IsOf(MarkKind kind) => Told.First.Kind == kind ? Told.Count : 0;

    /// <summary>What was done, with the step's id where one was named.</summary>
    public string Says => Told.First.Step is { } step ? $"{Told.Says} [{step}]" : Told.Says;
}
