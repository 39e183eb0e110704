using System.Xml.Linq;
using static Faultline.Drills.Reports.Pages.Tag;

namespace Faultline.Drills.Reports.Pages;

/// <summary>Where the time to recovery went, as a bar and as a table.</summary>
internal static class SplitBar
{
    private const double Width = 960;

    private static readonly Dictionary<string, string> means = new()
    {
        ["detect"] = "from the strike until a check, an alarm or a watcher noticed",
        ["decide"] = "from then until it was decided what to do: a promotion, a replacement",
        ["execute"] = "from then until that was done",
        ["recover"] = "from then until success held again",
        [Views.Untold] = "no mark in the timeline says what went on here",
    };

    public static XElement? Write(ProbeResult probe)
    {
        var parts = probe.Split();
        if (probe.Rto is not { } rto || rto <= TimeSpan.Zero || parts.Count == 0)
        {
            return null;
        }

        var whole = parts.Sum(part => part.Length.TotalSeconds);
        var title = $"{probe.Name}: {Texts.Span(rto)} to recovery";
        return E("div", Class("split"),
            E("h3", title),
            E("svg", ("viewBox", $"0 0 {Width} 34"), ("role", "img"), ("aria-label", title), Bars(parts, whole)),
            Table(
                $"The time to recovery of {probe.Name}",
                ["part", "took", "of the whole", "what it is"],
                parts.Select(part => new object?[]
                {
                    part.Name, Texts.Span(part.Length), Texts.Share(part.Length.TotalSeconds / whole),
                    means[part.Name],
                })));
    }

    private static IEnumerable<XElement> Bars(IReadOnlyList<(string Name, TimeSpan Length)> parts, double whole)
    {
        var x = 0.0;
        foreach (var (name, length) in parts)
        {
            var width = Width * length.TotalSeconds / whole;
            yield return E("rect", Class($"part {name.Replace(' ', '-')}"), ("x", x.ToString("0.##")), ("y", "0"),
                ("width", width.ToString("0.##")), ("height", "34"));
            var text = $"{name} {Texts.Span(length)}";
            if (width > 8 * text.Length)
            {
                yield return E("text", Class("part"), ("x", (x + width / 2).ToString("0.##")), ("y", "22"),
                    ("text-anchor", "middle"), text);
            }

            x += width;
        }
    }
}
