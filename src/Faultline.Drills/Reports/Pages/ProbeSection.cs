using System.Xml.Linq;
using Faultline.Drills.Measuring;
using static Faultline.Drills.Reports.Pages.Tag;

namespace Faultline.Drills.Reports.Pages;

/// <summary>What a probe saw: its numbers, its charts, and the data that they are drawn from.</summary>
internal sealed class ProbeSection(DrillResult result, ProbeResult probe)
{
    /// <summary>There are as many styles of lines.</summary>
    private const int StylesMax = 6;

    private readonly DateTimeOffset zero = result.Zero();

    public XElement Write() => E("section", Class("probe"),
        E("h3", $"Probe {probe.Name}"),
        E("dl", Class("facts"), Facts().Select(fact => E("div", E("dt", fact.Name), E("dd", fact.Says)))),
        Failures(),
        Whole(),
        ByZone());

    private IEnumerable<(string Name, string Says)> Facts()
    {
        yield return ("attempts since the strike", Texts.Count(probe.Offered));
        yield return ("succeeded", $"{Texts.Count(probe.Succeeded)} ({Texts.Share(probe.Availability)})");
        yield return ("time to recovery",
            probe.Rto == TimeSpan.Zero ? "none: success never stopped" : Texts.Span(probe.Rto));
        yield return ("longest outage", Texts.Span(probe.LongestOutage));
        yield return ("latency p50 / p99 / max",
            $"{Texts.Ms(probe.P50Ms)} / {Texts.Ms(probe.P99Ms)} / {Texts.Ms(probe.MaxMs)}");
        if (probe.Stranded is { } stranded)
        {
            yield return ("knew only addresses that died",
                $"{NameFindings.Clients(stranded)}, for {NameFindings.Waited(stranded)}");
        }

        yield return ("sent late by the probe itself (p99)", Texts.Ms(probe.SentLateP99Ms));
    }

    private XElement Failures() => probe.Failures.IsEmpty
        ? E("p", "No attempt failed.")
        : Table(
            $"What failed, by class: {probe.Name}",
            ["class", "attempts", "of all failures"],
            probe.Failures.OrderByDescending(each => each.Value).Select(each => new object?[]
            {
                each.Key,
                Texts.Count(each.Value),
                Texts.Share((double)each.Value / Math.Max(1, probe.Failures.Values.Sum())),
            }));

    private XElement? Whole()
    {
        var seconds = result.SecondsOf(probe.Name);
        if (seconds.Count == 0)
        {
            return E("p", "No second of it was measured.");
        }

        var success = Draw($"Success of {probe.Name}, each second", Scale.Share, seconds,
            [new("succeeded", "all", Points(seconds, Views.Share))]);
        var latency = Draw($"Latency of what succeeded of {probe.Name}, each second",
            Scale.Latency(seconds.SelectMany(one => new[] { one.P50Ms, one.P99Ms })), seconds,
            [
                new("p50", "p50", Points(seconds, one => IfAny(one, one.P50Ms))),
                new("p99", "p99", Points(seconds, one => IfAny(one, one.P99Ms))),
            ]);
        return Figure([success, latency], Table(
            $"{probe.Name}: {seconds.Count} seconds",
            ["T+", "hour", "phase", "due", "succeeded", "share", "failures", "p50 ms", "p95 ms", "p99 ms", "max ms"],
            seconds.Select(one => new object?[]
            {
                Head(one.At), Texts.Hour(one.At), result.PhaseAt(one.At)?.Name(), one.Offered, one.Succeeded,
                one.Share() is { } share ? Texts.Share(share) : "",
                string.Join(", ", one.Failures.Select(each => $"{each.Key} {each.Value}")),
                one.P50Ms.ToString("0.##"), one.P95Ms.ToString("0.##"), one.P99Ms.ToString("0.##"),
                one.MaxMs.ToString("0.##"),
            })));
    }

    private XElement? ByZone()
    {
        var zones = result.ZonesOf(probe.Name);
        if (zones.Count == 0)
        {
            return null;
        }

        var series = zones.Select((zone, at) =>
            (Zone: zone, Style: $"zone{at % StylesMax}", Seconds: result.SecondsOf(probe.Name, zone))).ToList();
        var all = series.SelectMany(one => one.Seconds).ToList();
        var success = Draw($"Success of {probe.Name} by zone, each second", Scale.Share, all,
            [.. series.Select(one => new ChartLine(one.Zone, one.Style, Points(one.Seconds, Views.Share)))]);
        var latency = Draw($"Latency p99 of {probe.Name} by zone, each second",
            Scale.Latency(all.Select(one => one.P99Ms)), all,
            [.. series.Select(one => new ChartLine(
                one.Zone, one.Style, Points(one.Seconds, second => IfAny(second, second.P99Ms))))]);
        var byTime = all.GroupBy(one => one.At).OrderBy(group => group.Key);
        return Figure([success, latency], Table(
            $"{probe.Name} by zone",
            ["T+", .. zones.SelectMany(zone => new[] { $"{zone} succeeded", $"{zone} due", $"{zone} p99 ms" })],
            byTime.Select(group => zones.SelectMany(zone => group.FirstOrDefault(one => one.Zone == zone) is { } one
                ? new object?[] { one.Succeeded, one.Offered, one.P99Ms.ToString("0.##") }
                : ["", "", ""]).Prepend(Head(group.Key)))));
    }

    private Chart Draw(string title, Scale scale, IReadOnlyList<Second> seconds, IReadOnlyList<ChartLine> lines) =>
        new(title, scale)
        {
            From = seconds.Min(one => At(one.At)),
            To = seconds.Max(one => At(one.At)) + 1,
            Lines = lines,
            Bands = [.. result.Phases.Select(span => new ChartBand(span.Phase.Name(), At(span.From), At(span.To)))],
            Moments = Moments(),
        };

    /// <summary>The moments that explain a chart: the first of each kind.</summary>
    private IReadOnlyList<ChartMoment> Moments()
    {
        var moments = new List<ChartMoment>();
        if (result.Struck is not null)
        {
            moments.Add(new("strike", "struck", 0));
        }

        foreach (var kind in (MarkKind[])[MarkKind.Detected, MarkKind.Executed, MarkKind.FaultOver])
        {
            if (result.Timeline.FirstOrDefault(mark => mark.Kind == kind && mark.At >= zero) is { } mark)
            {
                moments.Add(new(kind.Name(), kind.Id(), At(mark.At)));
            }
        }

        if (probe.Rto is { } rto && rto > TimeSpan.Zero)
        {
            moments.Add(new("recovered", "recovered", rto.TotalSeconds));
        }

        return [.. moments.OrderBy(moment => moment.At)];
    }

    private static XElement Figure(IReadOnlyList<Chart> charts, XElement table) => E("figure", Class("charts"),
        charts.Select(chart => E("div", E("h4", chart.Title), chart.Legend(), chart.Draw())),
        E("p", Class("readout"), ("hidden", "hidden"), "Point at a second."),
        E("details", E("summary", "The data of these charts"), table));

    private XElement Head(DateTimeOffset at) => E("th", ("scope", "row"), ("data-at", At(at).ToString("0.##")),
        Texts.Since(at, zero));

    private double At(DateTimeOffset at) => (at - zero).TotalSeconds;

    private IReadOnlyList<(double, double?)> Points(IReadOnlyList<Second> seconds, Func<Second, double?> value) =>
        [.. seconds.Select(one => (At(one.At), value(one)))];

    private static double? IfAny(Second second, double value) => second.Succeeded > 0 ? value : null;
}
