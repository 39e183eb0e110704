using System.Buffers;
using System.Globalization;
using System.Xml;

namespace Faultline.Kernel.Times;

/// <summary>
/// Spans of time as people write them: <c>200ms</c>, <c>90s</c>, <c>2m</c>, <c>1h30m</c>, or <c>PT5M</c>.
/// </summary>
public static class Spans
{
    private static readonly SearchValues<char> number = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Ticks)[] units =
    [
        ("us", TimeSpan.TicksPerMicrosecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
        ("d", TimeSpan.TicksPerDay),
    ];

    /// <summary>Reads a span; it may be negative, since a clock can be skewed both ways.</summary>
    public static bool TryRead(string text, out TimeSpan span)
    {
        span = default;
        if (text.StartsWith('P') || text.StartsWith("-P", StringComparison.Ordinal))
        {
            return TryReadIso(text, out span);
        }

        var rest = text.AsSpan();
        var negative = rest is ['-', ..];
        rest = negative ? rest[1..] : rest;
        double ticks = 0;
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(number);
            if (digits <= 0
                || !double.TryParse(
                    rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            {
                return false;
            }

            rest = rest[digits..];
            var end = rest.IndexOfAnyInRange('0', '9') is >= 0 and var next ? next : rest.Length;
            var unit = rest[..end].ToString();
            var index = Array.FindIndex(units, each => each.Unit == unit);
            if (index < 0)
            {
                return false;
            }

            ticks += count * units[index].Ticks;
            rest = rest[end..];
        }

        if (ticks >= TimeSpan.MaxValue.Ticks)
        {
            return false;
        }

        span = TimeSpan.FromTicks((long)(negative ? -ticks : ticks));
        return true;
    }

    /// <summary>Writes a span so that <see cref="TryRead"/> reads the same.</summary>
    public static string Text(TimeSpan span)
    {
        if (span == TimeSpan.Zero)
        {
            return "0s";
        }

        var text = span < TimeSpan.Zero ? "-" : "";
        var left = Math.Abs(span.Ticks);
        foreach (var (unit, ticks) in units.Reverse())
        {
            if (left >= ticks)
            {
                text += string.Create(CultureInfo.InvariantCulture, $"{left / ticks}{unit}");
                left %= ticks;
            }
        }

        return text is "" or "-" ? "0s" : text;
    }

    private static bool TryReadIso(string text, out TimeSpan span)
    {
        try
        {
            span = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException)
        {
            span = default;
            return false;
        }
    }
}
