using System.Text.Json;

namespace Faultline.Bench;

/// <summary>Gathers each figure over the rounds and prints medians, as a table or as JSON.</summary>
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

    public double Median(string name)
    {
        var sorted = figures[name].Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>Prints every figure; beside a rate stands its ratio to the limit of the same run.</summary>
    public void Print(bool json, Func<string, string?> limitOf)
    {
        var rows = figures.Keys.Select(name => new
        {
            name,
            median = Math.Round(Median(name), 1),
            ratio = limitOf(name) is { } limit ? Math.Round(Median(name) / Median(limit), 3) : (double?)null,
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
}
