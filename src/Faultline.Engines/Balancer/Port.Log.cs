using System.Net.Security;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Logs;
using Faultline.Network;

namespace Faultline.Engines.Balancer;

/// <content>What is written down of connections.</content>
internal sealed partial class Port
{
    /// <summary>The connection as logs know it; null while nobody wants to know.</summary>
    private Session? Session(Line line) => node.Log is null ? null : Logs.Session.Of(this, line);

    private void Secured(Session? session, SslStream stream)
    {
        if (session is not null)
        {
            session.Handshake = node.Node.Now - session.Began;
            session.Agree(stream);
        }
    }

    /// <summary>The two have come to terms, or not and never will.</summary>
    private void Opened(Session? session, bool fails)
    {
        if (session is null || node.Log is not { } log)
        {
            return;
        }

        session.OpenedAt = node.Node.Now;
        if (Config.Protocol is ListenerProtocol.Http or ListenerProtocol.Https)
        {
            log.Opened(session);
        }
        else if (fails)
        {
            Closed(session);
        }
    }

    /// <summary>A connection of layer 4 is over.</summary>
    public void Closed(Session? session)
    {
        if (session is { IsSecure: true } && node.Log is { } log)
        {
            session.Ended = node.Node.Now;
            log.Closed(session);
        }
    }
}
