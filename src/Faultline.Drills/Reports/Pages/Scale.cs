namespace Faultline.Drills.Reports.Pages;

/// <summary>The upright axis of a chart: its name, its ticks, and where a value stands between 0 and 1.</summary>
internal sealed record Scale(string Name, IReadOnlyList<(double Value, string Says)> Ticks, Func<double, double> Place)
{
    public static Scale Share { get; } = new(
        "attempts that succeeded",
        [(0, "0 %"), (0.25, "25 %"), (0.5, "50 %"), (0.75, "75 %"), (1, "100 %")],
        static value => Math.Clamp(value, 0, 1));

    /// <summary>Milliseconds in powers of ten, as far as the values reach.</summary>
    public static Scale Latency(IEnumerable<double> values)
    {
        var positive = values.Where(value => value > 0).DefaultIfEmpty(1).ToList();
        var low = (int)Math.Floor(Math.Log10(positive.Min()));
        var high = Math.Max(low + 1, (int)Math.Ceiling(Math.Log10(positive.Max())));
        return new(
            "latency (log scale)",
            [.. Enumerable.Range(low, high - low + 1).Select(power => (Math.Pow(10, power), Says(power)))],
            value => value <= 0 ? 0 : Math.Clamp((Math.Log10(value) - low) / (high - low), 0, 1));
    }

    private static string Says(int power) => power switch
    {
        >= 3 => $"{Math.Pow(10, power - 3):0} s",
        >= 0 => $"{Math.Pow(10, power):0} ms",
        _ => $"{Math.Pow(10, power).ToString($"F{-power}")} ms",
    };
}
