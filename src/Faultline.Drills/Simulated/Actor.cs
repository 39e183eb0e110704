using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Faultline.Kernel;
using Faultline.Network;
using Faultline.Services.Ec2;

namespace Faultline.Drills.Simulated;

/// <summary>
/// The program of one instance at one port: answers as the shop of the examples does, over HTTP/1.1. It is gone with
/// its process, and stands still while that does.
/// </summary>
internal sealed partial class Actor : IDisposable
{
    private const int RequestBytesMax = 64 * 1024;

    private static readonly TimeSpan think = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan lookAgain = TimeSpan.FromMilliseconds(100);

    private readonly Node node;
    private readonly Script script;
    private readonly Func<bool> standsStill;
    private readonly string head;
    private readonly IListener listener;
    private readonly HashSet<Line> open = [];
    private readonly List<(string Page, string Key)> own = [];
    private bool isGone;

    public Actor(
        ITransport transport, Node node, RunningInstance instance, IPEndPoint at, Script script, Func<bool> standsStill)
    {
        (this.node, this.script, this.standsStill) = (node, script, standsStill);
        head = $"X-Instance-Id: {instance.Id}\r\nX-Zone: {instance.Zone}\r\n";
        listener = transport.Listen(at);
        Accept();
    }

    /// <summary>Its process has ended: connections break.</summary>
    public void Dispose()
    {
        isGone = true;
        listener.Dispose();
        foreach (var line in open.ToList())
        {
            line.Reset();
        }
    }

    private async void Accept()
    {
        while (await listener.AcceptLine() is { } line)
        {
            open.Add(line);
            Serve(line);
        }
    }

    private async void Serve(Line line)
    {
        try
        {
            var buffer = new byte[RequestBytesMax];
            var filled = 0;
            while (!isGone && await Request(line, buffer, filled) is var (request, length, end))
            {
                buffer.AsSpan(length, end - length).CopyTo(buffer);
                filled = end - length;
                await Task.Delay(think * (0.5 + node.Dice.Fraction()), node.Clock, CancellationToken.None);
                while (standsStill() && !isGone)
                {
                    await Task.Delay(lookAgain, node.Clock, CancellationToken.None);
                }

                var (status, body) = await Answer(request);
                await line.Send(Encoding.UTF8.GetBytes(
                    $"HTTP/1.1 {status} {(status < 400 ? "OK" : "Trouble")}\r\n{head}"
                    + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
            }

            line.Close();
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            line.Close();
        }
        finally
        {
            open.Remove(line);
        }
    }

    /// <summary>The next request, its length, and up to where the buffer is filled; null where none comes.</summary>
    private static async Task<(string Request, int Length, int End)?> Request(Line line, byte[] buffer, int filled)
    {
        while (true)
        {
            var text = Encoding.Latin1.GetString(buffer, 0, filled);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var length = end + 4 + (Length().Match(text[..(end + 2)]) is { Success: true } said
                    ? int.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture)
                    : 0);
                if (filled >= length)
                {
                    return (text[..length], length, filled);
                }
            }

            var count = filled == buffer.Length ? 0 : await line.Receive(buffer.AsMemory(filled));
            if (count == 0)
            {
                return null;
            }

            filled += count;
        }
    }

    private async Task<(int Status, string Body)> Answer(string request)
    {
        var words = request[..request.IndexOf('\r', StringComparison.Ordinal)].Split(' ');
        var page = words[1].Split('?')[0];
        if (words[0] == "POST")
        {
            var body = request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
            var key = Key().Match(body) is { Success: true } found ? found.Groups[1].Value : body.Trim();
            return await Write(page, key) ? (201, key) : (503, "the database does not answer");
        }

        if (!script.HasPage(page) && !own.Exists(each => each.Page == page))
        {
            return (200, "welcome");
        }

        return await Read(page) is { } keys ? (200, string.Join('\n', keys)) : (503, "the database does not answer");
    }

    private async Task<bool> Write(string page, string key)
    {
        if (await script.HasDatabase())
        {
            return await script.Write(page, key);
        }

        own.Add((page, key));
        return true;
    }

    private async Task<IReadOnlyList<string>?> Read(string page) => await script.HasDatabase()
        ? await script.Read(page)
        : [.. own.Where(each => each.Page == page).Select(each => each.Key)];

    [GeneratedRegex(@"\r\nContent-Length: *(\d+)\r\n", RegexOptions.IgnoreCase)]
    private static partial Regex Length();

    [GeneratedRegex("\"key\" *: *\"?([^\",}]+)")]
    private static partial Regex Key();
}
