using Faultline.Drills.Runbooks;

namespace Faultline.Drills.Reports;

/// <summary>Alarms that told of something before there was anything to tell, and such as told of nothing.</summary>
internal static class AlarmFindings
{
    private const string Name = ":alarm:";

    /// <summary>Those that fired before the strike: what they told was not of it.</summary>
    public static IEnumerable<Finding> Early(DrillResult result)
    {
        var early = result.Timeline.Where(mark => mark.At < result.Struck && mark.IsAlarm());
        foreach (var changes in early.GroupBy(mark => mark.Resource!, StringComparer.Ordinal))
        {
            if (changes.LastOrDefault(mark => mark.Kind == MarkKind.Detected) is not { } fired)
            {
                continue;
            }

            var name = changes.Key[(changes.Key.IndexOf(Name, StringComparison.Ordinal) + Name.Length)..];
            var since = Texts.Since(fired.At, result.Zero());
            yield return new(
                Severity.Note,
                $"The alarm {name} fired before the strike",
                changes.Last().Kind == MarkKind.Detected
                    ? $"It was in ALARM from {since} on, and so could notice nothing of the strike."
                    : $"It was in ALARM at {since}, and no more when it was struck: it told of how the system came up.")
            {
                Advice = "An alarm that takes missing data as breaching fires as long as what it watches is too young "
                    + "to have said anything. Keep its actions off until a deployment is over, or play the drill with "
                    + "a longer `before`.",
            };
        }
    }

    /// <summary>Those that clients had reason to expect something of.</summary>
    public static IEnumerable<Finding> Silent(DrillResult result, Architecture deployed)
    {
        var longest = result.Probes.Select(probe => probe.LongestOutage).DefaultIfEmpty().Max();
        foreach (var one in deployed.Alarms.Where(one => longest > one.Detects))
        {
            var own = result.Timeline.Where(mark => mark.Resource is { } resource
                && (resource == one.Handle.Shown
                    || resource.EndsWith($"{Name}{one.Handle.Shown}", StringComparison.Ordinal))).ToList();
            var stood = own.LastOrDefault(mark => mark.At < result.Zero())?.Kind == MarkKind.Detected;
            if (!stood && !own.Exists(mark => mark.At >= result.Zero()))
            {
                yield return new(
                    Severity.Weakness,
                    $"The alarm {one.Handle.Shown} never fired",
                    $"Clients were without success for {Texts.Span(longest)}; the alarm changes after "
                        + $"{Texts.Set(one.Detects)} and did not.")
                {
                    Advice = "Look at its metric: one that is measured by what died has no data. Let missing data be "
                        + "breaching, or watch from outside.",
                };
            }
        }
    }
}
