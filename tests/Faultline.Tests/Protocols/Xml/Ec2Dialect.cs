using Faultline.Tests.Protocols.Conformance;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Protocols.Xml;

namespace Faultline.Tests.Protocols.Xml;

/// <summary>The ec2 protocol under the vectors.</summary>
internal sealed class Ec2Dialect : Dialect
{
    private const string Bodiless = "The vector has no body: compressed ones are expanded before a codec.";
    private const string Empty =
        "Nothing is sent for an empty list or map, so that a server cannot tell it from none.";
    private const string Unmodelled = "The error is not in the operation's model: we give none such.";
    private const string Utc = "Instants may have an offset: ours are in UTC.";

    public override string[] Files { get; } = ["ec2.json"];

    public override bool ReadsResponses => true;

    public override IReadOnlyDictionary<string, string> Excepted { get; } = new Dictionary<string, string>
    {
        ["SDKAppliedContentEncoding_ec2Query"] = Bodiless,
        ["SDKAppendsGzipAndIgnoresHttpProvidedEncoding_ec2Query"] = Bodiless,
        ["Ec2EmptyQueryLists"] = Empty,
        ["legacy-output-ec2-10.1"] = Unmodelled,
        ["legacy-output-ec2-10.2"] = Unmodelled,
    };

    public override IReadOnlyDictionary<string, string> OtherBody { get; } = new Dictionary<string, string>
    {
        ["Ec2XmlLists"] =
            "The name of a flattened list's item wins over the list's own where only it is in the model, as on AWS.",
        ["Ec2XmlNamespaces"] =
            "A structure's namespace is that of its shape; this vector leaves it out, and no client looks.",
        ["Ec2QueryDateTimeWithNegativeOffset"] = Utc,
        ["Ec2QueryDateTimeWithPositiveOffset"] = Utc,
        ["legacy-output-ec2-9.0"] = Utc,
    };

    public override Codec Codec(Vector vector) => Codecs.Of(Protocol.Ec2);

    public override void ReadBack(Vector vector, Operation operation, Captured response, Loose into)
    {
        var root = XmlNode.Parse(response.Body());
        new XmlShapeReader(root.Name == "Response" ? XmlBodies.Error(response.Body()) : root).Members(into);
    }

    public override string? BodyDifference(byte[] wanted, byte[] found) => XmlBodies.Difference(wanted, found);

    public override string ErrorCode(Vector vector, Captured response) => XmlBodies.Error(response.Body()).Text("Code");
}
