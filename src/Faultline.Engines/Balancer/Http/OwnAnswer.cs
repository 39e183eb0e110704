using System.Globalization;
using System.Text;
using Faultline.Kernel;

namespace Faultline.Engines.Balancer.Http;

/// <summary>What a balancer says by itself: that something is wrong, or what a rule tells it to say.</summary>
internal static class OwnAnswer
{
    public static void Write(
        int status,
        string? type,
        string? body,
        string? location,
        string? server,
        Node node,
        bool closes,
        bool toHead,
        Out into)
    {
        var bytes = Encoding.UTF8.GetBytes(body ?? "");
        into.Begin(bytes.Length + 512);
        into.Add($"HTTP/1.1 {status} {Reason(status)}\r\n");
        if (server is not null)
        {
            into.Add($"Server: {server}\r\n");
        }

        into.Add($"Date: {node.Now.ToString("R", CultureInfo.InvariantCulture)}\r\n");
        if (location is not null)
        {
            into.Add($"Location: {location}\r\n");
        }

        if (bytes.Length > 0 || type is not null)
        {
            into.Add($"Content-Type: {type ?? "text/plain; charset=utf-8"}\r\n");
        }

        into.Add($"Content-Length: {bytes.Length}\r\n");
        into.Add(closes ? "Connection: close\r\n\r\n"u8 : "Connection: keep-alive\r\n\r\n"u8);
        if (!toHead)
        {
            into.Add(bytes);
        }
    }

    /// <summary>A page for people who look at it.</summary>
    public static string Page(int status, string? why = null) =>
        $"<html><head><title>{status} {Reason(status)}</title></head><body><h1>{status} {Reason(status)}</h1>"
        + (why is null ? "" : $"<p>{why}.</p>") + "</body></html>\n";

    private static string Reason(int status) => status switch
    {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        414 => "URI Too Long",
        417 => "Expectation Failed",
        431 => "Request Header Fields Too Large",
        460 => "Client Closed Connection",
        463 => "Too Many Addresses",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Temporarily Unavailable",
        504 => "Gateway Time-out",
        505 => "HTTP Version Not Supported",
        _ => status < 300 ? "OK" : status < 400 ? "Redirect" : status < 500 ? "Client Error" : "Server Error",
    };
}
