using System.Text.Json;

namespace Faultline.Drills.Reports;

/// <summary>How numbers and lists stand in reports for programs.</summary>
internal static class JsonForms
{
    /// <summary>Rounded to so many digits behind the point; null where there is none that JSON can say.</summary>
    public static void Number(this Utf8JsonWriter json, string name, double? number, int digits)
    {
        if (number is { } known && double.IsFinite(known))
        {
            json.WriteNumber(name, Math.Round(known, digits));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Seconds, to the millisecond.</summary>
    public static void Span(this Utf8JsonWriter json, string name, TimeSpan? span) =>
        json.Number(name, span?.TotalSeconds, 3);

    /// <summary>Rounded down: what is not all is never 1.</summary>
    public static void Share(this Utf8JsonWriter json, string name, double share) =>
        json.Number(name, Math.Floor(Math.Round(share * 1e6, 3)) / 1e6, 6);

    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> all)
    {
        json.WriteStartArray(name);
        foreach (var one in all)
        {
            json.WriteStringValue(one);
        }

        json.WriteEndArray();
    }

    public static void Each<T>(this Utf8JsonWriter json, string name, IEnumerable<T> all, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (var one in all)
        {
            json.WriteStartObject();
            members(one);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
