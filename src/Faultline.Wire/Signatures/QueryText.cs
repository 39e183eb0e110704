using System.Buffers;
using System.Text;

namespace Faultline.Wire.Signatures;

/// <summary>Query strings as the signatures read them: a plus is a space, and escapes are UTF-8.</summary>
internal static class QueryText
{
    /// <summary>The value of the first parameter of that name; null when there is none.</summary>
    public static string? Find(string query, string name)
    {
        var rest = query.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('&');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            var equals = pair.IndexOf('=');
            var key = equals < 0 ? pair : pair[..equals];
            if (key.SequenceEqual(name) || (key.Contains('%') && Decode(key) == name))
            {
                return equals < 0 ? "" : Decode(pair[(equals + 1)..]);
            }
        }

        return null;
    }

    public static string Decode(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny('%', '+') < 0)
        {
            return new(text);
        }

        var scratch = new Scratch(stackalloc byte[512]);
        Decode(text, plus: true, ref scratch);
        var decoded = Encoding.UTF8.GetString(scratch.Written);
        scratch.Dispose();
        return decoded;
    }

    /// <summary>Undoes the escapes. A percent sign that begins none stands for itself.</summary>
    public static void Decode(scoped ReadOnlySpan<char> text, bool plus, ref Scratch into)
    {
        Span<byte> octet = stackalloc byte[1];
        while (!text.IsEmpty)
        {
            var special = text.IndexOfAny('%', '+');
            if (special < 0)
            {
                into.Append(text);
                return;
            }

            into.Append(text[..special]);
            if (text[special] == '+')
            {
                into.Append(plus ? (byte)' ' : (byte)'+');
                text = text[(special + 1)..];
            }
            else if (text.Length >= special + 3
                && Convert.FromHexString(text.Slice(special + 1, 2), octet, out _, out _) == OperationStatus.Done)
            {
                into.Append(octet[0]);
                text = text[(special + 3)..];
            }
            else
            {
                into.Append((byte)'%');
                text = text[(special + 1)..];
            }
        }
    }

    /// <summary>Escapes all but the unreserved characters of RFC 3986, and the slash where it is kept.</summary>
    public static void Encode(scoped ReadOnlySpan<byte> text, bool keepSlash, ref Scratch into)
    {
        var plain = keepSlash ? UnreservedAndSlash : Unreserved;
        while (!text.IsEmpty)
        {
            var special = text.IndexOfAnyExcept(plain);
            if (special < 0)
            {
                into.Append(text);
                return;
            }

            into.Append(text[..special]);
            into.Append((byte)'%');
            into.Append((byte)"0123456789ABCDEF"[text[special] >> 4]);
            into.Append((byte)"0123456789ABCDEF"[text[special] & 15]);
            text = text[(special + 1)..];
        }
    }

    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"u8);

    private static readonly SearchValues<byte> UnreservedAndSlash =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/"u8);
}
