using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Faultline.Commands;

/// <summary>How commands print what was asked for: sentences for people, or one JSON object.</summary>
internal static class Print
{
    /// <summary>For people and programs, not for web pages: signs stand as they are.</summary>
    private static readonly JsonWriterOptions options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Json(Action<Utf8JsonWriter> members)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        Console.Out.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    /// <summary>What the server answered, as it is.</summary>
    public static void Json(JsonElement answer) => Json(members =>
    {
        foreach (var member in answer.EnumerateObject())
        {
            member.WriteTo(members);
        }
    });

    /// <summary>Rows under each other: each column but the last is as wide as its widest entry.</summary>
    public static void Rows(IReadOnlyList<string[]> rows, string indent = "")
    {
        if (rows.Count == 0)
        {
            return;
        }

        var widths = Enumerable.Range(0, rows[0].Length - 1)
            .Select(column => rows.Max(row => row[column].Length))
            .ToArray();
        foreach (var row in rows)
        {
            var padded = row.Select((text, column) => column < widths.Length ? text.PadRight(widths[column]) : text);
            Console.WriteLine((indent + string.Join("  ", padded)).TrimEnd());
        }
    }

    /// <summary>A text of the answer; empty where it has none.</summary>
    public static string Text(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var found) ? found.ToString() : "";

    /// <summary>An hour of the answer, to the second.</summary>
    public static string Hour(this JsonElement element, string member) =>
        element.GetProperty(member).GetDateTimeOffset().ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ");
}
