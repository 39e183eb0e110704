using System.Text.Json;

namespace Faultline.Bench;

/// <summary>
/// Gathers each figure over the rounds and prints medians, as a table or as JSON. A ratio is the median of those of the
/// rounds: a machine that is twice as slow for some rounds is that for both.
/// </summary>
internal sealed class Sheet
{
    private readonly Dictionary<string, List<double>> figures = [];

    public void Add(string name, double value)
    {
        if (!figures.TryGetValue(name, out var list))
        {
            figures[name] = list = [];
        }

        list.Add(value);
        Console.Error.WriteLine($"  {name}: {value:N1}");
    }

    public double Median(string name) => Median(figures[name]);

    /// <summary>Prints every figure; beside a rate stands its ratio to the limit of the same run.</summary>
    public void Print(bool json, Func<string, string?> limitOf)
    {
        var rows = figures.Keys.Select(name => new
        {
            name,
            median = Math.Round(Median(name), 1),
            ratio = limitOf(name) is { } limit ? Math.Round(Ratio(name, limit), 3) : (double?)null,
            runs = figures[name].Count,
        }).ToList();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(rows));
            return;
        }

        Console.WriteLine($"{"what",-44} {"median",12} {"of the limit",13}");
        foreach (var row in rows)
        {
            var ratio = row.ratio is { } share ? $"{share:0.000}" : "";
            Console.WriteLine($"{row.name,-44} {row.median,12:N1} {ratio,13}");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private double Ratio(string name, string limit) => figures[name].Count == figures[limit].Count
        ? Median(figures[name].Zip(figures[limit], static (value, of) => value / of))
        : Median(name) / Median(limit);
}
