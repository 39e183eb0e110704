using System.Formats.Cbor;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace Faultline.Wire.Tests.Fuzz;

/// <summary>Tells whether an answer is one that AWS could have given.</summary>
internal static class Verdict
{
    /// <summary>What is wrong with the answer; null when it is a proper one.</summary>
    public static string? On(Draft request, Reply reply, bool built)
    {
        var own = request.Target.StartsWith("/_", StringComparison.Ordinal) || request.Target == "/health";
        if (!Aws(reply) && reply is { Status: >= 400, Body.Length: > 0 } && !own)
        {
            return "no request id";
        }

        return Aws(reply) && !built && reply.Status < 400 && request.Method != "OPTIONS"
            ? "a service that is not built acted"
            : On(reply);
    }

    /// <summary>The same for an answer alone.</summary>
    public static string? On(Reply reply) =>
        reply.Status is not ((>= 200 and < 500) or 501) ? $"status {reply.Status}"
        // Kestrel refuses by itself what is no HTTP; the own paths and CORS have no request id either.
        : Aws(reply) && !reply.ToHead ? OnBody(reply)
        : null;

    private static bool Aws(Reply reply) =>
        reply.Field("x-amzn-RequestId").Length > 0 || reply.Field("x-amz-request-id").Length > 0;

    private static string? OnBody(Reply reply)
    {
        if (reply.Body.Length == 0)
        {
            return reply.Status < 400 ? null : "an error without a body";
        }

        try
        {
            var type = reply.ContentType;
            var code = type.Contains("json", StringComparison.Ordinal) ? Json(reply)
                : type.Contains("xml", StringComparison.Ordinal) ? Xml(reply)
                : type.Contains("cbor", StringComparison.Ordinal) ? Cbor(reply)
                : throw new FormatException($"a body of type '{type}'");
            return code || reply.Status < 400 ? null : "an error without its code";
        }
        catch (Exception broken) when (
            broken is JsonException or XmlException or CborContentException or FormatException)
        {
            return broken.Message;
        }
    }

    /// <summary>True when there is an error code in it. rest-json carries it in a header.</summary>
    private static bool Json(Reply reply)
    {
        using var json = JsonDocument.Parse(reply.Body);
        return json.RootElement.TryGetProperty("__type", out _) || reply.Field("x-amzn-ErrorType").Length > 0;
    }

    /// <summary>
    /// AWS gives back what it was given, control characters too, which XML 1.0 has no place for; an error must be read
    /// by every parser.
    /// </summary>
    private static bool Xml(Reply reply)
    {
        using var reader = XmlReader.Create(
            new MemoryStream(reply.Body), new() { CheckCharacters = reply.Status >= 400 });

        // At a queue's URL alone the name of the element is all that there is.
        return XElement.Load(reader).DescendantsAndSelf()
            .Any(element => element.Name.LocalName is "Code" or "UnknownOperationException");
    }

    private static bool Cbor(Reply reply)
    {
        var reader = new CborReader(reply.Body);
        var found = false;
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            found |= reader.ReadTextString() == "__type";
            reader.SkipValue();
        }

        reader.ReadEndMap();
        return found && reader.BytesRemaining == 0;
    }
}
