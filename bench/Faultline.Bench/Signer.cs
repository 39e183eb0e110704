using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Faultline.Bench;

/// <summary>Keys as a client holds them.</summary>
internal sealed record Keys(string AccessKey, string Secret, string? SessionToken = null);

/// <summary>Signs JSON calls with SigV4, the signing key derived once, as SDKs do.</summary>
internal sealed class Signer
{
    private readonly Keys keys;
    private readonly string service;
    private readonly string date;
    private readonly string stamp;
    private readonly byte[] key;

    public Signer(Keys keys, string service)
    {
        this.keys = keys;
        this.service = service;
        var now = DateTime.UtcNow;
        date = now.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        stamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        key = new[] { date, "us-east-1", service, "aws4_request" }.Aggregate(
            Encoding.UTF8.GetBytes("AWS4" + keys.Secret),
            (secret, part) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(part)));
    }

    /// <summary>A whole HTTP/1.1 request, ready to be sent.</summary>
    public byte[] Post(int port, string target, string body, string version = "1.0")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return Whole(JsonHeaders(port, target, version), bytes);
    }

    /// <summary>
    /// What of such a request comes before the signature, before the body's hash, and before the hash of both.
    /// </summary>
    public (string Head, string Canonical, string ToSign) Parts(int port, string target)
    {
        var headers = JsonHeaders(port, target, "1.0");
        return (Head(headers), Canonical(headers), ToSign);
    }

    public void Sign(ReadOnlySpan<byte> toSign, Span<byte> signature) => HMACSHA256.HashData(key, toSign, signature);

    /// <summary>A whole query call (form body), ready to be sent.</summary>
    public byte[] Form(int port, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        List<(string Name, string Value)> headers =
        [
            ("content-type", "application/x-www-form-urlencoded"),
            ("host", $"127.0.0.1:{port}"),
            ("x-amz-date", stamp),
        ];
        return Whole(headers, bytes);
    }

    private string Scope => $"{date}/us-east-1/{service}/aws4_request";

    private string ToSign => $"AWS4-HMAC-SHA256\n{stamp}\n{Scope}\n";

    private List<(string Name, string Value)> JsonHeaders(int port, string target, string version)
    {
        var headers = new List<(string Name, string Value)>
        {
            ("content-type", $"application/x-amz-json-{version}"),
            ("host", $"127.0.0.1:{port}"),
            ("x-amz-date", stamp),
        };
        if (keys.SessionToken is { } token)
        {
            headers.Add(("x-amz-security-token", token));
        }

        headers.Add(("x-amz-target", target));
        return headers;
    }

    private byte[] Whole(List<(string Name, string Value)> headers, byte[] body)
    {
        var canonical = Canonical(headers) + Convert.ToHexStringLower(SHA256.HashData(body));
        var toSign = ToSign + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        var head = $"{Head(headers)}{signature}\r\ncontent-length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private string Head(List<(string Name, string Value)> headers) =>
        $"POST / HTTP/1.1\r\n{string.Concat(headers.Select(h => $"{h.Name}: {h.Value}\r\n"))}" +
        $"authorization: AWS4-HMAC-SHA256 Credential={keys.AccessKey}/{Scope}, " +
        $"SignedHeaders={Names(headers)}, Signature=";

    private static string Canonical(List<(string Name, string Value)> headers) =>
        $"POST\n/\n\n{string.Concat(headers.Select(h => $"{h.Name}:{h.Value}\n"))}\n{Names(headers)}\n";

    private static string Names(List<(string Name, string Value)> headers) =>
        string.Join(';', headers.Select(h => h.Name));
}
