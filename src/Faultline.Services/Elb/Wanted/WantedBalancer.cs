using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using Faultline.Api.Elb;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel.Places;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Rules;
using Faultline.Services.Elb.Settings;

namespace Faultline.Services.Elb.Wanted;

/// <summary>What the state says of a balancer, as the config that the engine is to bring about. Pure.</summary>
internal sealed class WantedBalancer(
    ElbState state, Atlas atlas, Whereabouts places, Func<string, SslStreamCertificateContext?> certificate)
{
    /// <summary>Keeps the answers' server field if one of the listeners has it: the engine has one for all.</summary>
    private const string Server = "awselb/2.0";

    /// <summary>The zones that clients of a balancer are led away from.</summary>
    public Func<string, ImmutableHashSet<string>> ShiftedAway { get; init; } = static _ => [];

    /// <summary>Who gets through to whom; null where everybody does.</summary>
    public INetworks? Networks { get; init; }

    /// <summary>What is to be written down, and how.</summary>
    public Func<Item<LoadBalancer>, LogConfig?> Log { get; init; } = static _ => null;

    public BalancerConfig Config(Item<LoadBalancer> balancer)
    {
        var nodes = state.NodesOf(balancer.Id)
            .OrderBy(node => node.Zone, StringComparer.Ordinal)
            .Select(node => new NodeConfig(
                atlas.TryFind(node.Zone, out var zone) ? zone : atlas.Everything, IPAddress.Parse(node.Address)))
            .ToImmutableArray();
        var listeners = state.ListenersOf(balancer.Id).SelectMany(Listener).ToImmutableArray();
        var zones = nodes.Select(node => node.Zone).ToHashSet(StringComparer.Ordinal);
        var guard = Networks is null ? null : new WantedGuard(state, places.Region, Networks, balancer);
        return new(balancer.Id)
        {
            Nodes = nodes,
            Listeners = listeners,
            Groups = listeners.SelectMany(listener => listener.Rules)
                .Select(rule => rule.Action)
                .OfType<RuleAction.Forward>()
                .SelectMany(forward => forward.Groups)
                .Select(each => each.Group)
                .Distinct(StringComparer.Ordinal)
                .ToImmutableDictionary(name => name, name => Group(balancer, guard, name, zones)),
            Guard = guard,
            ShiftedAway = Shifted(balancer),
            Log = Log(balancer),
            Http = Http(balancer),
            IdleAfter = balancer.Shown.Type == LoadBalancerTypeEnum.Application
                ? Seconds(balancer, BalancerSettings.IdleTimeout)
                : new BalancerConfig("").IdleAfter,
        };
    }

    /// <summary>One for TCP and UDP is two to the engine. One whose certificate nobody has listens nowhere.</summary>
    private IEnumerable<ListenerConfig> Listener(Item<Listener> listener)
    {
        var (shown, tls) = (listener.Shown, (TlsConfig?)null);
        if (ListenerRules.IsSecure(shown.Protocol!))
        {
            if (certificate(shown.Certificates![0].CertificateArn!) is not { } own)
            {
                return [];
            }

            tls = new(own)
            {
                More = [.. state.MoreCertificates(listener.Id)
                    .Select(each => certificate(each.CertificateArn!)).OfType<SslStreamCertificateContext>()],
                VersionMin = SslPolicies.VersionMin(shown.SslPolicy),
            };
        }

        var list = ListenerSettings.Of(shown);
        return Protocols(shown.Protocol!).Select(protocol => new ListenerConfig(shown.Port!.Value, protocol)
        {
            Rules = Rules(listener, protocol == ListenerProtocol.Udp),
            Tls = tls,
            IdleAfter = list.Keys.Contains(ListenerSettings.TcpIdle) && protocol == ListenerProtocol.Tcp
                ? TimeSpan.FromSeconds(Whole(list.Value(listener.Set, ListenerSettings.TcpIdle)))
                : null,
        });
    }

    private ImmutableArray<RuleConfig> Rules(Item<Listener> listener, bool isDatagrams)
    {
        string Called(string arn) => GroupNames.Of(
            arn, isDatagrams && state.Groups.Find(arn)?.Shown.Protocol == ProtocolEnum.TcpUdp);

        return
        [
            .. state.RulesOf(listener.Id).Select(rule => WantedRules.Rule(
                rule.Id,
                rule.Shown.Conditions,
                rule.Shown.IsDefault == true ? listener.Shown.DefaultActions! : rule.Shown.Actions!,
                Called)),
        ];
    }

    private GroupConfig Group(
        Item<LoadBalancer> balancer, WantedGuard? guard, string name, IReadOnlySet<string> zones) => new WantedGroup(
        state,
        places,
        state.Groups.Find(GroupNames.ArnOf(name))!,
        name,
        Value(balancer, BalancerSettings.CrossZone) == "true")
    {
        ShiftedAway = Shifted(balancer),
        Guard = guard,
    }.Config(zones);

    /// <summary>A shift strikes only balancers that take part.</summary>
    private ImmutableHashSet<string> Shifted(Item<LoadBalancer> balancer) =>
        Value(balancer, BalancerSettings.ShiftsZones) == "true" ? ShiftedAway(balancer.Id) : [];

    private HttpConfig Http(Item<LoadBalancer> balancer)
    {
        if (balancer.Shown.Type != LoadBalancerTypeEnum.Application)
        {
            return new();
        }

        bool IsOn(string key) => Value(balancer, key) == "true";
        return new()
        {
            KeepAlive = Seconds(balancer, BalancerSettings.KeepAlive),
            DropsBadFields = IsOn(BalancerSettings.DropsBadFields),
            KeepsHost = IsOn(BalancerSettings.KeepsHost),
            TellsClientPort = IsOn(BalancerSettings.TellsClientPort),
            Http2 = IsOn(BalancerSettings.Http2),
            CookieKey = SHA256.HashData(Encoding.UTF8.GetBytes(balancer.Id)),
            ForwardedFor = Value(balancer, BalancerSettings.ForwardedFor) switch
            {
                "preserve" => ForwardedFor.Preserve,
                "remove" => ForwardedFor.Remove,
                _ => ForwardedFor.Append,
            },
            Server = state.ListenersOf(balancer.Id).All(listener =>
                ListenerSettings.Of(listener.Shown).Value(listener.Set, ListenerSettings.Server) == "false")
                && state.ListenersOf(balancer.Id).Any()
                    ? null
                    : Server,
        };
    }

    /// <summary>What a listener of a protocol is to the engine.</summary>
    public static ListenerProtocol[] Protocols(string protocol) => protocol switch
    {
        ProtocolEnum.Http => [ListenerProtocol.Http],
        ProtocolEnum.Https => [ListenerProtocol.Https],
        ProtocolEnum.Tls => [ListenerProtocol.Tls],
        ProtocolEnum.Udp => [ListenerProtocol.Udp],
        ProtocolEnum.TcpUdp => [ListenerProtocol.Tcp, ListenerProtocol.Udp],
        _ => [ListenerProtocol.Tcp],
    };

    private static string Value(Item<LoadBalancer> balancer, string key) =>
        BalancerSettings.Of(balancer.Shown).Value(balancer.Set, key);

    private static TimeSpan Seconds(Item<LoadBalancer> balancer, string key) =>
        TimeSpan.FromSeconds(Whole(Value(balancer, key)));

    private static int Whole(string value) => int.Parse(value, CultureInfo.InvariantCulture);
}
