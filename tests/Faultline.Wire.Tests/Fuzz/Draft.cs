using System.Text;

namespace Faultline.Wire.Tests.Fuzz;

/// <summary>A request in its parts, so that a change to one of them leaves HTTP itself whole.</summary>
internal sealed record Draft(string Method, string Target, (string Name, string Value)[] Headers, byte[] Body)
{
    /// <summary>The request as it goes out. Text is Latin-1, so that a mutation may put any byte anywhere.</summary>
    public byte[] Bytes(bool chunked = false)
    {
        var head = new StringBuilder($"{Method} {Target} HTTP/1.1\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (!chunked)
        {
            head.Append($"Content-Length: {Body.Length}\r\n\r\n");
            return [.. Encoding.Latin1.GetBytes(head.ToString()), .. Body];
        }

        head.Append("Transfer-Encoding: chunked\r\n\r\n");
        byte[] content = Body.Length == 0 ? [] : [.. Encoding.ASCII.GetBytes($"{Body.Length:x}\r\n"), .. Body, 13, 10];
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. content, .. "0\r\n\r\n"u8];
    }
}
