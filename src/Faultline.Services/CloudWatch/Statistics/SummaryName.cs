using System.Globalization;

namespace Faultline.Services.CloudWatch.Statistics;

/// <summary>
/// The names of statistics over part of the values, as <c>p99.9</c>, <c>tm90</c> or <c>TC(0.5:10)</c> ("Syntax" under
/// "CloudWatch statistics definitions").
/// </summary>
internal static class SummaryName
{
    private const int DecimalsMax = 10;

    public static Summary? Parse(string name)
    {
        if (name == "IQM")
        {
            return new Trimmed(name, Trim.Mean, new(25, 75, IsShare: true));
        }

        if (name.Length < 2)
        {
            return null;
        }

        if (name[0] == 'p' && Share(name.AsSpan(1)) is { } percentile)
        {
            return new Percentile(name, percentile);
        }

        return name.Length < 3 ? null : name[2] == '(' ? Ranged(name) : OfLowest(name);
    }

    /// <summary>The lowest part, as <c>tm90</c>.</summary>
    private static Trimmed? OfLowest(string name) =>
        Kind(name[..2].ToUpperInvariant()) is { } trim && char.IsLower(name[0]) && char.IsLower(name[1])
        && trim != Trim.Rank && Share(name.AsSpan(2)) is { } upper
            ? new(name, trim, new(null, upper, IsShare: true))
            : null;

    /// <summary>Between two bounds, as <c>WM(10%:90%)</c> or <c>TS(80:)</c>.</summary>
    private static Trimmed? Ranged(string name)
    {
        if (Kind(name[..2]) is not { } trim || name[^1] != ')' || name[3..^1].Split(':') is not [var from, var to]
            || (from.Length == 0 && to.Length == 0))
        {
            return null;
        }

        var isShare = (from.Length > 0 ? from : to).EndsWith('%');
        var (lower, upper) = (Bound(from, isShare), Bound(to, isShare));
        return (from.Length > 0 && lower is null) || (to.Length > 0 && upper is null) || lower >= upper
            || (isShare && trim == Trim.Rank)
            ? null
            : new(name, trim, new(lower, upper, isShare));
    }

    private static Trim? Kind(string letters) => letters switch
    {
        "TM" => Trim.Mean,
        "TC" => Trim.Count,
        "TS" => Trim.Sum,
        "WM" => Trim.Winsorized,
        "PR" => Trim.Rank,
        _ => null,
    };

    private static double? Bound(string text, bool isShare) => !isShare ? Number(text.AsSpan())
        : text.EndsWith('%') ? Share(text.AsSpan(..^1))
        : null;

    private static double? Share(ReadOnlySpan<char> text) => Number(text) is { } number and <= 100 ? number : null;

    private static double? Number(ReadOnlySpan<char> text)
    {
        var point = text.IndexOf('.');
        return (point < 0 || text.Length - point - 1 <= DecimalsMax)
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }
}
