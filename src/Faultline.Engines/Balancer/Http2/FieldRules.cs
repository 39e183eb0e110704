using System.Buffers;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Http2.Hpack;

namespace Faultline.Engines.Balancer.Http2;

/// <summary>
/// What fields may say in HTTP/2. Once they are lines of text, whoever reads those must find the same fields again:
/// what could break a line, or end a body elsewhere, is refused here.
/// </summary>
/// <remarks>RFC 9113, sections 8.2 and 8.3.</remarks>
internal static class FieldRules
{
    private static readonly SearchValues<byte> Name = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> NoValue = SearchValues.Create([0, (byte)'\r', (byte)'\n']);

    /// <summary>Whether a value is what a line can hold.</summary>
    public static bool IsValue(ReadOnlySpan<byte> value) =>
        !value.ContainsAny(NoValue) && (value.IsEmpty || !(IsBlank(value[0]) || IsBlank(value[^1])));

    /// <summary>Whether the field may stand in a message, or behind it.</summary>
    public static bool IsGood(in Entry entry) =>
        !entry.Name.AsSpan().IsEmpty && !entry.Name.AsSpan().ContainsAnyExcept(Name) && IsValue(entry.Value)
        && FieldNames.Find(entry.Name) switch
        {
            FieldName.Connection or FieldName.KeepAlive or FieldName.ProxyConnection or FieldName.TransferEncoding
                or FieldName.Upgrade => false,
            FieldName.Te => FieldNames.Is(entry.Value, "trailers"u8),
            _ => true,
        };

    /// <summary>Takes what a field says of the length; false when that is no number, or another than before.</summary>
    public static bool TakeLength(in Entry entry, ref long? length)
    {
        if (FieldNames.Find(entry.Name) != FieldName.ContentLength)
        {
            return true;
        }

        var value = entry.Value.AsSpan();
        if (value.IsEmpty || value.Length > 18 || value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        var found = 0L;
        foreach (var digit in value)
        {
            found = (found * 10) + digit - '0';
        }

        var isSame = length is null || length == found;
        length = found;
        return isSame;
    }

    public static void AddLine(in Entry entry, Out into)
    {
        into.Add(entry.Name);
        into.Add(": "u8);
        into.Add(entry.Value);
        into.Add("\r\n"u8);
    }

    private static bool IsBlank(byte letter) => letter is (byte)' ' or (byte)'\t';
}
