using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Faultline.Wire.Tests.World;

/// <summary>What came back, as a client sees it.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes)!;

    public XElement Xml => XElement.Parse(Text);

    public string Header(string name) => Headers.TryGetValue(name, out var value) ? value : "";

    /// <summary>Reads one answer of HTTP/1.1 off the stream; null when the server has closed it instead.</summary>
    public static async Task<Answer?> Read(Stream stream, bool head = false)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var lines = new List<string>();
        while (await Line(stream, limit.Token) is { } line)
        {
            if (line.Length > 0)
            {
                lines.Add(line);
                continue;
            }

            var headers = lines.Skip(1).Select(each => each.Split(": ", 2))
                .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
            var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
            var length = headers.TryGetValue("Content-Length", out var text) && !head
                ? int.Parse(text, CultureInfo.InvariantCulture)
                : 0;
            var body = new byte[length];
            await stream.ReadExactlyAsync(body, limit.Token);
            return new(status, headers, body);
        }

        return null;
    }

    private static async Task<string?> Line(Stream stream, CancellationToken ct)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, ct) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }
}
