using System.Globalization;
using System.Text;

namespace Faultline.Machines;

/// <summary>The first line of a request and its headers. What two readers could read differently is refused.</summary>
internal sealed class RequestHead
{
    private const string Separators = "\"(),/:;<=>?@[\\]{} \t";

    private readonly List<(string Name, string Value)> headers = [];
    private bool isOld;

    private RequestHead(string method, string target)
    {
        Method = method;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        (Path, Query) = mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
    }

    public string Method { get; }

    public string Path { get; }

    public string Query { get; }

    public IReadOnlyList<(string Name, string Value)> Headers => headers;

    /// <summary>How many bytes of body follow; null when it comes in chunks.</summary>
    public long? BodyBytes { get; private set; } = 0;

    /// <summary>The body is sent once it is asked for.</summary>
    public bool WaitsToBeAsked { get; private set; }

    public bool Closes { get; private set; }

    public bool IsHead => Method == "HEAD";

    /// <summary>Reads a head without the empty line that ends it.</summary>
    public static RequestHead Read(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        var words = lines[0].Split(' ');
        if (words.Length != 3 || !IsToken(words[0]) || !IsTarget(words[1]))
        {
            throw new BadRequest(400, "The request line must be a method, a path and HTTP/1.1.");
        }

        if (words[2] is not ("HTTP/1.1" or "HTTP/1.0"))
        {
            throw words[2].StartsWith("HTTP/", StringComparison.Ordinal)
                ? new BadRequest(505, "Only versions 1.0 and 1.1 of HTTP are understood here.")
                : new BadRequest(400, "The request line must end with HTTP/1.1.");
        }

        var head = new RequestHead(words[0], words[1]) { isOld = words[2] == "HTTP/1.0" };
        for (var i = 1; i < lines.Length; i++)
        {
            head.Add(lines[i]);
        }

        head.Understand();
        return head;
    }

    /// <summary>The value of a header; null without it, several joined with commas.</summary>
    public string? Header(string name)
    {
        string? found = null;
        foreach (var header in headers)
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                found = found is null ? header.Value : $"{found}, {header.Value}";
            }
        }

        return found;
    }

    /// <summary>A number of the query within limits, or a refusal that names them.</summary>
    public int Number(string name, int max)
    {
        foreach (var part in Query.Split('&'))
        {
            if (part.StartsWith(name + "=", StringComparison.Ordinal)
                && int.TryParse(
                    part.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= max)
            {
                return number;
            }
        }

        throw new FormatException($"Say how long: {Path}?{name}=N, with N from 0 to {max}.");
    }

    private static bool IsToken(string text)
    {
        foreach (var c in text)
        {
            if (c is <= ' ' or >= '\u007f' || Separators.Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return text.Length > 0;
    }

    private static bool IsTarget(string text)
    {
        foreach (var c in text)
        {
            if (c is <= ' ' or '\u007f')
            {
                return false;
            }
        }

        return text.StartsWith('/') || text == "*";
    }

    private void Add(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !IsToken(line[..colon]))
        {
            throw new BadRequest(400, "Each header must be a name, a colon and a value, on a line of its own.");
        }

        var value = line[(colon + 1)..].Trim(' ', '\t');
        foreach (var c in value)
        {
            if (c is '\r' or '\n' or '\0')
            {
                throw new BadRequest(400, "The value of a header must not hold line ends.");
            }
        }

        headers.Add((line[..colon], value));
    }

    private void Understand()
    {
        if (!isOld && Header("Host") is null)
        {
            throw new BadRequest(400, "The header Host is missing.");
        }

        var connection = Header("Connection") ?? "";
        Closes = isOld
            ? !connection.Contains("keep-alive", StringComparison.OrdinalIgnoreCase)
            : connection.Contains("close", StringComparison.OrdinalIgnoreCase);
        WaitsToBeAsked = string.Equals(Header("Expect"), "100-continue", StringComparison.OrdinalIgnoreCase);
        var (length, coding) = (Header("Content-Length"), Header("Transfer-Encoding"));
        if (coding is not null)
        {
            BodyBytes = length is null && !isOld && string.Equals(coding, "chunked", StringComparison.OrdinalIgnoreCase)
                ? null
                : throw new BadRequest(400, "A body has either Content-Length or Transfer-Encoding: chunked.");
        }
        else if (length is not null)
        {
            BodyBytes = long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                ? bytes
                : throw new BadRequest(400, "Content-Length must be one whole number.");
        }
    }
}
