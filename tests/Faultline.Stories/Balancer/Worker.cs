using System.Net;
using System.Text;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Http2;
using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Stories.Balancer;

/// <summary>A target: it says who it is, and does what a story tells it.</summary>
internal sealed class Worker
{
    private readonly ITransport transport;
    private readonly Node node;
    private readonly HashSet<Line> open = [];
    private IListener? listener;

    public Worker(ITransport transport, Node node, string name, IPEndPoint at)
    {
        (this.transport, this.node, Name, At) = (transport, node, name, at);
        Start();
    }

    public string Name { get; }

    public IPEndPoint At { get; }

    /// <summary>What it answers checks and requests with.</summary>
    public int Status { get; set; } = 200;

    /// <summary>How long an answer takes.</summary>
    public TimeSpan Takes { get; set; }

    /// <summary>It takes requests and never answers.</summary>
    public bool IsMute { get; set; }

    /// <summary>What it sends instead of an answer of its own.</summary>
    public string? Says { get; set; }

    /// <summary>It ends a connection after an answer without having said so.</summary>
    public bool Leaves { get; set; }

    /// <summary>Requests that it has seen whole, checks not among them.</summary>
    public List<string> Seen { get; } = [];

    public int Checks { get; private set; }

    /// <summary>Connections that have not come to their end.</summary>
    public int Open => open.Count;

    /// <summary>Connections that the other end has left, which it has not seen yet.</summary>
    public int Left => open.Count(line => line.HasEnded);

    /// <summary>What calls of gRPC that check it end with.</summary>
    public string ChecksEnd { get; set; } = "12";

    /// <summary>What it sends to whoever connects, before it hears anything.</summary>
    public byte[]? Noise { get; set; }

    /// <summary>It speaks HTTP/2, and nothing else.</summary>
    public bool SpeaksHttp2 { get; set; }

    /// <summary>How many requests of HTTP/2 were taken back.</summary>
    public int GivenUp { get; private set; }

    /// <summary>Its connections of HTTP/2.</summary>
    public List<Session> Sessions { get; } = [];

    public void Start()
    {
        listener = transport.Listen(At);
        _ = Accept(listener);
    }

    /// <summary>It ends as a process does that is killed.</summary>
    public void Die()
    {
        listener?.Dispose();
        listener = null;
        foreach (var line in open.ToList())
        {
            line.Reset();
        }
    }

    private async Task Accept(IListener from)
    {
        while (await from.AcceptLine() is { } line)
        {
            open.Add(line);
            if (Noise is { } noise)
            {
                await line.Send(noise);
            }

            _ = SpeaksHttp2 ? Speak(line) : Serve(line);
        }
    }

    private async Task Speak(Line line)
    {
        var session = new Session(line, new(IsServer: true, IsSecure: false, 64 * 1024), strand =>
        {
            strand.OnLost = () => GivenUp++;
            return Serve(strand);
        });
        Sessions.Add(session);
        await session.Run();
        Sessions.Remove(session);
        open.Remove(line);
    }

    private async Task Serve(Line line)
    {
        var heard = new Heard();
        try
        {
            while (true)
            {
                var head = new Head();
                while (heard.Length == 0 || !head.Read(heard.Bytes, isAnswer: false))
                {
                    if (await heard.More(line) == 0)
                    {
                        line.Close();
                        return;
                    }
                }

                await Answer(line, heard.Take(await Body(line, head, heard)));
                if (Leaves)
                {
                    line.Close();
                    return;
                }
            }
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

    /// <summary>Reads a body to its end; gives the length of the whole request.</summary>
    private static async Task<int> Body(Line line, Head head, Heard heard)
    {
        Assert.Null(head.Fault);
        var framing = Framing.OfRequest(head, heard.Bytes) ?? throw new InvalidOperationException("doubt");
        var chunks = default(Chunks);
        var at = head.Length;
        if (framing.Kind == BodyKind.Chunked)
        {
            at += chunks.Follow(heard.Bytes[at..]);
        }

        while (framing.Kind == BodyKind.Chunked ? !chunks.IsDone : heard.Length < head.Length + framing.Length)
        {
            var count = await heard.More(line);
            Assert.NotEqual(0, count);
            if (framing.Kind == BodyKind.Chunked)
            {
                at += chunks.Follow(heard.Bytes[^count..]);
            }
        }

        return framing.Kind == BodyKind.Chunked ? at : head.Length + (int)framing.Length;
    }

    private async Task Answer(Line line, string request)
    {
        var isCheck = request.Contains("ELB-HealthChecker", StringComparison.Ordinal);
        Checks += isCheck ? 1 : 0;
        if (!isCheck)
        {
            Seen.Add(request);
        }

        if (IsMute)
        {
            await Task.Delay(TimeSpan.FromDays(1), node.Clock);
        }

        if (Takes > TimeSpan.Zero)
        {
            await Task.Delay(Takes, node.Clock);
        }

        var isCall = isCheck && request.Contains("application/grpc", StringComparison.Ordinal);
        await line.Send(Encoding.Latin1.GetBytes(
            (isCall ? $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\ngrpc-status: {ChecksEnd}\r\n\r\n"
                : isCheck ? null : Says)
            ?? $"HTTP/1.1 {Status} Said\r\nContent-Length: {Name.Length}\r\nX-Who: {Name}\r\n\r\n"
                + (request.StartsWith("HEAD ", StringComparison.Ordinal) ? "" : Name)));
    }
}
