using System.Net.Security;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Logs;
using Faultline.Network;

namespace Faultline.Engines.Balancer;

/// <content>What is written down of connections.</content>
internal sealed partial class Port
{
    /// <summary>The connection as logs know it; null while nobody wants to know.</summary>
    private Guest? Guest(Line line) => node.Log is null ? null : Logs.Guest.Of(this, line);

    private void Secured(Guest? guest, SslStream stream)
    {
        if (guest is not null)
        {
            guest.Handshake = node.Node.Now - guest.Began;
            guest.Agree(stream);
        }
    }

    /// <summary>The two have come to terms, or not and never will.</summary>
    private void Opened(Guest? guest, bool fails)
    {
        if (guest is null || node.Log is not { } log)
        {
            return;
        }

        guest.OpenedAt = node.Node.Now;
        if (Config.Protocol is ListenerProtocol.Http or ListenerProtocol.Https)
        {
            log.Opened(guest);
        }
        else if (fails)
        {
            Closed(guest);
        }
    }

    /// <summary>A connection of layer 4 is over.</summary>
    public void Closed(Guest? guest)
    {
        if (guest is { IsSecure: true } && node.Log is { } log)
        {
            guest.Ended = node.Node.Now;
            log.Closed(guest);
        }
    }
}
