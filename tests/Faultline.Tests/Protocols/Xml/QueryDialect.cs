using Faultline.Tests.Protocols.Conformance;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Protocols.Xml;

namespace Faultline.Tests.Protocols.Xml;

/// <summary>The query protocol under the vectors.</summary>
internal sealed class QueryDialect : Dialect
{
    private const string Bodiless = "The vector has no body: compressed ones are expanded before a codec.";
    private const string Empty =
        "Nothing is sent for an empty list or map, so that a server cannot tell it from none.";
    private const string Unmodelled = "The error is not in the operation's model: we give none such.";
    private const string Utc = "Instants may have an offset: ours are in UTC.";

    public override string[] Files { get; } = ["query.json"];

    public override bool ReadsResponses => true;

    public override IReadOnlyDictionary<string, string> Excepted { get; } = new Dictionary<string, string>
    {
        ["SDKAppliedContentEncoding_awsQuery"] = Bodiless,
        ["SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery"] = Bodiless,
        ["QueryEmptyQueryMaps"] = Empty,
        ["legacy-output-query-16.1"] = Unmodelled,
        ["legacy-output-query-16.2"] = Unmodelled,
    };

    public override IReadOnlyDictionary<string, string> OtherBody { get; } = new Dictionary<string, string>
    {
        ["QueryXmlLists"] =
            "The name of a flattened list's item wins over the list's own where only it is in the model, as on AWS.",
        ["QueryXmlNamespaces"] =
            "A structure's namespace is that of its shape; this vector leaves it out, and no client looks.",
        ["AwsQueryDateTimeWithNegativeOffset"] = Utc,
        ["AwsQueryDateTimeWithPositiveOffset"] = Utc,
        ["legacy-output-query-15.0"] = Utc,
    };

    public override Codec Codec(Vector vector) => Codecs.Of(Protocol.Query);

    public override void ReadBack(Vector vector, Operation operation, Captured response, Loose into)
    {
        if (response.Body().Length == 0)
        {
            return;
        }

        var root = XmlNode.Parse(response.Body());
        if (root.Name == "ErrorResponse")
        {
            new XmlShapeReader(XmlBodies.Error(response.Body())).Members(into);
            return;
        }

        var result = operation.ResultWrapper ?? operation.Name + "Result";
        new XmlShapeReader(root.Children.FirstOrDefault(c => c.Name == result) ?? root).Members(into);
    }

    public override string? BodyDifference(byte[] wanted, byte[] found) => XmlBodies.Difference(wanted, found);

    public override string ErrorCode(Vector vector, Captured response) => XmlBodies.Error(response.Body()).Text("Code");
}
