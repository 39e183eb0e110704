using System.Collections.Immutable;
using Faultline.Drills.Runbooks;

namespace Faultline.Drills.Reports;

/// <summary>
/// What a reader should know or mend, out of the numbers of a result and, where it is known, out of what was deployed.
/// Pure: the same result gives the same findings.
/// </summary>
public static class Findings
{
    /// <summary>A probe that sends so much later than it should measures itself.</summary>
    private const double LateMsMax = 50;

    private const string ByAlarm = "No check saw it: let a health check look at what failed. An alarm is as late as "
        + "its period x evaluation periods, and does only what its actions do.";

    private static readonly Dictionary<string, string> shorter = new()
    {
        ["detect"] = "Let checks run more often, or fewer of them fail in a row: interval x threshold is this part.",
        ["decide"] = "A machine decides faster: a health check that replaces, a standby that is promoted, an "
            + "alarm that acts.",
        ["execute"] = "Have what takes over run already: a standby, spare instances, an image that boots fast.",
        ["recover"] = "Clients came late: shorten their timeouts and the TTL of names, and let them connect anew.",
        [Views.Untold] = "The timeline shows nothing here: add an alarm, so that somebody notices.",
    };

    /// <summary>The worst first.</summary>
    public static ImmutableArray<Finding> Of(DrillResult result, Architecture? deployed) =>
    [
        .. new[]
        {
            // Why comes before that it was so.
            result.Probes.SelectMany(probe => ZoneFindings.Of(result, probe, deployed)),
            result.Probes.SelectMany(NameFindings.Of),
            deployed is null ? [] : Databases(result, deployed),
            result.Probes.SelectMany(probe => Recovery(result, probe)),
            result.Ledger.SelectMany(LedgerFindings.Of),
            deployed is null ? [] : AlarmFindings.Silent(result, deployed),
            AlarmFindings.Early(result),
            result.Probes.SelectMany(Reliable),
            deployed is null ? [] : StepFindings.Of(result, deployed),
            LeftBehind(result),
            deployed is null ? [] : Weaknesses.Of(deployed),
        }.SelectMany(each => each).DistinctBy(each => each.Title).OrderByDescending(each => each.Severity),
    ];

    private static IEnumerable<Finding> Recovery(DrillResult result, ProbeResult probe)
    {
        if (result.Struck is null)
        {
            yield break;
        }

        if (probe.Rto is not { } rto)
        {
            yield return new(
                Severity.Failure,
                $"Success of {probe.Name} never came back",
                $"From the strike to the end {Texts.Share(probe.Availability)} of its attempts succeeded, and the "
                    + $"steady state ({Texts.Share(result.Plan.Steady.Success)}) did not hold again.")
            {
                Advice = "The runbook says what a person can do; `faultline runbook` writes it for this stack.",
            };
            yield break;
        }

        var target = result.Plan.Objectives.OfProbes.GetValueOrDefault(probe.Name)?.Rto ?? result.Plan.Objectives.Rto;
        if (rto > target)
        {
            var took = $"It took {Texts.Span(rto)}, wanted was {Texts.Set(target.Value)}.";
            var (says, advice) = Longest(result, probe, rto);
            yield return new(
                Severity.Failure,
                $"{probe.Name} took {Texts.Span(rto - target.Value)} too long to recover",
                $"{took} {says}".TrimEnd())
            {
                Advice = advice,
            };
        }
    }

    /// <summary>What most of the time to recover was, and what shortens that.</summary>
    private static (string Says, string Advice) Longest(DrillResult result, ProbeResult probe, TimeSpan rto)
    {
        if (result.FaultLasted() is { } lasted && lasted <= rto)
        {
            return ($"Nothing took over while the fault lasted, {Texts.Span(lasted)}; "
                + $"{Texts.Span(rto - lasted)} more went by after that.", shorter["execute"]);
        }

        var parts = probe.Split();
        if (parts.Count == 0)
        {
            return ("", "");
        }

        var (name, length) = parts.MaxBy(part => part.Length);
        var most = $"Most of it, {Texts.Span(length)}, is \"{name}\".";
        return name == "detect" && result.NoticedByAlarmAlone(probe)
            ? ($"{most} Only an alarm noticed.", ByAlarm)
            : (most, shorter[name]);
    }

    /// <summary>A database that no one took over for, in the zone that died.</summary>
    private static IEnumerable<Finding> Databases(DrillResult result, Architecture deployed)
    {
        foreach (var one in deployed.Databases.Where(one => !one.IsMultiAz && one.ReplicaOf is null))
        {
            if (one.Zone is not { } zone || !result.IsDead(zone)
                || !result.Probes.Any(probe => probe.Rto != TimeSpan.Zero))
            {
                continue;
            }

            var until = result.FaultLasted() is { } lasted
                ? $"The zone had power again {Texts.Since(lasted.TotalSeconds)}."
                : "The zone was not back when the drill ended.";
            yield return new(
                Severity.Failure,
                $"The database {one.Handle.Shown} died with its zone",
                $"It has no standby and was in {zone}, which was struck: nothing could take over for it until the zone "
                    + $"was back. {until}")
            {
                Advice = "Set MultiAZ to true: RDS then keeps a standby in another zone and fails over by itself.",
            };
        }
    }

    private static IEnumerable<Finding> Reliable(ProbeResult probe)
    {
        if (probe.SentLateP99Ms > LateMsMax)
        {
            yield return new(
                Severity.Weakness,
                $"The load of {probe.Name} itself was late",
                $"A hundredth of its attempts were sent {Texts.Ms(probe.SentLateP99Ms)} or more after they were due: "
                    + "this machine could not make the load, so latencies and dips may be its own.")
            {
                Advice = "Lower the rate, or play the drill on a machine with less else to do.",
            };
        }
    }

    private static IEnumerable<Finding> LeftBehind(DrillResult result)
    {
        if (!result.LeftBehind.IsEmpty)
        {
            yield return new(
                Severity.Weakness,
                "The drill left something behind",
                string.Join("; ", result.LeftBehind))
            {
                Advice = "`faultline fault clear` ends faults; `aws cloudformation delete-stack` deletes stacks.",
            };
        }
    }
}
