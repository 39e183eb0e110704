using Faultline.Drills.Measuring;
using Faultline.Drills.Plans;

namespace Faultline.Drills.Reports;

/// <summary>Questions that several forms of the report ask of a result.</summary>
internal static class Views
{
    /// <summary>What is left of a time to recovery between the parts that are known.</summary>
    public const string Untold = "not told apart";

    /// <summary>Where T+ counts from: the strike, or the beginning where there was none.</summary>
    public static DateTimeOffset Zero(this DrillResult result) => result.Struck ?? result.Began;

    /// <summary>The seconds of a probe as a whole, or of one zone of it, in their order.</summary>
    public static IReadOnlyList<Second> SecondsOf(this DrillResult result, string probe, string? zone = null) =>
        [.. result.Seconds.Where(one => one.Probe == probe && one.Zone == zone).OrderBy(one => one.At)];

    public static IReadOnlyList<string> ZonesOf(this DrillResult result, string probe) =>
    [
        .. result.Seconds.Where(one => one.Probe == probe && one.Zone is not null)
            .Select(one => one.Zone!).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>The share that succeeded; null where nothing was due.</summary>
    public static double? Share(this Second second) =>
        second.Offered == 0 ? null : (double)second.Succeeded / second.Offered;

    public static Phase? PhaseAt(this DrillResult result, DateTimeOffset at) =>
        result.Phases.FirstOrDefault(span => span.From <= at && at < span.To)?.Phase;

    public static string Name(this Phase phase) => phase switch
    {
        Phase.Deploy => "deploy",
        Phase.Warm => "warm up",
        Phase.Steady => "steady state",
        Phase.Strike => "strike",
        Phase.Recover => "recover",
        Phase.After => "after",
        Phase.Check => "check",
        _ => "clean up",
    };

    public static string Name(this MarkKind kind) => kind switch
    {
        MarkKind.Drill => "drill",
        MarkKind.Struck => "struck",
        MarkKind.FirstError => "first error",
        MarkKind.Detected => "detected",
        MarkKind.Decided => "decided",
        MarkKind.Executed => "executed",
        MarkKind.Failed => "failed",
        MarkKind.Recovered => "recovered",
        MarkKind.FaultEnded => "fault ended",
        MarkKind.FaultOver => "fault over",
        MarkKind.Step => "runbook step",
        MarkKind.StepFailed => "runbook step failed",
        _ => "other",
    };

    /// <summary>The name of a kind for programs and style sheets: <c>first-error</c>.</summary>
    public static string Id(this MarkKind kind) => kind switch
    {
        MarkKind.Step => "step",
        MarkKind.StepFailed => "step-failed",
        _ => kind.Name().Replace(' ', '-'),
    };

    /// <summary>
    /// The parts of a probe's time to recovery that the marks show, and what is left between them. One that took no
    /// time is told: that nobody decided anything is another thing.
    /// </summary>
    public static IReadOnlyList<(string Name, TimeSpan Length)> Split(this ProbeResult probe)
    {
        var parts = new List<(string, TimeSpan)>();
        Add("detect", probe.Detect);
        Add("decide", probe.Decide);
        Add("execute", probe.Execute);
        Add("recover", probe.Recover);
        var told = parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + part.Item2);
        if (probe.Rto is { } rto && rto - told > TimeSpan.FromMilliseconds(100))
        {
            parts.Add((Untold, rto - told));
        }

        return parts;

        void Add(string name, TimeSpan? length)
        {
            if (length is { } known)
            {
                parts.Add((name, known));
            }
        }
    }

    /// <summary>
    /// Until when faults were in force, from the strike on; null where none has ended. Things need time to come back
    /// even then.
    /// </summary>
    public static TimeSpan? FaultLasted(this DrillResult result)
    {
        DateTimeOffset? Last(MarkKind kind) => result.Timeline
            .Where(mark => mark.Kind == kind && mark.At > result.Struck).Max(mark => (DateTimeOffset?)mark.At);
        return (Last(MarkKind.FaultEnded) ?? Last(MarkKind.FaultOver)) - result.Struck;
    }

    /// <summary>What noticed, within the time to recovery, was an alarm and no check.</summary>
    public static bool NoticedByAlarmAlone(this DrillResult result, ProbeResult probe)
    {
        var noticed = result.Timeline.Where(mark => mark.At >= result.Struck && mark.At <= result.Struck + probe.Rto)
            .Where(mark => mark.Kind is MarkKind.Detected or MarkKind.Decided).ToList();
        return noticed.Count > 0 && noticed.All(mark => mark.Kind == MarkKind.Detected && mark.IsAlarm());
    }

    /// <summary>An alarm of CloudWatch says it.</summary>
    public static bool IsAlarm(this Mark mark) =>
        mark.Resource?.Contains(":alarm:", StringComparison.Ordinal) == true;

    /// <summary>The command that plays the same again.</summary>
    public static string Again(this DrillResult result)
    {
        var seed = result.Seed is { } known ? $" --seed {known}" : "";
        var timing = result.Timing == "fast" ? "" : $" --timing {Texts.Quoted(result.Timing)}";
        var file = Texts.Quoted(result.Plan.File.Length > 0 ? result.Plan.File : "DRILL");
        return $"faultline drill {file}{(result.IsSimulated ? " --simulate" : "")}{seed}{timing}";
    }

    public static string Kind(this StrikePlan strike) => strike switch
    {
        FaultStrike => "fault",
        ExperimentStrike => "experiment",
        ScenarioStrike => "scenario",
        CallStrike { IsRecovery: true } => "runbook step",
        CallStrike => "call",
        SqlStrike => "SQL",
        _ => "strike",
    };

    /// <summary>What is struck, in a line.</summary>
    public static string Told(this StrikePlan strike) => strike.Says.Length > 0 ? strike.Says : strike switch
    {
        FaultStrike fault => string.Join(' ', fault.Given.Select(each => $"{each.Key}={each.Value}")
            .Prepend(fault.Kind)) + (fault.For is { } length ? $" for {Texts.Set(length)}" : ""),
        ExperimentStrike => "an experiment of FIS",
        ScenarioStrike scenario => string.Join(
            ' ', scenario.Parameters.Select(each => $"{each.Key}={each.Value}").Prepend(scenario.Scenario)),
        CallStrike call => $"{call.Service} {call.Operation}",
        SqlStrike sql => sql.Sql,
        _ => "",
    };
}
