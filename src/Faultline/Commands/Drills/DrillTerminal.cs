using System.Globalization;
using Faultline.Drills.Reports;
using Faultline.Drills.Running;

namespace Faultline.Commands.Drills;

/// <summary>
/// Shows how a drill goes on, on standard error: a line a phase and a happening, and how the load fares; on a terminal
/// that line is written over once a second, in a log it comes now and then.
/// </summary>
internal sealed class DrillTerminal(bool isTerminal) : IDrillProgress
{
    private static readonly TimeSpan EveryInLog = TimeSpan.FromSeconds(10);

    private readonly Lock turn = new();
    private DateTimeOffset told;
    private bool hasTick;

    public void Began(Phase phase, string says) => Line($"{phase.ToString().ToLowerInvariant(),-8} {says}");

    public void Marked(Mark mark)
    {
        if (mark.Kind != MarkKind.Other)
        {
            Line($"  {mark.At.ToUniversalTime():HH:mm:ss.fff}  {mark.Says}{(mark.Zone is { } zone ? $" ({zone})" : "")}");
        }
    }

    public void Ticked(DrillTick tick)
    {
        if (!isTerminal && tick.At - told < EveryInLog)
        {
            return;
        }

        told = tick.At;
        var hour = tick.SinceStrike is { } since
            ? string.Create(CultureInfo.InvariantCulture, $"T+{since.TotalSeconds:0} s") : "before";
        var probes = string.Join("   ", tick.Workload.Probes.Select(probe => string.Create(
            CultureInfo.InvariantCulture,
            $"{probe.Name} {probe.Success:0.0%} p99 {probe.P99.TotalMilliseconds:0} ms"
            + $"{(probe.DeadZones.IsDefaultOrEmpty ? "" : $" dead: {string.Join(' ', probe.DeadZones)}")}")));
        Write($"  {hour,-8} {probes}", isTick: isTerminal);
    }

    private void Line(string text) => Write(text, isTick: false);

    private void Write(string text, bool isTick)
    {
        lock (turn)
        {
            // The line of the last second makes room.
            var plain = new string([.. text.Select(sign => char.IsControl(sign) ? ' ' : sign)]);
            var start = hasTick ? "\r\e[K" : "";
            hasTick = isTick;
            if (isTick)
            {
                Console.Error.Write(start + Fit(plain));
            }
            else
            {
                Console.Error.WriteLine(start + plain);
            }
        }
    }

    private static string Fit(string text) =>
        Console.WindowWidth is > 1 and var width && text.Length >= width ? text[..(width - 1)] : text;
}
