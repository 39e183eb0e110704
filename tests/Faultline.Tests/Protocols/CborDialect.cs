using System.Formats.Cbor;
using System.Text.Json.Nodes;
using Faultline.Tests.Protocols.Conformance;
using Faultline.Wire;
using Faultline.Wire.Protocols;

namespace Faultline.Tests.Protocols;

/// <summary>Smithy RPC v2 with CBOR under the vectors.</summary>
internal sealed class CborDialect : Dialect
{
    public override string[] Files { get; } =
    [
        "smithy-rpc-v2-cbor.json", "smithy-rpc-v2-cbor-query-compatible.json",
        "smithy-rpc-v2-cbor-non-query-compatible.json",
    ];

    public override bool ReadsResponses => true;

    public override IReadOnlyDictionary<string, string> OtherBody { get; } = new Dictionary<string, string>
    {
        ["RpcV2CborClientDoesntDeserializeNullStructureValues"] = "Nulls are for clients to overlook: we write none.",
        ["RpcV2CborDeserializesDenseSetMapAndSkipsNull"] = "Nulls are for clients to overlook: we write none.",
        ["RpcV2CborPayloadWithUnsetUnion"] = "Members that no model has are for clients to overlook.",
        ["RpcV2CborExtraFieldsInTheBodyShouldBeSkippedByClients"] =
            "Members that no model has are for clients to overlook.",
    };

    public override Codec Codec(Vector vector) => Codecs.Of(Protocol.Cbor);

    public override byte[] Bytes(string body) => Convert.FromBase64String(body);

    public override string? BodyDifference(byte[] wanted, byte[] found)
    {
        var (a, b) = (Tree(wanted), Tree(found));
        return JsonNode.DeepEquals(a, b) ? null : $"The body is {b?.ToJsonString()}, not {a?.ToJsonString()}";
    }

    public override string ErrorCode(Vector vector, Captured response) =>
        response.Outgoing.Headers.TryGetValue("x-amzn-query-error", out var old)
            ? old.ToString().Split(';')[0]
            : Tree(response.Body())!["__type"]!.GetValue<string>().Split('#')[^1];

    private static JsonNode? Tree(byte[] body) =>
        body.Length == 0 ? new JsonObject() : Node(new CborReader(body, CborConformanceMode.Lax));

    /// <summary>What a body says, whatever the lengths and widths that it says it in.</summary>
    private static JsonNode? Node(CborReader cbor)
    {
        switch (cbor.PeekState())
        {
            case CborReaderState.StartMap:
                var map = new JsonObject();
                cbor.ReadStartMap();
                while (cbor.PeekState() != CborReaderState.EndMap)
                {
                    map[cbor.ReadTextString()] = Node(cbor);
                }

                cbor.ReadEndMap();
                return map;
            case CborReaderState.StartArray:
                var list = new JsonArray();
                cbor.ReadStartArray();
                while (cbor.PeekState() != CborReaderState.EndArray)
                {
                    list.Add(Node(cbor));
                }

                cbor.ReadEndArray();
                return list;
            case CborReaderState.Tag:
                return new JsonObject { [cbor.ReadTag().ToString()] = Node(cbor) };
            case CborReaderState.Boolean:
                return cbor.ReadBoolean();
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                return (double)cbor.ReadInt64();
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                return cbor.ReadTextString();
            case CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString:
                return Convert.ToBase64String(cbor.ReadByteString());
            case CborReaderState.Null:
                cbor.ReadNull();
                return null;
            default:
                var number = cbor.ReadDouble();
                return double.IsFinite(number) ? number : number.ToString();
        }
    }
}
