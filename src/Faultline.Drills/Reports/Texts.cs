namespace Faultline.Drills.Reports;

/// <summary>Numbers, spans and hours as reports say them. Nothing is rounded to look better than it is.</summary>
internal static class Texts
{
    public static string Span(TimeSpan span) => span.TotalSeconds switch
    {
        < 0.001 and >= 0 => "0 s",
        < 1 and >= 0 => $"{span.TotalMilliseconds:0} ms",
        < 120 => $"{span.TotalSeconds:0.0} s",
        _ => $"{(long)span.TotalMinutes} min {span.Seconds} s",
    };

    /// <summary>A span that somebody has set, without digits that he has not.</summary>
    public static string Set(TimeSpan span) => span.TotalSeconds < 120
        ? $"{span.TotalSeconds:0.###} s"
        : $"{(long)span.TotalMinutes} min{(span.Seconds == 0 ? "" : $" {span.Seconds} s")}";

    public static string Span(TimeSpan? span) => span is { } known ? Span(known) : "never";

    /// <summary>Seconds since the first strike; before it with a minus sign.</summary>
    public static string Since(DateTimeOffset at, DateTimeOffset zero) => Since((at - zero).TotalSeconds);

    public static string Since(double seconds) => $"T{(seconds < 0 ? '−' : '+')}{Math.Abs(seconds):0.0} s";

    /// <summary>Rounded down, the finer the nearer it is to all: what is not all is never shown as 100 %.</summary>
    public static string Share(double share)
    {
        var parts = share < 0.99 ? 1000 : 100_000;
        return $"{Math.Floor(Math.Round(share * parts, 6)) * 100 / parts:0.###} %";
    }

    public static string Ms(double ms) => ms switch
    {
        < 10 => $"{ms:0.00} ms",
        < 1000 => $"{ms:0.0} ms",
        _ => $"{ms / 1000:0.00} s",
    };

    public static string Count(long count) => count.ToString("#,0");

    public static string Count(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    public static string Hour(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ");

    /// <summary>What is left to the target; with a minus sign where it was missed.</summary>
    public static string Margin(ObjectiveResult objective)
    {
        if (objective is not { Wanted: { } wanted, Measured: { } measured })
        {
            return "";
        }

        var left = objective.Unit == "share" ? measured - wanted : wanted - measured;
        var sign = left < 0 ? "−" : "+";
        var size = Math.Abs(left);
        return objective.Unit switch
        {
            "share" => $"{sign}{size * 100:0.###} points",
            "s" => $"{sign}{Span(TimeSpan.FromSeconds(size))}",
            "ms" => $"{sign}{Ms(size)}",
            _ => $"{sign}{size:#,0.##} {objective.Unit}".TrimEnd(),
        };
    }

    /// <summary>A word as a shell takes it, whatever is in it.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && word.All(sign => char.IsAsciiLetterOrDigit(sign) || "-_./:=,@%+".Contains(sign))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
