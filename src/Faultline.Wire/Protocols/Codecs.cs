using Faultline.Kernel;
using Faultline.Wire.Protocols.Cbor;
using Faultline.Wire.Protocols.Json;

namespace Faultline.Wire.Protocols;

/// <summary>The codec of each protocol: one instance serves every request.</summary>
public static class Codecs
{
    private static readonly Codec json10 = new JsonCodec(Protocol.Json10);
    private static readonly Codec json11 = new JsonCodec(Protocol.Json11);
    private static readonly Codec cbor = new CborCodec();

    public static Codec Of(Protocol protocol) => protocol switch
    {
        Protocol.Json10 => json10,
        Protocol.Json11 => json11,
        Protocol.Cbor => cbor,
        _ => throw new InvariantBroken($"No codec speaks {protocol}."),
    };
}
