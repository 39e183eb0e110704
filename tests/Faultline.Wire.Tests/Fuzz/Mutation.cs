using System.Text;
using Faultline.Kernel;

namespace Faultline.Wire.Tests.Fuzz;

/// <summary>Makes of valid requests what a broken, careless or hostile client sends.</summary>
internal sealed class Mutation(Dice dice, Draft[] corpus)
{
    /// <summary>What parsers trip over, put where a value was.</summary>
    private static readonly string[] Traps =
    [
        "", "null", "true", "-1", "0", "99999999999999999999", "1e999", "NaN", "-0", "2147483648", "\"", "\\",
        "\\u0000",
        "\\ud800", "\\\\ud800", "{", "}", "[", "]", "[[[[[[[[[[[[[[[[", "{}", "\0", "\u00ff\u00fe", "\u00c0\u0080",
        "%", "%zz", "%00", "&", "=",
        "&=&", ".1", ".0", ".-1", ".999999999", ".member.1", "<", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///\">]>",
        "&amp;",
        "../", "//", "/", "?", "#", ";", ",", "aws", "arn:", "http://", "=?", "\u00e9", "9223372036854775807",
        "0x1", "+1",
    ];

    private static readonly string[] Methods =
        ["GET", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "POST", "QUERY"];

    /// <summary>Headers that change how a request is read.</summary>
    private static readonly (string Name, string Value)[] Strange =
    [
        ("Content-Encoding", "gzip"), ("Content-Encoding", "aws-chunked"), ("Expect", "100-continue"),
        ("Content-Type", "application/x-www-form-urlencoded"), ("Content-Type", "application/x-amz-json-1.0"),
        ("Content-Type", "application/cbor"), ("Content-Type", "text/xml"),
        ("X-Amz-Target", "DynamoDB_20120810.ListTables"),
        ("X-Amz-Target", "."), ("X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        ("X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"), ("X-Amz-Decoded-Content-Length", "-5"),
        ("X-Amz-Security-Token", "FwoGZXIvYXdz"), ("Authorization", "AWS4-ECDSA-P256-SHA256 Credential=a/b"),
        ("Authorization", "AWS a:b"), ("Authorization", "Bearer x"), ("Origin", "http://localhost:3000"),
        ("Smithy-Protocol", "rpc-v2-cbor"), ("X-Amz-Date", "nonsense"), ("Date", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("X-Forwarded-Host", "\u00e9"), ("Accept-Encoding", "gzip"), ("X-Amzn-Query-Mode", "true"),
        ("X-Amz-Trailer", "x-amz-checksum-crc32"),
    ];

    public Draft Next()
    {
        var draft = Pick(corpus);
        for (var more = 1 + dice.Below(2); more > 0; more--)
        {
            draft = dice.Below(10) switch
            {
                < 6 => draft with { Body = Body(draft.Body) },
                < 7 => draft with { Target = Target(draft.Target) },
                < 9 => draft with { Headers = Headers(draft.Headers) },
                _ => Other(draft),
            };
        }

        return draft;
    }

    /// <summary>Bytes that may not even be HTTP.</summary>
    public byte[] Garbage() => Garbage(Next().Bytes(dice.Chance(0.3)));

    public byte[] Garbage(byte[] bytes)
    {
        for (var more = 1 + dice.Below(4); more > 0; more--)
        {
            bytes = Body(bytes);
        }

        return bytes;
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[dice.Below(from.Count)];

    private byte[] Body(byte[] bytes)
    {
        var at = dice.Below(bytes.Length + 1);
        var end = Math.Min(bytes.Length, at + dice.Below(1 + Math.Min(bytes.Length, 40)));
        switch (dice.Below(11))
        {
            case 0 or 1:
                var flipped = (byte[])bytes.Clone();
                for (var i = at; i < Math.Min(end, at + 3); i++)
                {
                    flipped[i] ^= (byte)(1 << dice.Below(8));
                }

                return flipped;
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[end..]];
            case 4:
                return [.. bytes[..end], .. bytes[at..]];
            case 5:
                var other = Pick(corpus).Body;
                return [.. bytes[..at], .. other[dice.Below(other.Length + 1)..]];
            case 6:
                var noise = new byte[dice.Below(16)];
                dice.Fill(noise);
                return [.. bytes[..at], .. noise, .. bytes[end..]];
            case 7:
                // A member many times over: what is read by recursion or by count shows here.
                var again = Enumerable.Repeat(bytes[at..end], dice.Below(200)).SelectMany(each => each);
                return [.. bytes[..at], .. again, .. bytes[at..]];
            default:
                return Value(bytes);
        }
    }

    /// <summary>Puts a trap in the place of one word.</summary>
    private byte[] Value(byte[] bytes)
    {
        var at = dice.Below(bytes.Length + 1);
        var end = at;
        while (at > 0 && char.IsAsciiLetterOrDigit((char)bytes[at - 1]))
        {
            at--;
        }

        while (end < bytes.Length && char.IsAsciiLetterOrDigit((char)bytes[end]))
        {
            end++;
        }

        return [.. bytes[..at], .. Encoding.Latin1.GetBytes(Pick(Traps)), .. bytes[end..]];
    }

    private string Target(string target) => dice.Below(6) switch
    {
        0 => Pick(corpus).Target,
        1 => $"/000000000000/{target.Trim('/')}",
        2 => target + "?" + Clean(Pick(corpus).Body),
        3 => "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20260101%2Fus-east-1%2Fsqs%2Faws4_request"
            + $"&X-Amz-Date=20260101T000000Z&X-Amz-Expires={Clean(Value("300"u8.ToArray()))}"
            + "&X-Amz-SignedHeaders=host&X-Amz-Signature=00",
        _ => "/" + Clean(Body(Encoding.Latin1.GetBytes(target))),
    };

    private (string Name, string Value)[] Headers((string Name, string Value)[] headers)
    {
        var at = dice.Below(headers.Length);
        var (name, value) = headers[at];
        switch (dice.Below(6))
        {
            case 0:
                return [.. headers[..at], .. headers[(at + 1)..]];
            case 1:
                return [.. headers, headers[at]];
            case 2:
                return [.. headers, Pick(Strange)];
            case 3:
                return [.. headers.Where(each => each.Name != name), Pick(Pick(corpus).Headers)];
            case 4:
                var noise = Clean(Body(Encoding.Latin1.GetBytes(name)));
                var mangled = string.Concat(noise.Where(char.IsAsciiLetterOrDigit));
                return [.. headers[..at], (mangled.Length == 0 ? "X" : mangled, value), .. headers[(at + 1)..]];
            default:
                return [.. headers[..at], (name, Clean(Body(Encoding.Latin1.GetBytes(value)))), .. headers[(at + 1)..]];
        }
    }

    private Draft Other(Draft draft)
    {
        var other = Pick(corpus);
        return dice.Below(3) switch
        {
            0 => draft with { Method = Pick(Methods) },
            1 => draft with { Body = other.Body },
            _ => draft with { Headers = other.Headers },
        };
    }

    /// <summary>Without what would end a line or a target of HTTP; now and then with what HTTP forbids.</summary>
    private string Clean(byte[] bytes)
    {
        var raw = dice.Chance(0.05);
        var text = new StringBuilder(bytes.Length);
        foreach (var each in bytes)
        {
            if (each is > 0x20 and < 0x7f || (raw && each is not (10 or 13 or 0x20)))
            {
                text.Append((char)each);
            }
        }

        return text.ToString();
    }
}
