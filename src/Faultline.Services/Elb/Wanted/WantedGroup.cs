using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Faultline.Api.Elb;
using Faultline.Engines.Balancer.Config;
using Faultline.Services.Elb.Groups;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Settings;

namespace Faultline.Services.Elb.Wanted;

/// <summary>A target group as the engine wants it. Pure.</summary>
internal sealed class WantedGroup(
    ElbState state, Whereabouts places, Item<TargetGroup> group, string name, bool balancerCrossesZones)
{
    private readonly SettingList list = GroupSettings.Of(group.Shown);

    /// <summary>Zones that its balancer is led away from.</summary>
    public ImmutableHashSet<string> ShiftedAway { get; init; } = [];

    /// <summary>Who lets nodes through to targets; null where nobody hinders them.</summary>
    public WantedGuard? Guard { get; init; }

    private bool IsHttp => HealthChecks.IsHttp(group.Shown.Protocol);

    public GroupConfig Config(IReadOnlySet<string> zones)
    {
        var config = new GroupConfig(name, Protocol)
        {
            Targets = [.. state.TargetsOf(group.Id).Select(target => Target(target, zones)).OfType<TargetConfig>()],
            Check = Check(),
            CrossZone = CrossesZones,
            RoutingLeast = new(Number(GroupSettings.RoutingCount), Number(GroupSettings.RoutingPercent)),
            NameLeast = new(Number(GroupSettings.NameCount), Number(GroupSettings.NamePercent)),
        };
        return IsHttp ? OfApplication(config) : OfNetwork(config);
    }

    private bool CrossesZones => Value(GroupSettings.CrossZone) is var crosses && crosses == GroupSettings.FromBalancer
        ? balancerCrossesZones
        : crosses == "true";

    private TargetProtocol Protocol =>
        GroupNames.IsDatagrams(name) ? TargetProtocol.Udp : ProtocolOf(group.Shown);

    private static TargetProtocol ProtocolOf(TargetGroup group) => group.Protocol switch
    {
        ProtocolEnum.Http => TargetProtocol.Http,
        ProtocolEnum.Https => TargetProtocol.Https,
        ProtocolEnum.Tls => TargetProtocol.Tls,
        ProtocolEnum.Udp => TargetProtocol.Udp,
        _ => TargetProtocol.Tcp,
    };

    private GroupConfig OfApplication(GroupConfig config) => config with
    {
        Version = group.Shown.ProtocolVersion switch
        {
            "HTTP2" => TargetVersion.Http2,
            "GRPC" => TargetVersion.Grpc,
            _ => TargetVersion.Http1,
        },
        Algorithm = Value(GroupSettings.Algorithm) switch
        {
            "least_outstanding_requests" => Algorithm.LeastOutstanding,
            "weighted_random" => Algorithm.WeightedRandom,
            _ => Algorithm.RoundRobin,
        },
        MitigatesAnomalies = Value(GroupSettings.Anomaly) == "on",
        SlowStart = Seconds(GroupSettings.SlowStart),
        Sticky = (Value(GroupSettings.Sticky), Value(GroupSettings.StickyBy)) switch
        {
            ("true", "app_cookie") => new(
                Seconds(GroupSettings.AppCookieSeconds), Value(GroupSettings.AppCookie)),
            ("true", _) => new(Seconds(GroupSettings.CookieSeconds)),
            _ => null,
        },
    };

    private GroupConfig OfNetwork(GroupConfig config) => config with
    {
        Algorithm = Algorithm.FlowHash,
        ByClientAddress = Value(GroupSettings.Sticky) == "true",
        TellsClient = Value(GroupSettings.TellsClient) == "true",
        ResetsDrained = Value(GroupSettings.ResetsDrained) == "true",
        ResetsUnhealthy = !list.Keys.Contains(GroupSettings.ResetsUnhealthy)
            || Value(GroupSettings.ResetsUnhealthy) == "true",
    };

    /// <summary>A target that is nowhere, or in a zone where the balancer is not, gets nothing.</summary>
    private TargetConfig? Target(Registration target, IReadOnlySet<string> zones)
    {
        var zone = places.ZoneOf(group.Shown, target);
        return places.Of(group.Shown, target) is var (address, at) && (zone is null || zones.Contains(zone))
            ? Guarded(target, new TargetConfig(target.Key, new IPEndPoint(address, target.Shown.Port!.Value), at)
            {
                Zone = zone,
                Drains = target.Leaves,
                IsShiftedAway = IsShifted(zone),
            })
            : null;
    }

    private TargetConfig Guarded(Registration target, TargetConfig config)
    {
        if (Guard is null || places.Runner(group.Shown, target) is not { } instance)
        {
            return config;
        }

        var (port, checkPort) = (config.Address.Port, Check().Port ?? config.Address.Port);
        var closed = Guard.Closed(instance, port, isOpen: false);
        return config with
        {
            ClosedTo = closed,
            ChecksClosedTo = port == checkPort ? closed : Guard.Closed(instance, checkPort, isOpen: false),
            CutFrom = Guard.Closed(instance, port, isOpen: true),
        };
    }

    /// <summary>
    /// Across zones nobody sends to targets in a zone that is shifted away; within it, its node goes on for those
    /// who are still there ("Zonal shift for your Application Load Balancer", user guide).
    /// </summary>
    private bool IsShifted(string? zone) => zone is not null && ShiftedAway.Contains(zone) && CrossesZones;

    private CheckConfig Check()
    {
        var shown = group.Shown;
        return new()
        {
            Protocol = (shown.HealthCheckEnabled, shown.HealthCheckProtocol) switch
            {
                (false, _) => CheckProtocol.None,
                (_, ProtocolEnum.Http) => CheckProtocol.Http,
                (_, ProtocolEnum.Https) => CheckProtocol.Https,
                _ => CheckProtocol.Tcp,
            },
            Port = shown.HealthCheckPort is null or HealthChecks.TrafficPort
                ? null
                : int.Parse(shown.HealthCheckPort, CultureInfo.InvariantCulture),
            Path = shown.HealthCheckPath ?? "/",
            Interval = TimeSpan.FromSeconds(shown.HealthCheckIntervalSeconds!.Value),
            Timeout = TimeSpan.FromSeconds(shown.HealthCheckTimeoutSeconds!.Value),
            HealthyAfter = shown.HealthyThresholdCount!.Value,
            UnhealthyAfter = shown.UnhealthyThresholdCount!.Value,
            Matcher = shown.Matcher?.GrpcCode ?? shown.Matcher?.HttpCode ?? "200",
        };
    }

    private string Value(string key) => list.Value(group.Set, key);

    private TimeSpan Seconds(string key) => TimeSpan.FromSeconds(Number(key));

    private int Number(string key) =>
        int.TryParse(Value(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
