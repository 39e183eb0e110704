using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faultline.Wire.Protocols;
using Microsoft.AspNetCore.Http;

namespace Faultline.Tests.Signatures;

/// <summary>
/// A client's side of signature version 4, written plainly and apart from the server's code, so that each checks the
/// other.
/// </summary>
internal sealed record Signer(string AccessKey, string Secret, string? Token = null)
{
    public string Region { get; init; } = "us-east-1";

    public string Service { get; init; } = "sqs";

    public bool S3 => Service == "s3";

    /// <summary>A request with the headers given, signed in the header.</summary>
    public Incoming Sign(
        DateTimeOffset now, string method = "POST", string path = "/", string query = "", byte[]? body = null,
        params (string Name, string Value)[] headers)
    {
        var request = Request(method, path, query, body ?? [], headers);
        request.Headers["X-Amz-Date"] = Hour(now);
        if (Token is not null)
        {
            request.Headers["X-Amz-Security-Token"] = Token;
        }

        var payload = (string?)request.Headers["X-Amz-Content-Sha256"] ?? Hex(SHA256.HashData(body ?? []));
        var names = string.Join(';', request.Headers.Keys.Select(Lower).Order(StringComparer.Ordinal));
        var signature = Signature(now, Canonical(request, query, names, payload));
        request.Headers.Authorization =
            $"AWS4-HMAC-SHA256 Credential={AccessKey}/{Scope(now)}, SignedHeaders={names}, Signature={signature}";
        return request;
    }

    /// <summary>A presigned URL.</summary>
    public Incoming Presign(DateTimeOffset now, int? seconds, string method = "GET", string path = "/",
        string query = "")
    {
        var request = Request(method, path, query, []);
        var all = $"{(query.Length > 0 ? query + "&" : "")}X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + $"&X-Amz-Credential={Uri.EscapeDataString($"{AccessKey}/{Scope(now)}")}&X-Amz-Date={Hour(now)}"
            + (seconds is { } good ? $"&X-Amz-Expires={good}" : "") + "&X-Amz-SignedHeaders=host"
            + (Token is null ? "" : $"&X-Amz-Security-Token={Uri.EscapeDataString(Token)}");
        var payload = S3 ? "UNSIGNED-PAYLOAD" : Hex(SHA256.HashData([]));
        var signature = Signature(now, Canonical(request, all, "host", payload));
        return Copy(request, query: $"{all}&X-Amz-Signature={signature}");
    }

    public string Canonical(Incoming request, string query, string names, string payload)
    {
        var path = S3 ? request.Path : string.Join('/', request.Path.Split('/').Select(Uri.EscapeDataString));
        var pairs = query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=")
            .OrderBy(pair => pair.Split('=')[0], StringComparer.Ordinal).ThenBy(pair => pair, StringComparer.Ordinal);
        var headers = names.Split(';').Select(name => $"{name}:{((string)request.Headers[name]!).Trim()}\n");
        return $"{request.Method}\n{path}\n{string.Join('&', pairs)}\n{string.Concat(headers)}\n{names}\n{payload}";
    }

    public string Signature(DateTimeOffset now, string canonical) => Mac(
        now,
        $"AWS4-HMAC-SHA256\n{Hour(now)}\n{Scope(now)}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}");

    /// <summary>The signature of any text under this key, as the chunks of an upload need it.</summary>
    public string Mac(DateTimeOffset now, string text)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (var part in Scope(now).Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    public string Scope(DateTimeOffset now) =>
        $"{now.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}/{Region}/{Service}/aws4_request";

    public static string Hour(DateTimeOffset now) =>
        now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    public static Incoming Request(
        string method, string path, string query, byte[] body, params (string Name, string Value)[] headers)
    {
        var request = new Incoming
        {
            Method = method,
            Path = path,
            Query = query,
            Headers = new HeaderDictionary { ["Host"] = "localhost:4566" },
            Body = body,
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Append(name, value);
        }

        return request;
    }

    public static Incoming Copy(
        Incoming request, string? method = null, string? path = null, string? query = null, byte[]? body = null)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in request.Headers)
        {
            headers[name] = value;
        }

        return new()
        {
            Method = method ?? request.Method,
            Path = path ?? request.Path,
            Query = query ?? request.Query,
            Headers = headers,
            Body = body ?? request.Body,
            Stream = request.Stream,
        };
    }

    private static string Lower(string name) => name.ToLowerInvariant();
}
