using System.Globalization;
using Faultline.Kernel.Times;

namespace Faultline.Services.Fis.Actions;

/// <summary>Reads and checks the parameters of actions. Pure.</summary>
internal static class Given
{
    public const string Duration = "duration";
    public const string Percentage = "percentage";
    public const string Zones = "availabilityZoneIdentifiers";

    /// <summary>The parts of a list with commas between.</summary>
    public static string[] List(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static TimeSpan? Span(string? text) =>
        text is not null && Spans.TryRead(text, out var span) ? span : null;

    public static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A percentage as the share that faults take; all where none is said.</summary>
    public static string Share(string? percentage) =>
        (Number(percentage) is { } number ? number / 100 : 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>What is wrong with a number that is not within its limits; one that is not said is well.</summary>
    public static IEnumerable<string> WithinLimits(
        IReadOnlyDictionary<string, string> given, string name, double min, double max)
    {
        if (given.TryGetValue(name, out var text) && !(Number(text) >= min && Number(text) <= max))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{name} is a number from {min} to {max}; not '{text}'.");
        }
    }

    /// <summary>The same of a span of time.</summary>
    public static IEnumerable<string> WithinLimits(
        IReadOnlyDictionary<string, string> given, string name, TimeSpan min, TimeSpan max)
    {
        if (given.TryGetValue(name, out var text) && !(Span(text) >= min && Span(text) <= max))
        {
            yield return $"{name} is a duration from {Spans.Text(min)} to {Spans.Text(max)}, as PT5M; not '{text}'.";
        }
    }

    /// <summary>What is wrong with a word that is none of those known.</summary>
    public static IEnumerable<string> Among(
        IReadOnlyDictionary<string, string> given, string name, params string[] known)
    {
        if (given.TryGetValue(name, out var text) && !known.Contains(text))
        {
            yield return $"{name} is one of {string.Join(", ", known)}; not '{text}'.";
        }
    }
}
