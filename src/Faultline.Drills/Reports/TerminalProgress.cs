using Faultline.Drills.Probes;
using Faultline.Drills.Running;

namespace Faultline.Drills.Reports;

/// <summary>
/// How a drill goes on, for who watches. On a terminal the last line is written over each second; elsewhere a line
/// comes every few seconds, and whatever happens has one of its own, told with the next second; what comes again and
/// again is counted, and told that seldom too.
/// </summary>
/// <param name="output">Where it is written.</param>
/// <param name="look">What can be shown there.</param>
/// <param name="every">How far apart lines are where none can be written over.</param>
public sealed class TerminalProgress(TextWriter output, TerminalLook look, TimeSpan every) : IDrillProgress
{
    /// <summary>What happens and what passes come from different threads.</summary>
    private readonly Lock turn = new();
    private readonly List<Mark> heard = [];
    private readonly Dictionary<string, Again> again = new(StringComparer.Ordinal);
    private DateTimeOffset? struck;
    private DateTimeOffset? last;
    private bool isStriking;
    private bool hasLive;

    public void Began(Phase phase, string says)
    {
        lock (turn)
        {
            Tell();
            isStriking = phase == Phase.Strike;
            Line($"{phase.Name(),-12}  {TerminalReport.Plain(says)}");
        }
    }

    public void Ticked(DrillTick tick)
    {
        lock (turn)
        {
            struck = tick.SinceStrike is { } since ? tick.At - since : struck;
            Tell();
            foreach (var (key, one) in again.Where(each => tick.At - each.Value.Told >= each.Value.Apart).ToArray())
            {
                Tell(key, one, tick.At);
            }

            Show(tick);
        }
    }

    /// <summary>What has no part in the failure is for the report alone.</summary>
    public void Marked(Mark mark)
    {
        if (mark.Kind == MarkKind.Other)
        {
            return;
        }

        lock (turn)
        {
            // How the stacks came to be is no part of the failure either.
            struck ??= mark.Kind == MarkKind.Struck || isStriking ? mark.At : null;
            if (struck is not null || mark.Kind == MarkKind.Drill)
            {
                heard.Add(mark);
            }
        }
    }

    /// <summary>Leaves the line that was written over, before the summary, and forgets the drill.</summary>
    public void End()
    {
        lock (turn)
        {
            Tell();
            foreach (var (key, one) in again.ToArray())
            {
                Tell(key, one, one.Last.At);
            }

            again.Clear();
            (struck, last) = (null, null);
            if (hasLive)
            {
                output.WriteLine();
                hasLive = false;
            }
        }
    }

    private void Show(DrillTick tick)
    {
        var line = Says(tick);
        if (look.IsTerminal)
        {
            // A line that is wider than the terminal could not be written over.
            var shown = line.Length < look.Columns ? line : line[..Math.Max(0, look.Columns - 1)];
            output.Write($"\r\e[K{(tick.Steady is null ? shown : look.Yellow(shown))}");
            output.Flush();
            hasLive = true;
        }
        else if (last is null || tick.At - last >= every)
        {
            last = tick.At;
            output.WriteLine(line);
        }
    }

    /// <summary>Tells what was heard since the last time; what was told before is counted.</summary>
    private void Tell()
    {
        foreach (var one in Folding.Of(heard))
        {
            var key = Folding.Key(one.First);
            if (again.TryGetValue(key, out var known))
            {
                again[key] = known with { Last = one.Last, Count = known.Count + one.Count };
            }
            else
            {
                Show(one.First, one.Says);
                again.Add(key, new(one.Last, 0, one.Last.At, every));
            }
        }

        heard.Clear();
    }

    private void Tell(string key, Again one, DateTimeOffset now)
    {
        if (one.Count == 0)
        {
            again[key] = one with { Told = now };
            return;
        }

        // The longer it goes on, the less is there to say of it.
        var count = one.Count == 1 ? "once" : $"{Texts.Count(one.Count)} times";
        Show(one.Last with { At = now }, $"{Folding.Short(Folding.Common(one.Last.Says))} ({count} more)");
        again[key] = new(one.Last, 0, now, one.Apart * 2);
    }

    private void Show(Mark mark, string says)
    {
        var where = mark.Zone is { } zone && !says.Contains(zone, StringComparison.Ordinal) ? $" ({zone})" : "";
        var line = $"{Clock(mark.At)}  {mark.Kind.Name(),-12}  {TerminalReport.Plain(says + where)}";
        Line(mark.Kind switch
        {
            MarkKind.Struck or MarkKind.FirstError or MarkKind.Failed or MarkKind.StepFailed => look.Red(line),
            MarkKind.Recovered => look.Green(line),
            _ => line,
        });
    }

    private static string Says(DrillTick tick)
    {
        var clock = tick.SinceStrike is { } since ? Texts.Since(since.TotalSeconds) : "T-";
        var probes = tick.Workload.Probes.Select(Says);
        var steady = tick.Steady is { } why ? $"not steady: {why}" : "steady";
        return $"{clock,-10}  {tick.Phase.Name(),-12}  {string.Join("  ", probes)}  {TerminalReport.Plain(steady)}";
    }

    private static string Says(ProbeLook probe)
    {
        var name = TerminalReport.Plain(probe.Name);
        if (probe.Judged == 0)
        {
            return $"{name} -";
        }

        var dead = probe.DeadZones.IsDefaultOrEmpty ? "" : $" dead: {string.Join(' ', probe.DeadZones)}";
        return $"{name} {Texts.Share(probe.Success)} p99 {Texts.Ms(probe.P99.TotalMilliseconds)}"
            + TerminalReport.Plain(dead);
    }

    private string Clock(DateTimeOffset at) => $"{(struck is { } zero ? Texts.Since(at, zero) : "T-"),-10}";

    private void Line(string line)
    {
        if (hasLive)
        {
            output.Write("\r\e[K");
            hasLive = false;
        }

        output.WriteLine(line);
    }

    /// <summary>What was told, how often it came since, when it was told last, and how far apart it is told.</summary>
    private sealed record Again(Mark Last, int Count, DateTimeOffset Told, TimeSpan Apart);
}
