using System.Net;
using System.Text;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Drills;

/// <summary>A web server that keeps the keys that are posted to it, and does with each what a story says.</summary>
internal sealed class ScriptedShop
{
    private readonly World world;
    private readonly string zone;
    private readonly IListener listener;
    private readonly List<Line> open = [];

    public ScriptedShop(World world, SimulatedTransport transport, IPEndPoint at, string zone = "a")
    {
        (this.world, this.zone) = (world, zone);
        listener = transport.Listen(at);
        _ = Accept();
    }

    public enum Fate
    {
        Keep,
        KeepTwice,
        ForgetIt,
        RefuseIt,
        KeepAndReset,
        Reset,
        KeepAndResetWithinTheAnswer,
    }

    public List<long> Kept { get; } = [];

    public int Requests { get; private set; }

    public int Connections { get; private set; }

    public Func<long, Fate> Decide { get; set; } = static _ => Fate.Keep;

    /// <summary>Awaited before each answer.</summary>
    public Func<Task> Before { get; set; } = static () => Task.CompletedTask;

    /// <summary>It closes each connection after one answer.</summary>
    public bool Closes { get; set; }

    /// <summary>Its process ends: who is connected gets a reset, who comes is refused.</summary>
    public void Die()
    {
        listener.Dispose();
        foreach (var line in open.ToList())
        {
            line.Reset();
        }
    }

    private async Task Accept()
    {
        while (await listener.AcceptLine() is { } line)
        {
            Connections++;
            open.Add(line);
            _ = Serve(line);
        }
    }

    private async Task Serve(Line line)
    {
        try
        {
            while (await Read(line) is var (head, body) && await Answer(line, head, body) && !Closes)
            {
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

    private async Task<bool> Answer(Line line, string head, string body)
    {
        if (head.StartsWith("GET /keys", StringComparison.Ordinal))
        {
            return await Say(line, "200 OK", world.Dice.Chance(0.5)
                ? string.Join('\n', Kept)
                : $" [{string.Join(", ", Kept.Select(key => world.Dice.Chance(0.5) ? $"{key}" : $"\"{key}\""))}]");
        }

        Requests++;
        var key = long.TryParse(body, out var number) ? number : 0;
        var fate = Decide(key);
        if (fate is Fate.Keep or Fate.KeepTwice or Fate.KeepAndReset or Fate.KeepAndResetWithinTheAnswer)
        {
            Kept.AddRange(Enumerable.Repeat(key, fate == Fate.KeepTwice ? 2 : 1));
        }

        await Before();
        switch (fate)
        {
            case Fate.RefuseIt:
                return await Say(line, "503 Slow Down", "busy");
            case Fate.KeepAndReset or Fate.Reset:
                line.Reset();
                return false;
            case Fate.KeepAndResetWithinTheAnswer:
                await line.Send(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
                line.Reset();
                return false;
            default:
                return await Say(line, "200 OK", "kept");
        }
    }

    /// <summary>In each of the forms that HTTP has for a body, and in pieces.</summary>
    private async Task<bool> Say(Line line, string status, string body)
    {
        var form = world.Dice.Below(10);
        var close = Closes ? "Connection: close\r\n" : "";
        var text = $"HTTP/1.1 {status}\r\nX-Zone: {zone}\r\n{close}" + form switch
        {
            0 => $"Connection: close\r\n\r\n{body}",
            < 4 => $"Transfer-Encoding: chunked\r\n\r\n{Chunks(body)}0\r\nTrailer: x\r\n\r\n",
            4 => $"content-length:{body.Length}\r\n\r\n{body}",
            _ => $"Content-Length: {body.Length}\r\n\r\n{body}",
        };
        var bytes = Encoding.ASCII.GetBytes(form == 5 ? $"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n{text}" : text);
        var cut = world.Dice.Chance(0.2) ? world.Dice.Below(bytes.Length) : 0;
        await line.Send(bytes.AsMemory(0, cut));
        await line.Send(bytes.AsMemory(cut));
        return form != 0;
    }

    private string Chunks(string body)
    {
        var text = new StringBuilder();
        for (var at = 0; at < body.Length;)
        {
            var some = Math.Min(1 + world.Dice.Below(5000), body.Length - at);
            text.Append($"{some:x}{(world.Dice.Chance(0.2) ? ";why=not" : "")}\r\n{body.AsSpan(at, some)}\r\n");
            at += some;
        }

        return text.ToString();
    }

    private static async Task<(string Head, string Body)?> Read(Line line)
    {
        var (text, buffer) = ("", new byte[1024]);
        while (true)
        {
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var length = end < 0 ? 0 : Length(text[..end]);
            if (end >= 0 && text.Length >= end + 4 + length)
            {
                return (text[..end], text[(end + 4)..]);
            }

            var count = await line.Receive(buffer);
            if (count == 0)
            {
                return null;
            }

            text += Encoding.ASCII.GetString(buffer, 0, count);
        }
    }

    private static int Length(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal))
        .Select(line => int.Parse(line["Content-Length: ".Length..]))
        .FirstOrDefault();
}
