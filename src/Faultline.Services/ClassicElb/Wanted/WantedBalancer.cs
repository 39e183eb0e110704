using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using Faultline.Api.ClassicElb;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel.Places;
using Faultline.Services.ClassicElb.Keeping;
using Faultline.Services.ClassicElb.Policies;

namespace Faultline.Services.ClassicElb.Wanted;

/// <summary>What the state says of a balancer, as the config that the engine is to bring about. Pure.</summary>
internal sealed class WantedBalancer(
    ClassicState state,
    Atlas atlas,
    IReadOnlyList<Backend> backends,
    Func<string, SslStreamCertificateContext?> certificate)
{
    /// <summary>The group whose checks say of every instance how it is, whatever its listeners.</summary>
    public const string Checked = "health";

    /// <summary>What the balancer's own cookie is called ("Sticky sessions" in the user guide).</summary>
    private const string CookieName = "AWSELB";

    private readonly Dictionary<string, Backend> instances =
        backends.ToDictionary(each => each.Instance, StringComparer.Ordinal);

    /// <summary>Whether the group of that name is behind listeners that carry connections as they are.</summary>
    public static bool IsOfLayer4(string group) => !Protocols.IsHttp(group.Split(':')[0]);

    public BalancerConfig Config(Balancer balancer)
    {
        var targets = Targets(balancer);
        var usual = Usual(balancer);
        var groups = balancer.Shown.ListenerDescriptions!.DistinctBy(each => GroupOf(balancer, each))
            .Select(each => Group(balancer, each, targets, usual))
            .Append(usual with
            {
                Name = Checked,
                Check = HealthChecks.Config(balancer.Shown.HealthCheck!),
                HealthOf = null,
                Targets = At(targets, HealthChecks.PortOf(balancer.Shown.HealthCheck!)),
            });
        return new(balancer.Id)
        {
            Nodes =
            [
                .. balancer.Places.OrderBy(place => place.Zone, StringComparer.Ordinal).Select(place => new NodeConfig(
                    atlas.TryFind(place.Zone, out var zone) ? zone : atlas.Everything,
                    IPAddress.Parse(place.Address))),
            ],
            Listeners = [.. balancer.Shown.ListenerDescriptions!.SelectMany(each => Listener(balancer, each))],
            Groups = groups.ToImmutableDictionary(each => each.Name),
            Http = new()
            {
                KeepsHost = true,
                Traces = false,
                Server = null,
                CookieKey = SHA256.HashData(Encoding.UTF8.GetBytes(balancer.Id)),
            },
            IdleAfter = TimeSpan.FromSeconds(balancer.Attributes.ConnectionSettings!.IdleTimeout!.Value),
        };
    }

    /// <summary>One whose certificate nobody has listens nowhere.</summary>
    private IEnumerable<ListenerConfig> Listener(Balancer balancer, ListenerDescription each)
    {
        var (listener, tls) = (each.Listener!, (TlsConfig?)null);
        if (Protocols.IsSecure(listener.Protocol))
        {
            if (certificate(listener.SSLCertificateId!) is not { } own)
            {
                return [];
            }

            // Every policy that can be had here has TLS 1.2, and classic balancers know no newer one.
            tls = new(own) { VersionMin = 12, VersionMax = 12 };
        }

        var forward = new RuleAction.Forward([(GroupOf(balancer, each), 1)]);
        return [new(listener.LoadBalancerPort!.Value, ProtocolOf(listener.Protocol))
        {
            Rules = [new("default", [], forward)],
            Tls = tls,
        }];
    }

    private static GroupConfig Group(
        Balancer balancer,
        ListenerDescription each,
        ImmutableArray<(TargetConfig Target, IPAddress Address)> targets,
        GroupConfig usual)
    {
        var (listener, port) = (each.Listener!, each.Listener!.InstancePort!.Value);
        var policies = balancer.BackendPolicies(port).Select(name => balancer.Policy(name)!).ToList();
        return usual with
        {
            Name = GroupOf(balancer, each),
            Protocol = TargetProtocolOf(listener.InstanceProtocol!),
            Targets = At(targets, port),
            Algorithm = Protocols.IsHttp(listener.Protocol) ? Algorithm.LeastOutstanding : Algorithm.RoundRobin,
            Sticky = Sticky(balancer, each) is { } sticky
                ? new(
                    PolicyTypes.Seconds(sticky) is { } seconds
                        ? TimeSpan.FromSeconds(seconds)
                        : Timeout.InfiniteTimeSpan,
                    PolicyTypes.Value(sticky, PolicyTypes.CookieName))
                {
                    Own = CookieName,
                }
                : null,
            TellsClient = policies.Exists(policy => PolicyTypes.Value(policy, PolicyTypes.ProxyProtocol) == "true"),
            ProxyVersion = 1,
            TrustedKeys = [.. policies.SelectMany(policy => Keys(balancer, policy))],
        };
    }

    private static IEnumerable<ImmutableArray<byte>> Keys(Balancer balancer, PolicyDescription policy) =>
        from attribute in policy.PolicyAttributeDescriptions!
        where attribute.AttributeName == PolicyTypes.KeyPolicy
        let key = PolicyTypes.Value(balancer.Policy(attribute.AttributeValue!)!, PolicyTypes.Key)
        select PolicyRules.KeyOf(key)!.ToImmutableArray();

    /// <summary>Listeners that send to the same place in the same way have a group in common.</summary>
    private static string GroupOf(Balancer balancer, ListenerDescription each) =>
        $"{each.Listener!.InstanceProtocol}:{each.Listener.InstancePort}"
        + (Sticky(balancer, each) is { } sticky ? $"#{sticky.PolicyName}" : "");

    private static PolicyDescription? Sticky(Balancer balancer, ListenerDescription each) =>
        each.PolicyNames!.Select(balancer.Policy).FirstOrDefault(policy => PolicyTypes.IsSticky(policy!));

    private static GroupConfig Usual(Balancer balancer) => new("", TargetProtocol.Tcp)
    {
        HealthOf = Checked,
        FailsOpen = false,
        CrossZone = balancer.Attributes.CrossZoneLoadBalancing!.Enabled == true,
        ResetsUnhealthy = false,
        ResetsDrained = true,
    };

    private static ImmutableArray<TargetConfig> At(
        ImmutableArray<(TargetConfig Target, IPAddress Address)> targets, int port) =>
        [.. targets.Select(each => each.Target with { Address = new(each.Address, port) })];

    /// <summary>An instance that is nowhere, or in a zone where the balancer is not, gets nothing.</summary>
    private ImmutableArray<(TargetConfig Target, IPAddress Address)> Targets(Balancer balancer)
    {
        var zones = balancer.Places.Select(place => place.Zone).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from row in state.Of(balancer)
                let instance = instances.GetValueOrDefault(row.Instance)
                where instance is { IsRunning: true, Address: not null, At: not null, Zone: not null }
                    && zones.Contains(instance.Zone)
                let address = IPAddress.Parse(instance.Address!)
                select (
                    new TargetConfig(row.Instance, new(address, 0), instance.At!)
                    {
                        Zone = instance.Zone,
                        Drains = row.Leaves,
                    },
                    address),
        ];
    }

    private static ListenerProtocol ProtocolOf(string protocol) => protocol switch
    {
        Protocols.Http => ListenerProtocol.Http,
        Protocols.Https => ListenerProtocol.Https,
        Protocols.Ssl => ListenerProtocol.Tls,
        _ => ListenerProtocol.Tcp,
    };

    private static TargetProtocol TargetProtocolOf(string protocol) => protocol switch
    {
        Protocols.Http => TargetProtocol.Http,
        Protocols.Https => TargetProtocol.Https,
        Protocols.Ssl => TargetProtocol.Tls,
        _ => TargetProtocol.Tcp,
    };
}
