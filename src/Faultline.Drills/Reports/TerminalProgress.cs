using Faultline.Drills.Probes;
using Faultline.Drills.Running;

namespace Faultline.Drills.Reports;

/// <summary>
/// How a drill goes on, for who watches. On a terminal the last line is written over each second; elsewhere a line
/// comes every few seconds, and whatever happens has one of its own.
/// </summary>
/// <param name="output">Where it is written.</param>
/// <param name="look">What can be shown there.</param>
/// <param name="every">How far apart lines are where none can be written over.</param>
public sealed class TerminalProgress(TextWriter output, TerminalLook look, TimeSpan every) : IDrillProgress
{
    /// <summary>What happens and what passes come from different threads.</summary>
    private readonly Lock turn = new();
    private DateTimeOffset? struck;
    private DateTimeOffset? last;
    private bool hasLive;

    public void Began(Phase phase, string says)
    {
        lock (turn)
        {
            Line($"{phase.Name(),-12}  {TerminalReport.Plain(says)}");
        }
    }

    public void Ticked(DrillTick tick)
    {
        lock (turn)
        {
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
            Show(mark);
        }
    }

    /// <summary>Leaves the line that was written over, before the summary.</summary>
    public void End()
    {
        lock (turn)
        {
            if (hasLive)
            {
                output.WriteLine();
                hasLive = false;
            }
        }
    }

    private void Show(DrillTick tick)
    {
        struck = tick.SinceStrike is { } since ? tick.At - since : struck;
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

    private void Show(Mark mark)
    {
        struck ??= mark.Kind == MarkKind.Struck ? mark.At : null;
        var where = mark.Zone is { } zone ? $" ({zone})" : "";
        var line = $"{Clock(mark.At)}  {mark.Kind.Name(),-12}  {TerminalReport.Plain(mark.Says + where)}";
        Line(mark.Kind switch
        {
            MarkKind.Struck or MarkKind.FirstError => look.Red(line),
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
}
