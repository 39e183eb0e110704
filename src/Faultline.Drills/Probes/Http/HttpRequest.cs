using System.Buffers;
using System.Text;

namespace Faultline.Drills.Probes.Http;

/// <summary>A request as it goes over the line, and where it goes.</summary>
internal sealed record HttpRequest(string Host, int Port, string Method, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Sent twice it does no more than once: it may be sent again where a kept connection was gone.</summary>
    public bool IsSafe => Method is "GET" or "HEAD" or "OPTIONS";

    /// <summary>The longest body of an answer that is taken.</summary>
    public long BodyMax { get; init; } = HttpLine.BodyMax;

    /// <summary>Where the body of the answer goes; null where nobody wants it.</summary>
    public IBufferWriter<byte>? Keep { get; init; }

    public static HttpRequest Of(string method, Uri url, string? body, string? contentType)
    {
        var head = new StringBuilder($"{method} {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n")
            .Append("User-Agent: faultline\r\nAccept: */*\r\n");
        var bytes = body is null ? [] : Encoding.UTF8.GetBytes(body);
        if (body is not null)
        {
            head.Append($"Content-Type: {contentType ?? "text/plain"}\r\nContent-Length: {bytes.Length}\r\n");
        }
        else if (method is "POST" or "PUT" or "PATCH")
        {
            head.Append("Content-Length: 0\r\n");
        }

        return new(url.IdnHost, url.Port, method, (byte[])[.. Encoding.ASCII.GetBytes($"{head}\r\n"), .. bytes]);
    }
}
