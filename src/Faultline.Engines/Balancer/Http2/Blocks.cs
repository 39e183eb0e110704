using System.Text;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Http2.Hpack;

namespace Faultline.Engines.Balancer.Http2;

/// <summary>Writes heads of HTTP/1.1 as the fields that HTTP/2 has for them.</summary>
internal static class Blocks
{
    public static void AddRequest(Head head, ReadOnlySpan<byte> bytes, bool isSecure, bool takesTrailers, Out into)
    {
        BlockWriter.Add(":method"u8, bytes[head.Method], into);
        BlockWriter.Add(":scheme"u8, isSecure ? "https"u8 : "http"u8, into);
        foreach (var field in head.Fields)
        {
            if (field.Name == FieldName.Host)
            {
                BlockWriter.Add(":authority"u8, field.ValueIn(bytes), into);
            }
        }

        BlockWriter.Add(":path"u8, bytes[head.Target], into);
        AddFields(head, bytes, into);
        if (takesTrailers)
        {
            BlockWriter.Add("te"u8, "trailers"u8, into);
        }
    }

    public static void AddAnswer(Head head, ReadOnlySpan<byte> bytes, Out into)
    {
        BlockWriter.Add(":status"u8, bytes.Slice("HTTP/1.1 ".Length, 3), into);
        AddFields(head, bytes, into);
    }

    /// <summary>The fields alone, as they stand behind a body.</summary>
    public static void AddFields(Head head, ReadOnlySpan<byte> bytes, Out into)
    {
        var small = default(Span<byte>);
        foreach (var field in head.Fields)
        {
            if (field.IsBad || field.Name is FieldName.Host or FieldName.Connection or FieldName.KeepAlive
                or FieldName.Upgrade or FieldName.ProxyConnection or FieldName.TransferEncoding or FieldName.Te
                or FieldName.Http2Settings)
            {
                continue;
            }

            var name = field.NameIn(bytes);
            if (small.Length < name.Length)
            {
                small = new byte[Math.Max(64, name.Length)];
            }

            Ascii.ToLower(name, small, out var length);
            BlockWriter.Add(small[..length], field.ValueIn(bytes), into);
        }
    }
}
