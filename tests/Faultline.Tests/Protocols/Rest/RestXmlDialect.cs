using System.Text;
using Faultline.Tests.Protocols.Conformance;
using Faultline.Tests.Protocols.Events;
using Faultline.Tests.Protocols.Xml;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Protocols.Rest;
using Faultline.Wire.Protocols.Xml;

namespace Faultline.Tests.Protocols.Rest;

/// <summary>rest-xml under the vectors.</summary>
internal sealed class RestXmlDialect : RestDialect
{
    private const string Bodiless = "The vector has no body: compressed ones are expanded before a codec.";
    private const string Empty =
        "Nothing is sent for an empty list or map, so that a server cannot tell it from none.";
    private const string Unmodelled = "The error is not in the operation's model: we give none such.";
    private const string Utc = "Instants may have an offset: ours are in UTC.";

    public override string[] Files { get; } = ["rest-xml.json"];

    public override IReadOnlyDictionary<string, string> Excepted { get; } = new Dictionary<string, string>
    {
        ["SDKAppliedContentEncoding_restXml"] = Bodiless,
        ["SDKAppendedGzipAfterProvidedEncoding_restXml"] =
            "Gzip is taken off the header, as off the body, before a codec.",
        ["HttpPrefixHeadersAreNotPresent"] = Empty,
        ["legacy-input-rest-xml-26.1"] = Empty,
        ["RestXmlQueryPrecedence"] =
            "A server gives a map every parameter, and cannot know that a client held one back.",
        ["AllQueryStringTypes"] =
            "A server gives a map every parameter; the vector leaves out those that have members of their own.",
        ["RestXmlQueryParamsStringListMap"] =
            "A server gives a map every parameter; the vector leaves out those that have members of their own.",
        ["RestXmlQueryStringEscaping"] =
            "A server gives a map every parameter; the vector leaves out those that have members of their own.",
        ["RestXmlZeroAndFalseQueryValues"] =
            "A server gives a map every parameter; the vector leaves out those that have members of their own.",
        ["RestXmlSupportsNaNFloatQueryValues"] =
            "A server gives a map every parameter; the vector leaves out those that have members of their own.",
        ["RestXmlSupportsInfinityFloatQueryValues"] =
            "A server gives a map every parameter; the vector leaves out those that have members of their own.",
        ["RestXmlSupportsNegativeInfinityFloatQueryValues"] =
            "A server gives a map every parameter; the vector leaves out those that have members of their own.",
        ["IgnoreQueryParamsInResponse"] =
            "Our response is right, but is read back as a request, which has that member elsewhere.",
        ["XmlLists"] =
            "Two flattened lists share the name of their items, which wins where only it is in the model, as on AWS.",
        ["legacy-output-rest-xml-15.1"] = Unmodelled,
        ["legacy-output-rest-xml-15.2"] = Unmodelled,
    };

    public override IReadOnlyDictionary<string, string> OtherBody { get; } = new Dictionary<string, string>
    {
        ["HttpPayloadWithXmlName"] = "The root is named by the model's location name; no client looks at it.",
        ["HttpPayloadWithXmlNamespace"] = "The root is named by the model's location name; no client looks at it.",
        ["HttpPayloadWithXmlNamespaceAndPrefix"] =
            "The root is named by the model's location name; no client looks at it.",
        ["RestXmlHttpPayloadWithUnion"] = "The root is named by the model's location name; no client looks at it.",
        ["legacy-output-rest-xml-8.0"] = "The root is named by the model's location name; no client looks at it.",
        ["legacy-output-rest-xml-14.0"] = "An event's root is named by its shape, as in S3; no client looks at it.",
        ["legacy-output-rest-xml-16.2"] = "Members that no model has are for clients to overlook.",
        ["RestXmlDateTimeWithNegativeOffset"] = Utc,
        ["RestXmlDateTimeWithPositiveOffset"] = Utc,
        ["legacy-output-rest-xml-13.0"] = Utc,
    };

    public override Codec Codec(Vector vector) => Codecs.Of(Protocol.RestXml);

    protected override void Read(Vector vector, Operation operation, Captured response, Loose into)
    {
        if (response.Outgoing.Events is not null)
        {
            EventReading.Xml(response.Body(), into);
            return;
        }

        if (into.Shape.Error is null)
        {
            base.Read(vector, operation, response, into);
            return;
        }

        new BindingReader(operation, response.AsRequest()).Fill(into);
        new XmlShapeReader(XmlBodies.Error(response.Body())).Members(into);
    }

    public override string? BodyDifference(byte[] wanted, byte[] found) =>
        wanted.AsSpan().SequenceEqual(found) ? null
        : IsEvents(found) ? EventReading.Difference(Convert.FromBase64String(Encoding.UTF8.GetString(wanted)), found)
        : XmlBodies.Difference(wanted, found);

    public override string ErrorCode(Vector vector, Captured response) => XmlBodies.Error(response.Body()).Text("Code");

    /// <summary>The vectors give events in base64; each begins with its length, which is no XML.</summary>
    private static bool IsEvents(byte[] body) => body is [0, ..];
}
