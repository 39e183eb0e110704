using System.Net;
using System.Net.Security;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Http;
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

                _ = Serve(node.Over(line));
            }
            catch (IOException trouble)
            {
                node.Node.Report(trouble);
                await Task.Delay(PauseAfterTrouble, node.Node.Clock);
            }
        }
    }

    private async Task Serve(Line line)
    {
        try
        {
            var session = Session(line);
            if (plan.Tls is { } tls)
            {
                if (await Secure(line, tls, session) is not { } secure)
                {
                    Opened(session, fails: true);
                    return;
                }

                line = secure;
            }

            Opened(session, fails: false);
            await node.Carry(Connection(line, session), line);
        }
        catch (Exception trouble)
        {
            node.Node.Report(trouble);
            line.Reset();
        }
    }

    private IConnection Connection(Line line, Session? session) => Config.Protocol switch
    {
        ListenerProtocol.Http => new Front(this, line, isSecure: false) { Session = session },
        ListenerProtocol.Https => new Front(this, line, isSecure: true) { Session = session },
        _ => new Pass(this, line) { Session = session },
    };

    /// <summary>What is said under TLS; null when the two did not come to terms in time.</summary>
    private async Task<Line?> Secure(Line line, TlsPlan tls, Session? session)
    {
        var stream = new SslStream(new LineStream(line), leaveInnerStreamOpen: false);
        using var late = new CancellationTokenSource(Tls.HandshakeMax, node.Node.Clock);
        using var ends = late.Token.UnsafeRegister(static line => ((Line)line!).Reset(), line);
        try
        {
            await stream.AuthenticateAsServerAsync(tls.Choose, null, CancellationToken.None);
            Secured(session, stream);
            return new StreamLine(stream, line);
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
