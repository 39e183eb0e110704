using Faultline.Api.Elb;

namespace Faultline.Services.Elb.Settings;

/// <summary>The attributes of balancers (LoadBalancerAttribute in the API reference).</summary>
internal static class BalancerSettings
{
    public const string Protected = "deletion_protection.enabled";
    public const string CrossZone = "load_balancing.cross_zone.enabled";
    public const string IdleTimeout = "idle_timeout.timeout_seconds";
    public const string KeepAlive = "client_keep_alive.seconds";
    public const string DropsBadFields = "routing.http.drop_invalid_header_fields.enabled";
    public const string KeepsHost = "routing.http.preserve_host_header.enabled";
    public const string TellsClientPort = "routing.http.xff_client_port.enabled";
    public const string ForwardedFor = "routing.http.xff_header_processing.mode";
    public const string ShiftsZones = "zonal_shift.config.enabled";
    public const string Http2 = "routing.http2.enabled";

    private static readonly Setting[] ofApplication =
    [
        // An application load balancer always balances across zones; it is switched off in a group.
        Setting.Word(CrossZone, "true", "true"),
        Setting.Whole(IdleTimeout, 60, 1, 4000),
        Setting.Whole(KeepAlive, 3600, 60, 604_800),
        Setting.Flag("connection_logs.s3.enabled", false),
        Setting.Text("connection_logs.s3.bucket"),
        Setting.Text("connection_logs.s3.prefix"),
        Setting.Flag("health_check_logs.s3.enabled", false),
        Setting.Text("health_check_logs.s3.bucket"),
        Setting.Text("health_check_logs.s3.prefix"),
        Setting.Word("routing.http.desync_mitigation_mode", "defensive", "monitor", "defensive", "strictest"),
        Setting.Flag(DropsBadFields, false),
        Setting.Flag(KeepsHost, false),
        Setting.Flag("routing.http.x_amzn_tls_version_and_cipher_suite.enabled", false),
        Setting.Flag(TellsClientPort, false),
        Setting.Word(ForwardedFor, "append", "append", "preserve", "remove"),
        Setting.Flag(Http2, true),
        Setting.Flag("waf.fail_open.enabled", false),
    ];

    private static readonly Setting[] ofNetwork =
    [
        Setting.Flag(CrossZone, false),
        Setting.Word(
            "dns_record.client_routing_policy",
            "any_availability_zone",
            "any_availability_zone", "availability_zone_affinity", "partial_availability_zone_affinity"),
        Setting.Whole("secondary_ips.auto_assigned.per_subnet", 0, 0, 7),
    ];

    private static readonly Setting[] ofBoth =
    [
        Setting.Flag(Protected, false),
        Setting.Flag("access_logs.s3.enabled", false),
        Setting.Text("access_logs.s3.bucket"),
        Setting.Text("access_logs.s3.prefix"),
        Setting.Flag("ipv6.deny_all_igw_traffic", false),
        Setting.Flag(ShiftsZones, false),
    ];

    private static readonly SettingList application = List(
        LoadBalancerTypeEnum.Application, ofApplication, ofNetwork);

    private static readonly SettingList network = List(LoadBalancerTypeEnum.Network, ofNetwork, ofApplication);

    public static SettingList Of(LoadBalancer balancer) =>
        balancer.Type == LoadBalancerTypeEnum.Network ? network : application;

    private static SettingList List(string type, Setting[] own, Setting[] others) =>
        new("Load balancer", [.. ofBoth, .. own])
        {
            Elsewhere = [.. others.Select(setting => setting.Key)],
            Misplaced = key => Refusal.Configuration(
                $"Load balancer attribute key '{key}' is not supported on load balancers with type '{type}'"),
        };
}
