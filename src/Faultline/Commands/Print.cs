using System.Text;
using System.Text.Json;

namespace Faultline.Commands;

/// <summary>How commands print what was asked for: sentences for people, or one JSON object.</summary>
internal static class Print
{
    public static void Json(Action<Utf8JsonWriter> members)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new() { Indented = true }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        Console.Out.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
