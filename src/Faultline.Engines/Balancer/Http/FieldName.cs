namespace Faultline.Engines.Balancer.Http;

/// <summary>The fields that a balancer has to know; every other one passes through.</summary>
internal enum FieldName : byte
{
    Other,
    Host,
    Connection,
    KeepAlive,
    ProxyConnection,
    ContentLength,
    TransferEncoding,
    Upgrade,
    Expect,
    Te,
    Cookie,
    SetCookie,
    ForwardedFor,
    ForwardedProto,
    ForwardedPort,
    TraceId,
    Http2Settings,
}

/// <summary>Finds a field by its name, whatever the case.</summary>
internal static class FieldNames
{
    public static FieldName Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when Is(name, "te"u8) => FieldName.Te,
        4 when Is(name, "host"u8) => FieldName.Host,
        6 when Is(name, "cookie"u8) => FieldName.Cookie,
        6 when Is(name, "expect"u8) => FieldName.Expect,
        7 when Is(name, "upgrade"u8) => FieldName.Upgrade,
        10 when Is(name, "connection"u8) => FieldName.Connection,
        10 when Is(name, "keep-alive"u8) => FieldName.KeepAlive,
        10 when Is(name, "set-cookie"u8) => FieldName.SetCookie,
        14 when Is(name, "content-length"u8) => FieldName.ContentLength,
        14 when Is(name, "http2-settings"u8) => FieldName.Http2Settings,
        15 when Is(name, "x-forwarded-for"u8) => FieldName.ForwardedFor,
        15 when Is(name, "x-amzn-trace-id"u8) => FieldName.TraceId,
        16 when Is(name, "x-forwarded-port"u8) => FieldName.ForwardedPort,
        16 when Is(name, "proxy-connection"u8) => FieldName.ProxyConnection,
        17 when Is(name, "transfer-encoding"u8) => FieldName.TransferEncoding,
        17 when Is(name, "x-forwarded-proto"u8) => FieldName.ForwardedProto,
        _ => FieldName.Other,
    };

    /// <summary>The same letters, whatever the case of the first.</summary>
    public static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        if (text.Length != lower.Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if ((letter is >= (byte)'A' and <= (byte)'Z' ? letter | 0x20 : letter) != lower[i])
            {
                return false;
            }
        }

        return true;
    }
}
