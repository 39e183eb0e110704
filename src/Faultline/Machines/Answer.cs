using System.Globalization;
using System.Text;

namespace Faultline.Machines;

/// <summary>What the web program answers, before it is bytes.</summary>
internal sealed record Answer(int Status, string Body, string Type = "text/plain; charset=utf-8")
{
    /// <summary>Further header lines, each with its end.</summary>
    public string Headers { get; init; } = "";

    /// <summary>The headers that say who answered.</summary>
    public static string Who(string instance, string zone) =>
        $"X-Instance-Id: {instance.ReplaceLineEndings(" ")}\r\nX-Zone: {zone.ReplaceLineEndings(" ")}\r\n";

    public static Answer Json(string body) => new(200, body + "\n", "application/json");

    /// <summary>A text as JSON writes it, quotes included.</summary>
    public static string Quoted(string text)
    {
        var into = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                into.Append('\\').Append(c);
            }
            else if (c is < ' ' or '\u007f')
            {
                into.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                into.Append(c);
            }
        }

        return into.Append('"').ToString();
    }

    /// <summary>The bytes of the answer; to HEAD, and with a status that has none, without its body.</summary>
    public byte[] Bytes(DateTimeOffset now, bool closes, bool isHead)
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var hasNone = Status is 204 or 304;
        var length = hasNone
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"Content-Type: {Type}\r\nContent-Length: {body.Length}\r\n");
        var ending = closes ? "Connection: close\r\n\r\n" : "\r\n";
        var head = string.Create(
            CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} {Reason}\r\nDate: {now:r}\r\n{length}{Headers}{ending}");
        var count = Encoding.UTF8.GetByteCount(head);
        var bytes = new byte[count + (isHead || hasNone ? 0 : body.Length)];
        Encoding.UTF8.GetBytes(head, bytes);
        body.AsSpan(0, bytes.Length - count).CopyTo(bytes.AsSpan(count));
        return bytes;
    }

    private string Reason => Status switch
    {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        304 => "Not Modified",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        _ => "Other",
    };
}
