using System.Collections.Frozen;
using System.Security.Cryptography;
using Faultline.Wire.Protocols;
using Microsoft.Extensions.Primitives;

namespace Faultline.Wire.Signatures;

/// <summary>
/// The one form of a request that client and server both sign. Facts from "Create a signed AWS API request" in the
/// AWS IAM user guide.
/// </summary>
internal static class CanonicalRequest
{
    /// <summary>Names of headers that clients commonly sign, so that reading them makes no strings.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Common = new[]
    {
        "accept", "accept-encoding", "amz-sdk-invocation-id", "amz-sdk-request", "cache-control", "connection",
        "content-encoding", "content-length", "content-md5", "content-type", "date", "host", "range",
        "transfer-encoding", "user-agent", "x-amz-acl", "x-amz-algorithm", "x-amz-content-sha256", "x-amz-date",
        "x-amz-decoded-content-length", "x-amz-region-set", "x-amz-sdk-checksum-algorithm", "x-amz-security-token",
        "x-amz-storage-class", "x-amz-target", "x-amz-trailer", "x-amz-user-agent", "x-amzn-query-mode",
        "smithy-protocol", "x-amz-checksum-crc32", "x-amz-checksum-crc32c", "x-amz-checksum-sha256",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// Writes the canonical form. The payload's hash is a hash in hexadecimal, or a word such as UNSIGNED-PAYLOAD.
    /// </summary>
    public static void Write(
        Incoming request, in Claim claim, bool rawPath, scoped ReadOnlySpan<byte> payload, ref Scratch into)
    {
        into.Append(request.Method);
        into.Append((byte)'\n');
        WritePath(request.Path, rawPath, ref into);
        into.Append((byte)'\n');
        WriteQuery(request.Query, claim.Form == SignatureForm.Url, ref into);
        into.Append((byte)'\n');
        var names = claim.SignedHeaders.Span;
        foreach (var part in names.Split(';'))
        {
            WriteHeader(request, names[part], ref into);
        }

        into.Append((byte)'\n');
        into.Append(names);
        into.Append((byte)'\n');
        into.Append(payload);
    }

    /// <summary>
    /// S3 signs the path as it means it; every other service signs the path of the wire, with dot segments and doubled
    /// slashes folded, escaped once more.
    /// </summary>
    private static void WritePath(string path, bool raw, ref Scratch into)
    {
        if (path is "" or "/")
        {
            into.Append((byte)'/');
            return;
        }

        var scratch = new Scratch(stackalloc byte[512]);
        if (raw)
        {
            QueryText.Decode(path, plus: false, ref scratch);
        }
        else
        {
            scratch.Append(NeedsFolding(path) ? Fold(path) : path);
        }

        QueryText.Encode(scratch.Written, keepSlash: true, ref into);
        scratch.Dispose();
    }

    private static bool NeedsFolding(string path) =>
        path.Contains("//", StringComparison.Ordinal) || path.Contains("/.", StringComparison.Ordinal);

    private static string Fold(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment == "..")
            {
                if (kept.Count > 0)
                {
                    kept.RemoveAt(kept.Count - 1);
                }
            }
            else if (segment is not ("" or "."))
            {
                kept.Add(segment);
            }
        }

        var folded = "/" + string.Join('/', kept);
        return path.EndsWith('/') && kept.Count > 0 ? folded + "/" : folded;
    }

    private static void WriteQuery(string query, bool presigned, ref Scratch into)
    {
        if (query.Length == 0)
        {
            return;
        }

        var pairs = new List<(byte[] Name, byte[] Value)>();
        foreach (var part in query.AsSpan().Split('&'))
        {
            var pair = query.AsSpan()[part];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            var name = Normal(equals < 0 ? pair : pair[..equals]);
            if (!presigned || !name.AsSpan().SequenceEqual("X-Amz-Signature"u8))
            {
                pairs.Add((name, equals < 0 ? [] : Normal(pair[(equals + 1)..])));
            }
        }

        pairs.Sort(static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name) is var order and not 0
            ? order : a.Value.AsSpan().SequenceCompareTo(b.Value));
        for (var i = 0; i < pairs.Count; i++)
        {
            if (i > 0)
            {
                into.Append((byte)'&');
            }

            into.Append(pairs[i].Name);
            into.Append((byte)'=');
            into.Append(pairs[i].Value);
        }
    }

    private static byte[] Normal(ReadOnlySpan<char> text)
    {
        var decoded = new Scratch(stackalloc byte[256]);
        var encoded = new Scratch(stackalloc byte[256]);
        QueryText.Decode(text, plus: true, ref decoded);
        QueryText.Encode(decoded.Written, keepSlash: false, ref encoded);
        var normal = encoded.Written.ToArray();
        decoded.Dispose();
        encoded.Dispose();
        return normal;
    }

    private static void WriteHeader(Incoming request, ReadOnlySpan<char> name, ref Scratch into)
    {
        into.Append(name);
        into.Append((byte)':');
        var known = name is ":authority" ? "host" : Common.TryGetValue(name, out var found) ? found : new string(name);
        var values = request.Headers[known];
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
            {
                into.Append((byte)',');
            }

            WriteValue(values[i], ref into);
        }

        into.Append((byte)'\n');
    }

    private static void WriteValue(ReadOnlySpan<char> value, ref Scratch into)
    {
        value = value.Trim();
        while (true)
        {
            var blank = value.IndexOfAny(" \t\r\n");
            if (blank < 0)
            {
                into.Append(value);
                return;
            }

            // A run of blanks, such as a folded line leaves, is signed as one space.
            into.Append(value[..blank]);
            into.Append((byte)' ');
            value = value[blank..].TrimStart();
        }
    }
}
