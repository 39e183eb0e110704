using System.Text;
using System.Text.Json.Nodes;
using Faultline.Tests.Protocols.Conformance;
using Faultline.Tests.Protocols.Events;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Protocols.Events;

namespace Faultline.Tests.Protocols;

/// <summary>awsJson 1.0 and 1.1 under the vectors.</summary>
internal sealed class JsonDialect : Dialect
{
    public override string[] Files { get; } = ["json.json", "json_1_0.json", "json_1_0-query-compatible.json"];

    public override bool ReadsResponses => true;

    public override IReadOnlyDictionary<string, string> Excepted { get; } = new Dictionary<string, string>
    {
        ["SDKAppliedContentEncoding_awsJson1_0"] = "The vector has no body; a codec sees it expanded.",
        ["SDKAppliedContentEncoding_awsJson1_1"] = "The vector has no body; a codec sees it expanded.",
        ["SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_0"] = "The vector has no body.",
        ["SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_1"] = "The vector has no body.",
        ["legacy-output-json-3.1"] = "Its map shape is a string by mistake, which only a client of Python overlooks.",
        ["legacy-output-json-7.1"] = "The error is not in the operation's model: we give none such.",
        ["legacy-output-json-7.2"] = "The error is in no model: we give none such.",
    };

    public override IReadOnlyDictionary<string, string> OtherBody { get; } = new Dictionary<string, string>
    {
        ["AwsJson10DeserializeIgnoreType"] = "A type beside a union's member is for clients to overlook.",
        ["AwsJson11DeserializeIgnoreType"] = "A type beside a union's member is for clients to overlook.",
        ["AwsJson10DeserializeAllowNulls"] = "Nulls are for clients to overlook: we write none.",
        ["AwsJson11StructuresDontDeserializeNullValues"] = "Nulls are for clients to overlook: we write none.",
        ["AwsJson11DateTimeWithNegativeOffset"] = "Instants may have an offset: ours are in UTC.",
        ["AwsJson11DateTimeWithPositiveOffset"] = "Instants may have an offset: ours are in UTC.",
        ["AwsJson10HandlesUnexpectedJsonOutput"] = "Members that no model has are for clients to overlook.",
        ["legacy-output-json-2.0"] = "Instants may have an offset: ours are in UTC.",
        ["legacy-output-json-6.0"] = "It calls its payloads text/json, which none of the services does.",
        ["legacy-output-json-5.0"] = "Members that no model has are for clients to overlook.",
    };

    public override Codec Codec(Vector vector) =>
        Codecs.Of(vector.Metadata.Text("jsonVersion") == "1.0" ? Protocol.Json10 : Protocol.Json11);

    public override void ReadBack(Vector vector, Operation operation, Captured response, Loose into)
    {
        if (EventStream.Of(into.Shape) is null)
        {
            base.ReadBack(vector, operation, response, into);
        }
        else
        {
            // The vector's own body is given in base64.
            var body = response.Body();
            EventReading.Json(
                response.Outgoing.Events is null ? Convert.FromBase64String(Encoding.UTF8.GetString(body)) : body,
                into);
        }
    }

    public override string? BodyDifference(byte[] wanted, byte[] found) => JsonBodies.Difference(wanted, found);

    public override string ErrorCode(Vector vector, Captured response) =>
        response.Outgoing.Headers.TryGetValue("x-amzn-query-error", out var old)
            ? old.ToString().Split(';')[0]
            : JsonNode.Parse(response.Body())!["__type"]!.GetValue<string>().Split('#')[^1];
}

/// <summary>Compares JSON bodies by what they say.</summary>
internal static class JsonBodies
{
    public static string? Difference(byte[] wanted, byte[] found)
    {
        var (a, b) = (Node(wanted), Node(found));
        return JsonNode.DeepEquals(a, b) ? null : $"The body is {b?.ToJsonString()}, not {a?.ToJsonString()}";
    }

    private static JsonNode? Node(byte[] body) => body.Length == 0 ? new JsonObject() : JsonNode.Parse(body);
}
