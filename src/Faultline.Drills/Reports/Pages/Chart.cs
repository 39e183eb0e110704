using System.Xml.Linq;
using static Faultline.Drills.Reports.Pages.Tag;

namespace Faultline.Drills.Reports.Pages;

/// <summary>A line of a chart: a value a second, null where there is none.</summary>
internal sealed record ChartLine(string Name, string Style, IReadOnlyList<(double At, double? Value)> Points);

/// <summary>A stretch of the time axis that is named above the chart.</summary>
internal sealed record ChartBand(string Name, double From, double To);

/// <summary>A moment that is drawn through the chart.</summary>
internal sealed record ChartMoment(string Name, string Style, double At);

/// <summary>A line chart over time as SVG that needs nothing around it to be read.</summary>
internal sealed record Chart(string Title, Scale Scale)
{
    private const double Width = 960;
    private const double Height = 270;
    private const double Left = 66;
    private const double Right = 14;
    private const double Top = 62;
    private const double Bottom = 44;

    private static readonly double[] steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600];

    public required double From { get; init; }

    public required double To { get; init; }

    public required IReadOnlyList<ChartLine> Lines { get; init; }

    public IReadOnlyList<ChartBand> Bands { get; init; } = [];

    public IReadOnlyList<ChartMoment> Moments { get; init; } = [];

    public XElement Draw() => E("svg",
        Class("chart"), ("viewBox", $"0 0 {Width} {Height}"), ("role", "img"), ("aria-label", Title),
        ("data-from", N(From)), ("data-to", N(To)), ("data-left", N(Left)), ("data-right", N(Width - Right)),
        E("title", Title),
        Bands.Where(band => band.To > From && band.From < To).Select(Draw),
        Scale.Ticks.Select(Tick),
        TimeTicks(),
        E("text", Class("axis"), ("x", N((Left + Width - Right) / 2)), ("y", N(Height - 6)), ("text-anchor", "middle"),
            "seconds since the strike"),
        E("text", Class("axis"), ("transform", $"translate(14 {N((Top + Height - Bottom) / 2)}) rotate(-90)"),
            ("text-anchor", "middle"), Scale.Name),
        Lines.Select(Draw),
        Moments.Where(moment => moment.At >= From && moment.At <= To).Select(Draw),
        E("line", Class("cursor"), ("x1", "-9"), ("x2", "-9"), ("y1", N(Top)), ("y2", N(Height - Bottom))));

    /// <summary>What the lines are, with a piece of each.</summary>
    public XElement Legend() => E("ul", Class("legend"), Lines.Select(line => E("li",
        E("svg", ("viewBox", "0 0 28 10"), ("width", "28"), ("height", "10"), ("aria-hidden", "true"),
            E("path", Class($"line {line.Style}"), ("d", "M1 5L27 5"))),
        $" {line.Name}")));

    private static string N(double number) => number.ToString("0.##");

    private double X(double at) =>
        Left + (Width - Left - Right) * (To > From ? (at - From) / (To - From) : 0.5);

    private double Y(double value) => Height - Bottom - (Height - Top - Bottom) * Scale.Place(value);

    private IEnumerable<XElement> Draw(ChartBand band, int at)
    {
        var (from, to) = (X(Math.Max(band.From, From)), X(Math.Min(band.To, To)));
        yield return E("rect", Class(at % 2 == 0 ? "band even" : "band odd"), ("x", N(from)), ("y", N(Top)),
            ("width", N(to - from)), ("height", N(Height - Top - Bottom)), null);
        if (to - from > 7 * band.Name.Length)
        {
            yield return E("text", Class("phase"), ("x", N((from + to) / 2)), ("y", N(Top - 6)),
                ("text-anchor", "middle"), band.Name);
        }
    }

    private IEnumerable<XElement> Draw(ChartMoment moment, int at)
    {
        // Names of moments that are close stand under each other.
        var x = X(moment.At);
        var end = x > Width * 0.8;
        yield return E("line", Class($"moment {moment.Style}"), ("x1", N(x)), ("x2", N(x)), ("y1", N(14 + at % 3 * 13)),
            ("y2", N(Height - Bottom)));
        yield return E("text", Class($"moment {moment.Style}"), ("x", N(end ? x - 4 : x + 4)),
            ("y", N(16 + at % 3 * 13)), ("text-anchor", end ? "end" : "start"),
            $"{moment.Name} {Texts.Since(moment.At)}");
    }

    private IEnumerable<XElement> Tick((double Value, string Says) tick)
    {
        var y = Y(tick.Value);
        yield return E("line", Class("grid"), ("x1", N(Left)), ("x2", N(Width - Right)), ("y1", N(y)), ("y2", N(y)));
        yield return E("text", Class("tick"), ("x", N(Left - 6)), ("y", N(y + 4)), ("text-anchor", "end"), tick.Says);
    }

    private IEnumerable<XElement> TimeTicks()
    {
        var step = steps.FirstOrDefault(each => (To - From) / each <= 12, 43200);
        for (var at = Math.Ceiling(From / step) * step; at <= To; at += step)
        {
            var x = X(at);
            yield return E("line", Class("grid"), ("x1", N(x)), ("x2", N(x)), ("y1", N(Height - Bottom)),
                ("y2", N(Height - Bottom + 5)));
            yield return E("text", Class("tick"), ("x", N(x)), ("y", N(Height - Bottom + 18)),
                ("text-anchor", "middle"), $"{(at < 0 ? "−" : "")}{Math.Abs(at):0.##}");
        }
    }

    /// <summary>
    /// A move or a line for each value, and its second after it: as many as there are. Where one is missing the line
    /// breaks.
    /// </summary>
    private XElement Draw(ChartLine line)
    {
        var path = new System.Text.StringBuilder();
        for (var at = 0; at < line.Points.Count; at++)
        {
            if (line.Points[at].Value is not { } value)
            {
                continue;
            }

            var isFirst = at == 0 || line.Points[at - 1].Value is null;
            var (x, end) = (X(line.Points[at].At), X(Math.Min(To, line.Points[at].At + 1)));
            path.Append(isFirst ? 'M' : 'L').Append(N(x)).Append(' ').Append(N(Y(value)));
            path.Append('h').Append(N(end - x));
        }

        return E("path", Class($"line {line.Style}"), ("data-line", line.Name), ("d", path.ToString()),
            E("title", line.Name));
    }
}
