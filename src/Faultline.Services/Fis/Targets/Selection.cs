using System.Globalization;
using Faultline.Kernel;

namespace Faultline.Services.Fis.Targets;

/// <summary>Which of the resources that were found are taken: all, or some by chance. Pure.</summary>
internal sealed record Selection
{
    private const int All = 100;

    private int? Count { get; init; }

    private int Percent { get; init; } = All;

    /// <summary>Reads <c>ALL</c>, <c>COUNT(3)</c> or <c>PERCENT(25)</c>; null for anything else.</summary>
    public static Selection? Read(string? mode) => mode switch
    {
        "ALL" => new(),
        not null when Number(mode, "COUNT(") is >= 1 and var count => new() { Count = count },
        not null when Number(mode, "PERCENT(") is >= 1 and <= All and var percent => new() { Percent = percent },
        _ => null,
    };

    /// <summary>
    /// Those that are taken, in their order. A share is rounded down: half of one is none, as in AWS.
    /// </summary>
    public IReadOnlyList<T> Of<T>(IReadOnlyList<T> found, Dice dice)
    {
        var wanted = Math.Min(Count ?? (int)((long)found.Count * Percent / All), found.Count);
        var left = found.Count;
        var taken = new List<T>(wanted);
        foreach (var one in found)
        {
            if (dice.Below(left--) < wanted - taken.Count)
            {
                taken.Add(one);
            }
        }

        return taken;
    }

    private static int? Number(string mode, string before) =>
        mode.StartsWith(before, StringComparison.Ordinal) && mode.EndsWith(')')
        && int.TryParse(mode.AsSpan(before.Length..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
