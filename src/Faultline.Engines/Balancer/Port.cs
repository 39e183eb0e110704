using System.Net;
using System.Net.Security;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Http2;
using Faultline.Engines.Balancer.Layer4;
using Faultline.Engines.Balancer.Logs;
using Faultline.Network;

namespace Faultline.Engines.Balancer;

/// <summary>A port at which a node listens, and the connections that it has taken there.</summary>
internal sealed partial class Port(BalancerNode node, ListenerPlan plan) : IPort
{
    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromMilliseconds(100);

    private volatile ListenerPlan plan = plan;
    private IListener? listener;
    private Task accepts = Task.CompletedTask;
    private bool isOver;

    public BalancerNode Node => node;

    public ListenerPlan Plan
    {
        get => plan;
        set => plan = value;
    }

    public ListenerConfig Config => plan.Config;

    public bool IsOver
    {
        get => Volatile.Read(ref isOver);
        set => Volatile.Write(ref isOver, value);
    }

    public int? At => listener?.At.Port;

    public void Open()
    {
        if (listener is not null)
        {
            return;
        }

        try
        {
            listener = node.Listen(Config.Port);
        }
        catch (IOException)
        {
            listener = node.Listen(0);
        }

        accepts = Accept(listener);
    }

    /// <summary>What it has taken goes on.</summary>
    public async Task Close()
    {
        listener?.Dispose();
        listener = null;
        await accepts;
    }

    private async Task Accept(IListener from)
    {
        while (true)
        {
            try
            {
                if (await from.AcceptLine() is not { } line)
                {
                    return;
                }

                _ = Receive(line);
            }
            catch (IOException trouble)
            {
                node.Node.Report(trouble);
                await Task.Delay(PauseAfterTrouble, node.Node.Clock);
            }
        }
    }

    private async Task Receive(Line client)
    {
        if (client.Peer is { } peer && !node.Admits(peer, Config.Port))
        {
            node.Counts.Add(Count.ConnectionsRejected);
            await node.Carry(new Silence(this, client));
            return;
        }

        var (line, gate) = node.Over(client, Config.Port);
        try
        {
            await Serve(line);
        }
        finally
        {
            node.Left(gate);
        }
    }

    private async Task Serve(Line line)
    {
        try
        {
            var (isHttp2, guest) = (Config.Protocol == ListenerProtocol.Http2, Guest(line));
            if (plan.Tls is { } tls)
            {
                if (await Secure(line, tls, guest) is not { } secure)
                {
                    Opened(guest, fails: true);
                    return;
                }

                isHttp2 = secure.IsHttp2;
                line = secure.Line;
            }

            node.Counts.Add(Count.Connections);
            Opened(guest, fails: false);
            await node.Carry(Connection(line, isHttp2, guest));
        }
        catch (Exception trouble)
        {
            node.Node.Report(trouble);
            line.Reset();
        }
    }

    private IConnection Connection(Line line, bool isHttp2, Guest? guest) => Config.Protocol switch
    {
        ListenerProtocol.Https or ListenerProtocol.Http2 when isHttp2 =>
            new Http2Front(this, line, Config.Protocol == ListenerProtocol.Https, guest),
        ListenerProtocol.Http => new Front(this, line, isSecure: false) { Guest = guest },
        ListenerProtocol.Https => new Front(this, line, isSecure: true) { Guest = guest },
        _ => new Pass(this, line) { Guest = guest },
    };

    /// <summary>What is said under TLS; null when the two did not come to terms in time.</summary>
    private async Task<(Line Line, bool IsHttp2)?> Secure(Line line, TlsPlan tls, Guest? guest)
    {
        var stream = new SslStream(new LineStream(line), leaveInnerStreamOpen: false);
        using var late = new CancellationTokenSource(Tls.HandshakeMax, node.Node.Clock);
        using var ends = late.Token.UnsafeRegister(static line => ((Line)line!).Reset(), line);
        try
        {
            await stream.AuthenticateAsServerAsync(tls.Choose, null, CancellationToken.None);
            Secured(guest, stream);
            var isHttp2 = stream.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2;
            return (new StreamLine(stream, line), isHttp2);
        }
        catch (Exception trouble) when (Line.IsGone(trouble)
            || trouble is System.Security.Authentication.AuthenticationException or InvalidOperationException)
        {
            node.Counts.Add(Count.TlsErrors);
            line.Reset();
            await stream.DisposeAsync();
            return null;
        }
    }
}
