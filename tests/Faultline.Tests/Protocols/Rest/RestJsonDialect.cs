using Faultline.Tests.Protocols.Conformance;
using Faultline.Wire;
using Faultline.Wire.Protocols;

namespace Faultline.Tests.Protocols.Rest;

/// <summary>rest-json under the vectors.</summary>
internal sealed class RestJsonDialect : RestDialect
{
    private const string Bodiless = "The vector has no body: compressed ones are expanded before a codec.";
    private const string Empty =
        "Nothing is sent for an empty list or map, so that a server cannot tell it from none.";
    private const string Unmodelled = "The error is not in the operation's model: we give none such.";
    private const string Utc = "Instants may have an offset: ours are in UTC.";

    public override string[] Files { get; } = ["rest-json.json"];

    public override IReadOnlyDictionary<string, string> Excepted { get; } = new Dictionary<string, string>
    {
        ["SDKAppliedContentEncoding_restJson1"] = Bodiless,
        ["SDKAppendedGzipAfterProvidedEncoding_restJson1"] =
            "Gzip is taken off the header, as off the body, before a codec.",
        ["RestJsonOmitsEmptyListQueryValues"] = Empty,
        ["RestJsonHttpPrefixHeadersAreNotPresent"] = Empty,
        ["legacy-input-rest-json-26.1"] = Empty,
        ["RestJsonQueryPrecedence"] =
            "A server gives a map every parameter, and cannot know that a client held one back.",
        ["RestJsonQueryParamsStringListMap"] =
            "A server gives a map every parameter; the vector leaves out those that have members of their own.",
        ["RestJsonHttpWithEmptyStructurePayload"] =
            "The client writes an object for a payload that is not set, which is one that is empty.",
        ["RestJsonHttpWithHeadersButNoPayload"] =
            "The client writes an object for a payload that is not set, which is one that is empty.",
        ["legacy-input-rest-json-25.2"] =
            "The client writes an object for a payload that is not set, which is one that is empty.",
        ["legacy-input-rest-json-25.4"] =
            "The client writes an object for a payload that is not set, which is one that is empty.",
        ["legacy-input-rest-json-25.7"] =
            "The client sets a header that is bound to a member, which a server then reads.",
        ["legacy-input-rest-json-0.0"] = "It has no parameters to compare.",
        ["legacy-input-rest-json-12.0"] =
            "The payload is named at the operation, an old form that no model of today has.",
        ["legacy-input-rest-json-13.0"] =
            "The payload is named at the operation, an old form that no model of today has.",
        ["legacy-input-rest-json-18.0"] =
            "The payload is named at the operation, an old form that no model of today has.",
        ["legacy-output-rest-json-13.3"] = Unmodelled,
        ["legacy-output-rest-json-13.4"] = Unmodelled,
        ["legacy-output-rest-json-13.5"] = Unmodelled,
        ["legacy-output-rest-json-13.6"] = Unmodelled,
        ["legacy-output-rest-json-17.2"] =
            "A union of a member that no model has is for clients to overlook: we write none.",
    };

    public override IReadOnlyDictionary<string, string> OtherBody { get; } = new Dictionary<string, string>
    {
        ["RestJsonDeserializeIgnoreType"] = "A type beside a union's member is for clients to overlook.",
        ["RestJsonDeserializesDenseSetMapAndSkipsNull"] = "Nulls are for clients to overlook: we write none.",
        ["RestJsonDoesntDeserializeNullStructureValues"] = "Nulls are for clients to overlook: we write none.",
        ["legacy-output-rest-json-7.0"] = "Members that no model has are for clients to overlook.",
        ["RestJsonDateTimeWithNegativeOffset"] = Utc,
        ["RestJsonDateTimeWithPositiveOffset"] = Utc,
        ["legacy-output-rest-json-2.0"] = Utc,
    };

    public override Codec Codec(Vector vector) => Codecs.Of(Protocol.RestJson);

    public override string? BodyDifference(byte[] wanted, byte[] found) =>
        wanted.AsSpan().SequenceEqual(found) ? null : JsonBodies.Difference(wanted, found);

    public override string ErrorCode(Vector vector, Captured response) =>
        response.Outgoing.Headers["x-amzn-ErrorType"].ToString();
}
