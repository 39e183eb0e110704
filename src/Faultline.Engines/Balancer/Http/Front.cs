using System.Buffers;
using Faultline.Engines.Balancer.Layer4;
using Faultline.Engines.Balancer.Rules;
using Faultline.Engines.Balancer.Targets;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Http;

/// <summary>
/// A client's connection: request after request, each answered before the next is read. How one of them is carried to
/// a target is in the other half of this class.
/// </summary>
internal sealed partial class Front : IConnection
{
    private const int BufferBytes = 4 * 1024;

    /// <summary>So many bytes of what a client has begun are read before its connection is closed.</summary>
    private const int LastBytesMax = 256 * 1024;

    private readonly Head head = new();
    private readonly Out output = new();
    private readonly List<Member> tried = [];
    private readonly Port port;
    private readonly Line line;
    private readonly Client client;
    private ListenerPlan plan;
    private byte[] input = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int end;
    private Back? back;
    private Splice? splice;
    private volatile Stage stage;
    private int since;
    private bool isLate;
    private volatile bool isGone;

    public Front(Port port, Line line, bool isSecure, bool isHttp2 = false)
    {
        (this.port, this.line, plan) = (port, line, port.Plan);
        client = new(line.Peer, port.Config.Port, isSecure, isHttp2);
    }

    private BalancerNode Node => port.Node;

    /// <summary>Requests until one of the two has enough.</summary>
    public async Task Run()
    {
        try
        {
            while (await ReceiveHead() && Noted(await Serve()))
            {
                Next();
            }

            await Leave();
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            NoteGone();
            line.Reset();
        }
        finally
        {
            Noted(false);
            back?.Close();
            if (upload is { IsCompleted: false })
            {
                line.Reset();
                await upload;
            }

            ArrayPool<byte>.Shared.Return(input);
            input = [];
            output.Release();
        }
    }

    public void Glance(int tick)
    {
        splice?.Tally(Carried);
        var waits = tick - since;
        switch (stage)
        {
            case Stage.Idle when waits > plan.KeepAliveTicks || port.IsOver || waits > plan.IdleTicks:
                line.Close();
                break;
            case Stage.Head or Stage.Body when waits > plan.IdleTicks:
                line.Reset();
                back?.Line.Reset();
                break;
            case Stage.Answer when upload is null or { IsCompleted: true } && line.HasEnded:
                Reset();
                break;
            case Stage.Answer when waits > plan.IdleTicks:
                isLate = true;
                back?.Line.Reset();
                break;
            default:
                break;
        }
    }

    public void Reset()
    {
        isGone = true;
        line.Reset();
        back?.Line.Reset();
    }

    private void Wait(Stage next) => (since, stage) = (Node.Ticks, next);

    /// <summary>Reads until a head is there; false when the client has nothing more to ask.</summary>
    private async ValueTask<bool> ReceiveHead()
    {
        head.Clear();
        while (end == 0 || !head.Read(input.AsSpan(0, end), isAnswer: false))
        {
            if (end >= plan.Http.HeadBytesMax)
            {
                head.Bad("the head is too long", 431);
                break;
            }

            if (end == input.Length)
            {
                Grow();
            }

            Wait(end == 0 ? Stage.Idle : Stage.Head);
            var count = await line.Take(input.AsMemory(end));
            await line.Arrive(count);
            Node.Counts.Add(Count.BytesIn, count);
            if (count == 0)
            {
                return false;
            }

            end += count;
        }

        stage = Stage.None;
        Node.Counts.Add(Count.Requests);
        plan = port.Plan;
        if (Node.Log is { } log)
        {
            BeginVisit(log);
        }

        return true;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(input.Length * 2);
        input.AsSpan(0, end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(input);
        input = larger;
    }

    /// <summary>What came of the next request already moves to the front.</summary>
    private void Next()
    {
        var left = end - used;
        if (left > 0 && used > 0)
        {
            input.AsSpan(used, left).CopyTo(input);
        }

        (end, used) = (left, 0);
        output.Release();
        if (end == 0 && input.Length > BufferBytes)
        {
            ArrayPool<byte>.Shared.Return(input);
            input = ArrayPool<byte>.Shared.Rent(BufferBytes);
        }
    }

    /// <summary>
    /// Closes the connection so that what was sent arrives: were bytes left unread, the client's own system could throw
    /// away our last answer.
    /// </summary>
    private async ValueTask Leave()
    {
        line.End();
        Wait(Stage.Head);
        if (upload is not null)
        {
            await upload;
        }

        for (var read = 0; read < LastBytesMax;)
        {
            var count = await line.Receive(input.AsMemory());
            if (count == 0)
            {
                break;
            }

            read += count;
        }

        line.Close();
    }

    /// <summary>Answers by itself; the connection ends with it where the rest of the request is not read.</summary>
    private async ValueTask<bool> Say(int status, string? type, string? body, string? location, bool keeps)
    {
        keeps &= !port.IsOver;
        OwnAnswer.Write(status, type, body, location, plan.Http.Server, Node.Node, !keeps, IsHead, output);
        Node.Counts.Add(status < 400 ? Count.Own3xx : status < 500 ? Count.Own4xx : Count.Own5xx);
        NoteAnswer(status, output.Length, location);
        Wait(Stage.Body);
        await line.Send(output.Written);
        stage = Stage.None;
        return keeps;
    }

    private ValueTask<bool> Say(int status, bool keeps, string? why = null) =>
        Say(status, "text/html", OwnAnswer.Page(status, why), null, keeps);

    private bool IsHead => input.AsSpan(0, end)[head.Method].SequenceEqual("HEAD"u8);
}
