using System.Text;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// A part of user data that is a MIME message ("MIME multi-part archive" in cloud-init's documentation): its headers,
/// and what stands below them.
/// </summary>
internal sealed class MimePart
{
    private const int DepthMax = 4;

    private readonly Dictionary<string, string> headers;
    private readonly string body;

    private MimePart(Dictionary<string, string> headers, string body) => (this.headers, this.body) = (headers, body);

    /// <summary>Its type in lower case; what says none is text.</summary>
    public string Type =>
        headers.GetValueOrDefault("content-type", "text/plain").Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>The name of the file that it is said to be.</summary>
    public string? Name => Parameter("content-disposition", "filename");

    /// <summary>How a cloud-config is to be put together with those before it.</summary>
    public string? Merge => headers.GetValueOrDefault("x-merge-type") ?? headers.GetValueOrDefault("merge-type");

    /// <summary>Whether a text is a message: its first lines are headers, and one of them says of what type.</summary>
    public static bool Is(string text) => Of(text).headers.ContainsKey("content-type");

    /// <summary>The parts of a message that are no containers of others, in their order.</summary>
    public static IEnumerable<MimePart> Read(string text) => Of(text).Leaves(0);

    /// <summary>What the part holds, as it was before it was encoded for the message.</summary>
    public byte[] Bytes()
    {
        switch (headers.GetValueOrDefault("content-transfer-encoding", "7bit").ToLowerInvariant())
        {
            case "7bit" or "8bit" or "binary":
                return Encoding.UTF8.GetBytes(body);
            case "quoted-printable":
                return Unquoted(body);
            case "base64":
                try
                {
                    return Convert.FromBase64String(body);
                }
                catch (FormatException)
                {
                    throw Refusal.Value("A part of the user data is said to be base64, and is not.");
                }

            case var other:
                throw Refusal.Value($"A part of the user data has the encoding '{other}', which is not known.");
        }
    }

    private static MimePart Of(string text)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var (at, last) = (0, "");
        while (at < text.Length)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            var line = text[at..end];
            at = Math.Min(end + 1, text.Length);
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.Trim().Length == 0)
            {
                break;
            }

            if (line[0] is ' ' or '\t' && last.Length > 0)
            {
                headers[last] += ' ' + line.Trim();
            }
            else if (colon > 0 && line.AsSpan(0, colon).IndexOfAny(" \t#\"'") < 0)
            {
                headers[last = line[..colon]] = line[(colon + 1)..].Trim();
            }
            else
            {
                // Not a header: there are none, and all of it is the body.
                return new(new(StringComparer.OrdinalIgnoreCase), text);
            }
        }

        return new(headers, text[at..]);
    }

    private IEnumerable<MimePart> Leaves(int depth)
    {
        if (!Type.StartsWith("multipart/", StringComparison.Ordinal))
        {
            return [this];
        }

        var boundary = Parameter("content-type", "boundary");
        if (string.IsNullOrEmpty(boundary))
        {
            throw Refusal.Value("The user data is of several parts, and no boundary between them is named.");
        }

        return depth < DepthMax
            ? Split(boundary).SelectMany(each => Of(each).Leaves(depth + 1))
            : throw Refusal.Value($"The parts of the user data lie more than {DepthMax} deep in each other.");
    }

    /// <summary>What lies between the lines of the boundary. The end of a line before one belongs to it.</summary>
    private List<string> Split(string boundary)
    {
        var parts = new List<string>();
        List<string>? lines = null;
        foreach (var line in body.Split('\n'))
        {
            var trimmed = line.TrimEnd();
            var ends = trimmed == $"--{boundary}--";
            if (!ends && trimmed != $"--{boundary}")
            {
                lines?.Add(line);
                continue;
            }

            if (lines is not null)
            {
                parts.Add(string.Join('\n', lines));
            }

            lines = [];
            if (ends)
            {
                return parts;
            }
        }

        // Where the last line is missing the end of the message does.
        if (lines is not null)
        {
            parts.Add(string.Join('\n', lines));
        }

        return parts;
    }

    /// <summary>What a header says after its semicolons, as <c>boundary="..."</c>.</summary>
    private string? Parameter(string header, string name)
    {
        var text = headers.GetValueOrDefault(header, "");
        for (var at = text.IndexOf(';', StringComparison.Ordinal); at >= 0 && at < text.Length;)
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0)
            {
                return null;
            }

            var key = text[(at + 1)..equals].Trim();
            var rest = text[(equals + 1)..].TrimStart();
            var start = text.Length - rest.Length;
            var isQuoted = rest.StartsWith('"');
            var end = isQuoted ? text.IndexOf('"', start + 1) : text.IndexOf(';', start);
            end = end < 0 ? text.Length : end;
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return isQuoted ? text[(start + 1)..end] : text[start..end].Trim();
            }

            at = text.IndexOf(';', end);
        }

        return null;
    }

    private static byte[] Unquoted(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var rest = text.AsSpan(at);
            if (rest is ['=', '\n', ..])
            {
                at++;
            }
            else if (rest is ['=', var high, var low, ..] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low))
            {
                bytes.AddRange(Convert.FromHexString(rest[1..3]));
                at += 2;
            }
            else
            {
                var length = char.IsHighSurrogate(rest[0]) && rest.Length > 1 ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(rest[..length].ToString()));
                at += length - 1;
            }
        }

        return [.. bytes];
    }
}
