using System.Text.Encodings.Web;
using System.Text.Json;
using Faultline.Gateway;

namespace Faultline.Local;

/// <summary>An answer of ours: one JSON object.</summary>
internal static class Reply
{
    // For programs and people, never for a page: quotes stay readable.
    private static readonly JsonWriterOptions readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Json(Exchange exchange, Action<Utf8JsonWriter> members)
    {
        exchange.Response.Headers.ContentType = "application/json";
        using var json = new Utf8JsonWriter(exchange.Answer, readable);
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    }
}
