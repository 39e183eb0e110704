using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Logs;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Http2;

/// <summary>A client's connection of HTTP/2: each of its requests is carried as one that came alone.</summary>
internal sealed class Http2Front : IConnection
{
    private readonly Port port;
    private readonly bool isSecure;
    private readonly Guest? guest;
    private readonly Session session;

    public Http2Front(Port port, Line line, bool isSecure, Guest? guest)
    {
        (this.port, this.isSecure, this.guest) = (port, isSecure, guest);
        session = new(line, new(IsServer: true, isSecure, port.Plan.Http.HeadBytesMax), Serve);
    }

    public Task Run() => session.Run();

    public void Glance(int tick)
    {
        var still = session.Still(tick);
        if (port.IsOver || (session.IsIdle && still > port.Plan.KeepAliveTicks))
        {
            session.Leave();
        }

        if (still > port.Plan.IdleTicks && (session.IsIdle || session.IsSending))
        {
            session.Reset();
        }
    }

    public void Reset() => session.Reset();

    private async Task Serve(Strand strand)
    {
        var front = new Front(port, strand, isSecure, isHttp2: true) { Guest = guest };
        strand.OnLost = front.Reset;
        try
        {
            await port.Node.Carry(front);
        }
        catch (Exception trouble)
        {
            port.Node.Node.Report(trouble);
        }
    }
}
