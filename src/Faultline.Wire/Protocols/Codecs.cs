using Faultline.Kernel;
using Faultline.Wire.Protocols.Cbor;
using Faultline.Wire.Protocols.Ec2;
using Faultline.Wire.Protocols.Json;
using Faultline.Wire.Protocols.Query;
using Faultline.Wire.Protocols.Rest;

namespace Faultline.Wire.Protocols;

/// <summary>The codec of each protocol: one instance serves every request.</summary>
public static class Codecs
{
    private static readonly Codec json10 = new JsonCodec(Protocol.Json10);
    private static readonly Codec json11 = new JsonCodec(Protocol.Json11);
    private static readonly Codec cbor = new CborCodec();
    private static readonly Codec query = new QueryCodec();
    private static readonly Codec ec2 = new Ec2Codec();
    private static readonly Codec restJson = new RestJsonCodec();
    private static readonly Codec restXml = new RestXmlCodec();

    public static Codec Of(Protocol protocol) => protocol switch
    {
        Protocol.Json10 => json10,
        Protocol.Json11 => json11,
        Protocol.Cbor => cbor,
        Protocol.Query => query,
        Protocol.Ec2 => ec2,
        Protocol.RestJson => restJson,
        Protocol.RestXml => restXml,
        _ => throw new InvariantBroken($"No codec speaks {protocol}."),
    };
}
