using System.Collections.Immutable;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;

namespace Faultline.Drills.Runbooks;

/// <summary>
/// Which steps of the runbook for what was struck a drill went through, and why it did not go through the others. Pure.
/// </summary>
internal static class Rehearsal
{
    public static ImmutableArray<Rehearsed> Of(DrillResult result, Architecture deployed)
    {
        if (result.Struck is null)
        {
            return [];
        }

        var struck = Chapters.Struck.Chapters(result.Plan);
        return
        [
            .. from chapter in Runbook.For(deployed).Chapters
               where struck.Contains(chapter.Id)
               from each in Parts(chapter)
               select Judge(result, deployed, each.Part, each.Step),
        ];
    }

    private static IEnumerable<(StepPart Part, Step Step)> Parts(Chapter chapter) =>
    [
        .. chapter.Steps.Select(step => (StepPart.Step, step)),
        .. chapter.Checks.Select(step => (StepPart.Check, step)),
        .. chapter.Back.Select(step => (StepPart.Back, step)),
    ];

    private static Rehearsed Judge(DrillResult result, Architecture deployed, StepPart part, Step step)
    {
        var calls = result.Plan.Strikes.OfType<CallStrike>().Count(call => call.IsRecovery && call.Step == step.Id);
        var ran = Marks(result, step, MarkKind.Step);
        var failed = Marks(result, step, MarkKind.StepFailed);
        var first = ran.FirstOrDefault()?.At;
        var (outcome, why, at) = calls == 0 ? Unplanned(result, deployed, part, step)
            : failed.Count > 0 ? (StepOutcome.Failed, "it was tried, and never worked", failed.FirstOrDefault()?.At)
            : ran.Count >= calls ? (StepOutcome.Ran, "", first)
            : (StepOutcome.NotReached, $"{ran.Count} of its {Texts.Count(calls, "call", "calls")} ran until the drill "
                + "ended", first);
        return new(step.Id, part, step.Says, outcome, why) { At = at };
    }

    /// <summary>Why nobody did what the drill does not have.</summary>
    private static (StepOutcome Outcome, string Why, DateTimeOffset? At) Unplanned(
        DrillResult result, Architecture deployed, StepPart part, Step step)
    {
        if (result.Timeline.Any(mark => mark is { Kind: MarkKind.Step, Step: null }))
        {
            return (StepOutcome.NotRun, "not by this id: steps ran that the drill names by none", null);
        }

        if (part == StepPart.Check)
        {
            return result.Probes.IsEmpty
                ? (StepOutcome.NotRun, "nobody looked", null)
                : (StepOutcome.NotNeeded, "the probes of the drill looked", null);
        }

        if (part == StepPart.Back)
        {
            return (StepOutcome.NotReached, "the drill ended before it was its turn", null);
        }

        if (Done(result, deployed, step) is { } done)
        {
            return (StepOutcome.ByItself, "it went on without anybody", done.At);
        }

        return Missing(result, step);
    }

    private static (StepOutcome Outcome, string Why, DateTimeOffset? At) Missing(DrillResult result, Step step)
    {
        var gone = result.Probes.Where(probe => probe.Rto is null).Select(probe => probe.Name).ToList();
        var lost = step.Id.StartsWith("destroyed/", StringComparison.Ordinal)
            && result.Ledger.Any(one => one.AcknowledgedLost > 0);
        return result switch
        {
            { Broken: not null } => (StepOutcome.NotReached, "the drill could not be played to its end", null),
            { Probes.IsEmpty: true } => (StepOutcome.NotRun, "no probe says whether it was needed", null),
            _ when gone.Count > 0 => (StepOutcome.NotRun, $"success of {string.Join(" and ", gone)} never came back, "
                + "and the drill does not have it", null),
            _ when lost => (StepOutcome.NotRun, "acknowledged writes are lost, and the drill does not have it", null),
            _ when result.Probes.All(probe => probe.Rto == TimeSpan.Zero) =>
                (StepOutcome.NotNeeded, "success never stopped", null),
            _ => (StepOutcome.NotNeeded, "success held again without it, "
                + Texts.Since(result.Probes.Max(probe => probe.Rto)!.Value.TotalSeconds), null),
        };
    }

    private static List<Mark> Marks(DrillResult result, Step step, MarkKind kind) =>
        [.. result.Timeline.Where(mark => mark.Kind == kind && mark.Step == step.Id)];

    /// <summary>
    /// What the thing itself that a step is for did since the strike. No machine brings back what was destroyed, nor
    /// the control plane.
    /// </summary>
    private static Mark? Done(DrillResult result, Architecture deployed, Step step)
    {
        if (step.Id.Split('/')[0] is "destroyed" or "control-plane")
        {
            return null;
        }

        var own = step.Id[(step.Id.LastIndexOf('/') + 1)..];
        var name = deployed.Groups.Select(one => one.Handle).Concat(deployed.Databases.Select(one => one.Handle))
            .FirstOrDefault(handle => handle.LogicalId == own)?.Shown;
        return name is null ? null : result.Timeline.FirstOrDefault(mark =>
            mark.Kind == MarkKind.Executed && mark.At >= result.Struck && IsOf(mark.Resource, name));
    }

    /// <summary>A mark has the name of what it is of, or its ARN.</summary>
    private static bool IsOf(string? resource, string name) =>
        resource is not null && (resource == name || resource.EndsWith($"/{name}", StringComparison.Ordinal)
            || resource.EndsWith($":{name}", StringComparison.Ordinal));
}

/// <summary>A step of the runbook, and what became of it in a drill.</summary>
/// <param name="Why">Why it did not run, or what came of it; empty where it ran.</param>
public sealed record Rehearsed(string Id, StepPart Part, string Says, StepOutcome Outcome, string Why)
{
    /// <summary>When it ran, or went by itself.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>What a step of a chapter is for.</summary>
public enum StepPart
{
    Step,

    /// <summary>To see that it worked.</summary>
    Check,

    /// <summary>All comes to be as it was.</summary>
    Back,
}

/// <summary>What became of a step.</summary>
public enum StepOutcome
{
    Ran,

    /// <summary>It was tried, and never worked.</summary>
    Failed,

    /// <summary>The drill ended before.</summary>
    NotReached,

    ByItself,

    /// <summary>Without it all went well.</summary>
    NotNeeded,

    /// <summary>The drill does not have it, though it may have been needed.</summary>
    NotRun,
}
