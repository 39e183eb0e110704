using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Http2;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>A node's way to its targets.</summary>
internal sealed class Reach(BalancerNode node, Dialer dialer)
{
    /// <summary>Heads of answers are as long as those of requests may be.</summary>
    private const int HeadBytesMax = 64 * 1024;

    /// <summary>How long a target may take to take a connection.</summary>
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(10);

    /// <summary>Before whom nobody is let in.</summary>
    private readonly Gate shut = new() { IsShut = true };

    /// <summary>Somewhere to ask a member; null when it takes no connection.</summary>
    public async ValueTask<Back?> Dial(GroupConfig group, Member member)
    {
        if (group.Version != TargetVersion.Http1)
        {
            return await member.Sessions.Open(() => Join(group, member)) is { } strand
                ? new(strand, isOnce: true)
                : null;
        }

        return await Connect(group, member) is { } line ? new(line) : null;
    }

    /// <summary>A connection for a check, which ends with its token.</summary>
    public ValueTask<Line?> Connect(Member member, IPEndPoint at, TimeSpan within, CancellationToken ct) =>
        Connect(member, at, member.Config.ChecksClosedTo, within, ct);

    /// <summary>The line under TLS; null when the two did not come to terms.</summary>
    public static async ValueTask<Line?> Secure(
        Line line, IPEndPoint to, TargetVersion version, ImmutableArray<ImmutableArray<byte>> keys)
    {
        var isHttp2 = version != TargetVersion.Http1;
        var stream = new SslStream(new LineStream(line), leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(Tls.ToTarget(to.Address.ToString(), isHttp2, keys));
            if (!isHttp2 || stream.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2)
            {
                return new StreamLine(stream, line);
            }
        }
        catch (Exception trouble) when (Line.IsGone(trouble) || trouble is AuthenticationException)
        {
            // The same as if it had chosen another protocol.
        }

        line.Reset();
        await stream.DisposeAsync();
        return null;
    }

    public static Session Speak(Line line, bool isSecure, TargetVersion version) =>
        new(line, new(IsServer: false, isSecure, HeadBytesMax, TakesTrailers: version == TargetVersion.Grpc));

    private ValueTask<Line?> Connect(
        Member member, IPEndPoint at, ImmutableHashSet<string> closedTo, TimeSpan within, CancellationToken ct)
    {
        var gate = closedTo.Contains(node.Config.Zone) ? shut : member.Gate;
        return dialer.Dial(node.Config.At, member.Config.At, at, within, ct, gate);
    }

    private async ValueTask<Session?> Join(GroupConfig group, Member member) =>
        await Connect(group, member) is { } line
            ? Speak(line, group.Protocol == TargetProtocol.Https, group.Version)
            : null;

    private async ValueTask<Line?> Connect(GroupConfig group, Member member)
    {
        var target = member.Config;
        var line = await Connect(member, target.Address, target.ClosedTo, ConnectMax, CancellationToken.None);
        if (line is not null && group.Protocol is TargetProtocol.Https or TargetProtocol.Tls)
        {
            line = await Secure(line, target.Address, group.Version, group.TrustedKeys);
        }

        node.Counts.Add(line is null ? Count.TargetConnectionErrors : Count.TargetConnections);
        return line;
    }
}
