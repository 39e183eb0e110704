using System.Collections.Immutable;
using Faultline.Api.Elb;

namespace Faultline.Services.Elb.Settings;

/// <summary>
/// The attributes of target groups (TargetGroupAttribute in the API reference). Some of what AWS gives depends on the
/// group's protocol and on what its targets are.
/// </summary>
internal static class GroupSettings
{
    public const string Delay = "deregistration_delay.timeout_seconds";
    public const string ResetsDrained = "deregistration_delay.connection_termination.enabled";
    public const string Sticky = "stickiness.enabled";
    public const string StickyBy = "stickiness.type";
    public const string CookieSeconds = "stickiness.lb_cookie.duration_seconds";
    public const string AppCookie = "stickiness.app_cookie.cookie_name";
    public const string AppCookieSeconds = "stickiness.app_cookie.duration_seconds";
    public const string SlowStart = "slow_start.duration_seconds";
    public const string Algorithm = "load_balancing.algorithm.type";
    public const string Anomaly = "load_balancing.algorithm.anomaly_mitigation";
    public const string CrossZone = "load_balancing.cross_zone.enabled";
    public const string NameCount = "target_group_health.dns_failover.minimum_healthy_targets.count";
    public const string NamePercent = "target_group_health.dns_failover.minimum_healthy_targets.percentage";
    public const string RoutingCount = "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count";
    public const string RoutingPercent =
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage";

    public const string ResetsUnhealthy = "target_health_state.unhealthy.connection_termination.enabled";
    public const string UnhealthyDraining = "target_health_state.unhealthy.draining_interval_seconds";
    public const string KeepsClient = "preserve_client_ip.enabled";
    public const string TellsClient = "proxy_protocol_v2.enabled";

    public const string FromBalancer = "use_load_balancer_configuration";

    private const int WeekSeconds = 604_800;
    private const int CookieUnset = 86_400;
    private const int TargetsMax = 1000;

    private static readonly Setting[] ofApplication =
    [
        Setting.Word(StickyBy, "lb_cookie", "lb_cookie", "app_cookie"),
        Setting.Whole(CookieSeconds, CookieUnset, 1, WeekSeconds),
        Setting.Text(AppCookie),
        Setting.Whole(AppCookieSeconds, CookieUnset, 1, WeekSeconds),
        new(SlowStart, "0", value => value == "0" || Setting.Whole(SlowStart, 0, 30, 900).Takes(value)),
        Setting.Word(
            Algorithm, "round_robin", "round_robin", "least_outstanding_requests", "weighted_random"),
        Setting.Word(Anomaly, "off", "on", "off"),
    ];

    private static readonly string[] ofNetwork =
    [
        ResetsDrained, KeepsClient, TellsClient, ResetsUnhealthy, UnhealthyDraining,
    ];

    private static readonly Setting[] ofBoth =
    [
        Setting.Whole(Delay, 300, 0, 3600),
        Setting.Flag(Sticky, false),
        Setting.Word(CrossZone, FromBalancer, "true", "false", FromBalancer),
        Setting.WholeOrOff(NameCount, "1", 1, TargetsMax),
        Setting.WholeOrOff(NamePercent, "off", 1, 100),
        Setting.Whole(RoutingCount, 1, 1, TargetsMax),
        Setting.WholeOrOff(RoutingPercent, "off", 1, 100),
    ];

    private static readonly SettingList application = List([.. ofBoth, .. ofApplication], ofNetwork);

    private static readonly Dictionary<(string Protocol, string Type), SettingList> network =
    (
        from protocol in new[] { ProtocolEnum.Tcp, ProtocolEnum.Tls, ProtocolEnum.Udp, ProtocolEnum.TcpUdp }
        from type in new[] { TargetTypeEnum.Instance, TargetTypeEnum.Ip }
        select (protocol, type)
    ).ToDictionary(each => each, each => Network(each.protocol, each.type));

    public static SettingList Of(TargetGroup group) =>
        network.GetValueOrDefault((group.Protocol!, group.TargetType!)) ?? application;

    /// <summary>Refuses what each is fine and does not go together.</summary>
    public static void CheckTogether(TargetGroup group, ImmutableSortedDictionary<string, string> set)
    {
        if (Of(group) != application)
        {
            return;
        }

        var (algorithm, anomaly) = (application.Value(set, Algorithm), application.Value(set, Anomaly));
        if (anomaly == "on" && algorithm != "weighted_random")
        {
            throw Refusal.Configuration(
                "Anomaly mitigation is supported only with the load balancing algorithm 'weighted_random'");
        }

        if (application.Value(set, SlowStart) != "0" && algorithm != "round_robin")
        {
            throw Refusal.Configuration(
                $"Slow start is not supported with the load balancing algorithm '{algorithm}'");
        }

        if (application.Value(set, Sticky) == "true" && application.Value(set, StickyBy) == "app_cookie")
        {
            CheckCookie(application.Value(set, AppCookie));
        }
    }

    private static void CheckCookie(string name)
    {
        if (name.Length == 0)
        {
            throw Refusal.Invalid(
                $"The value of '{AppCookie}' cannot be empty when the stickiness type is 'app_cookie'");
        }

        if (name is "AWSALB" or "AWSALBAPP" or "AWSALBTG")
        {
            throw Refusal.Invalid($"The cookie name '{name}' is reserved for use by the load balancer");
        }
    }

    private static SettingList Network(string protocol, string type)
    {
        var isDatagrams = protocol is ProtocolEnum.Udp or ProtocolEnum.TcpUdp;
        var own = new List<Setting>
        {
            Setting.Word(StickyBy, "source_ip", "source_ip"),
            Setting.Flag(ResetsDrained, isDatagrams),
            Setting.Flag(KeepsClient, type == TargetTypeEnum.Instance || isDatagrams),
            Setting.Flag(TellsClient, false),
        };
        if (!isDatagrams)
        {
            own.Add(Setting.Flag(ResetsUnhealthy, true));
            own.Add(Setting.Whole(UnhealthyDraining, 0, 0, 360_000) with { IsInert = true });
        }

        return List([.. ofBoth, .. own], [.. ofApplication.Select(setting => setting.Key), .. ofNetwork]);
    }

    private static SettingList List(IEnumerable<Setting> own, IReadOnlyCollection<string> others) =>
        new("Target group", own)
        {
            Elsewhere = others,
            Misplaced = _ => Refusal.Configuration("The provided target group attribute is not supported"),
        };
}
