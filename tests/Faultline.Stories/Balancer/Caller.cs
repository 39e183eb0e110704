using System.Net;
using System.Text;
using Faultline.Engines.Balancer.Http;
using Faultline.Network;

namespace Faultline.Stories.Balancer;

/// <summary>A client over one connection, which is opened when it is needed.</summary>
internal sealed class Caller(Func<Task<Line?>> open)
{
    private readonly Heard heard = new();
    private Line? line;

    public Caller(ITransport transport, IPEndPoint at)
        : this(() => transport.Dial(at, CancellationToken.None).AsTask())
    {
    }

    public bool IsOpen => line is not null;

    /// <summary>Sends bytes as they are.</summary>
    public async Task Send(string text)
    {
        line ??= await open() ?? throw new IOException("Nobody listens.");
        await line.Send(Encoding.Latin1.GetBytes(text));
    }

    /// <summary>Asks and waits for the answer.</summary>
    public async Task<Reply> Ask(string path = "/", string method = "GET", string more = "", string body = "")
    {
        await Send($"{method} {path} HTTP/1.1\r\nHost: shop.test\r\n{more}\r\n{body}");
        return await Hear(method == "HEAD") ?? throw new IOException("The connection ended without an answer.");
    }

    /// <summary>The next answer; null when the connection ends instead.</summary>
    public async Task<Reply?> Hear(bool toHead = false)
    {
        var head = new Head();
        while (heard.Length == 0 || !head.Read(heard.Bytes, isAnswer: true))
        {
            if (!await More())
            {
                return null;
            }
        }

        Assert.Null(head.Fault);
        var framing = Framing.OfAnswer(head, heard.Bytes, toHead)
            ?? throw new InvalidOperationException("An answer whose end is in doubt.");
        var length = await End(head, framing);
        var reply = new Reply(head.Status, heard.Take(head.Length), heard.Take(length - head.Length));
        if (reply.Head.Contains("Connection: close", StringComparison.OrdinalIgnoreCase))
        {
            Close();
        }

        return reply;
    }

    /// <summary>Raw bytes, once there are some; empty when the connection ends.</summary>
    public async Task<string> Bytes()
    {
        if (heard.Length == 0 && !await More())
        {
            return "";
        }

        return heard.Take(heard.Length);
    }

    /// <summary>Whoever waits for an answer waits no longer.</summary>
    public void GiveUp() => line?.Reset();

    public void Close()
    {
        line?.Close();
        line = null;
        heard.Clear();
    }

    private async Task<int> End(Head head, Framing framing)
    {
        if (framing.Kind == BodyKind.UntilEnd)
        {
            while (await More())
            {
                // All of it is the body.
            }

            return heard.Length;
        }

        var (chunks, at) = (default(Chunks), head.Length);
        while (true)
        {
            if (framing.Kind != BodyKind.Chunked)
            {
                if (heard.Length >= head.Length + framing.Length)
                {
                    return head.Length + (int)framing.Length;
                }
            }
            else
            {
                var count = chunks.Follow(heard.Bytes[at..]);
                Assert.True(count >= 0);
                at += count;
                if (chunks.IsDone)
                {
                    return at;
                }
            }

            if (!await More())
            {
                throw new IOException("The connection ended within an answer.");
            }
        }
    }

    private async Task<bool> More()
    {
        if (await heard.More(line!) > 0)
        {
            return true;
        }

        line!.Close();
        line = null;
        return false;
    }
}

/// <summary>An answer, as it was heard.</summary>
internal sealed record Reply(int Status, string Head, string Body)
{
    /// <summary>The value of a cookie that it sets, with its name.</summary>
    public string? Cookie(string name) => Head.Split("\r\n")
        .Where(line => line.StartsWith($"Set-Cookie: {name}=", StringComparison.Ordinal))
        .Select(line => line["Set-Cookie: ".Length..].Split(';')[0])
        .SingleOrDefault();
}
