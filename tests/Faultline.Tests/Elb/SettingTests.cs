using Faultline.Tests.Ec2;

namespace Faultline.Tests.Elb;

/// <summary>Attributes: what AWS gives where nobody has set anything, and what it takes.</summary>
public sealed class SettingTests
{
    private const string OfGroups =
        "deregistration_delay.timeout_seconds=300 load_balancing.cross_zone.enabled=use_load_balancer_configuration "
        + "stickiness.enabled=false target_group_health.dns_failover.minimum_healthy_targets.count=1 "
        + "target_group_health.dns_failover.minimum_healthy_targets.percentage=off "
        + "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count=1 "
        + "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage=off ";

    private static readonly CancellationToken Ct = CancellationToken.None;
    private readonly ElbRig rig = new();

    [Theory]
    [InlineData(
        "application",
        "access_logs.s3.bucket= access_logs.s3.enabled=false access_logs.s3.prefix= client_keep_alive.seconds=3600 "
        + "connection_logs.s3.bucket= connection_logs.s3.enabled=false connection_logs.s3.prefix= "
        + "deletion_protection.enabled=false health_check_logs.s3.bucket= health_check_logs.s3.enabled=false "
        + "health_check_logs.s3.prefix= idle_timeout.timeout_seconds=60 ipv6.deny_all_igw_traffic=false "
        + "load_balancing.cross_zone.enabled=true routing.http.desync_mitigation_mode=defensive "
        + "routing.http.drop_invalid_header_fields.enabled=false routing.http.preserve_host_header.enabled=false "
        + "routing.http.x_amzn_tls_version_and_cipher_suite.enabled=false routing.http.xff_client_port.enabled=false "
        + "routing.http.xff_header_processing.mode=append routing.http2.enabled=true waf.fail_open.enabled=false "
        + "zonal_shift.config.enabled=false")]
    [InlineData(
        "network",
        "access_logs.s3.bucket= access_logs.s3.enabled=false access_logs.s3.prefix= deletion_protection.enabled=false "
        + "dns_record.client_routing_policy=any_availability_zone ipv6.deny_all_igw_traffic=false "
        + "load_balancing.cross_zone.enabled=false secondary_ips.auto_assigned.per_subnet=0 "
        + "zonal_shift.config.enabled=false")]
    public async Task Balancers_have_what_aws_gives_them(string type, string expected)
    {
        var balancer = await rig.Balancer(type: type);
        var shown = await rig.Elb.DescribeLoadBalancerAttributes(
            rig.Call("DescribeLoadBalancerAttributes"), new() { LoadBalancerArn = balancer.LoadBalancerArn! }, Ct);
        Assert.Equal(expected, string.Join(' ', shown.Attributes!.Select(each => $"{each.Key}={each.Value}")));
    }

    [Theory]
    [InlineData("HTTP", "instance", OfGroups + "load_balancing.algorithm.anomaly_mitigation=off "
        + "load_balancing.algorithm.type=round_robin slow_start.duration_seconds=0 stickiness.app_cookie.cookie_name= "
        + "stickiness.app_cookie.duration_seconds=86400 stickiness.lb_cookie.duration_seconds=86400 "
        + "stickiness.type=lb_cookie")]
    [InlineData("TCP", "instance", OfGroups + "deregistration_delay.connection_termination.enabled=false "
        + "preserve_client_ip.enabled=true proxy_protocol_v2.enabled=false stickiness.type=source_ip "
        + "target_health_state.unhealthy.connection_termination.enabled=true "
        + "target_health_state.unhealthy.draining_interval_seconds=0")]
    [InlineData("TLS", "ip", OfGroups + "deregistration_delay.connection_termination.enabled=false "
        + "preserve_client_ip.enabled=false proxy_protocol_v2.enabled=false stickiness.type=source_ip "
        + "target_health_state.unhealthy.connection_termination.enabled=true "
        + "target_health_state.unhealthy.draining_interval_seconds=0")]
    [InlineData("UDP", "ip", OfGroups + "deregistration_delay.connection_termination.enabled=true "
        + "preserve_client_ip.enabled=true proxy_protocol_v2.enabled=false stickiness.type=source_ip")]
    public async Task Groups_have_what_aws_gives_them(string protocol, string type, string expected)
    {
        var group = await rig.Group(protocol: protocol, type: type);
        var shown = await rig.Elb.DescribeTargetGroupAttributes(
            rig.Call("DescribeTargetGroupAttributes"), new() { TargetGroupArn = group.TargetGroupArn! }, Ct);
        Assert.Equal(
            expected.Split(' ').Order(StringComparer.Ordinal),
            shown.Attributes!.Select(each => $"{each.Key}={each.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("HTTP", "routing.http.response.server.enabled=true")]
    [InlineData("HTTPS", "routing.http.request.x_amzn_tls_version.header_name=X-Amzn-Tls-Version")]
    [InlineData("TCP", "tcp.idle_timeout.seconds=350")]
    public async Task Listeners_have_what_aws_gives_them(string protocol, string expected)
    {
        var isHttp = protocol.StartsWith("HTTP", StringComparison.Ordinal);
        var balancer = await rig.Balancer(type: isHttp ? "application" : "network");
        var listener = await rig.Listener(balancer, await rig.Group(protocol: isHttp ? "HTTP" : "TCP"), 80, protocol);
        var shown = await rig.Elb.DescribeListenerAttributes(
            rig.Call("DescribeListenerAttributes"), new() { ListenerArn = listener.ListenerArn! }, Ct);
        Assert.Contains(expected, shown.Attributes!.Select(each => $"{each.Key}={each.Value}"));
    }

    [Theory]
    [InlineData("idle_timeout.timeout_seconds", "0", "ValidationError", "is not a valid value")]
    [InlineData("idle_timeout.timeout_seconds", "4001", "ValidationError", "is not a valid value")]
    [InlineData("client_keep_alive.seconds", "59", "ValidationError", "is not a valid value")]
    [InlineData("routing.http2.enabled", "yes", "ValidationError", "is not a valid value")]
    [InlineData("load_balancing.cross_zone.enabled", "false", "ValidationError", "is not a valid value")]
    [InlineData("no.such.key", "1", "ValidationError", "Load balancer attribute key 'no.such.key' is not recognized")]
    [InlineData("dns_record.client_routing_policy", "any_availability_zone", "InvalidConfigurationRequest",
        "is not supported on load balancers with type 'application'")]
    [InlineData("access_logs.s3.enabled", "true", "ValidationError", "'access_logs.s3.bucket' cannot be empty")]
    public async Task What_a_balancer_does_not_take_is_refused_and_nothing_is_set(
        string key, string value, string code, string says)
    {
        var balancer = await rig.Balancer();
        await Ec2Rig.Refused(code, () => rig.Elb.ModifyLoadBalancerAttributes(
            rig.Call("ModifyLoadBalancerAttributes"),
            new()
            {
                LoadBalancerArn = balancer.LoadBalancerArn!,
                Attributes =
                [
                    new() { Key = "routing.http2.enabled", Value = "false" },
                    new() { Key = key, Value = value },
                ],
            },
            Ct).AsTask(), says);
        var shown = await rig.Elb.DescribeLoadBalancerAttributes(
            rig.Call("DescribeLoadBalancerAttributes"), new() { LoadBalancerArn = balancer.LoadBalancerArn! }, Ct);
        Assert.Equal("true", shown.Attributes!.Single(each => each.Key == "routing.http2.enabled").Value);
    }

    [Theory]
    [InlineData("HTTP", "deregistration_delay.timeout_seconds", "3601", "ValidationError", "is not a valid value")]
    [InlineData("HTTP", "slow_start.duration_seconds", "29", "ValidationError", "is not a valid value")]
    [InlineData("HTTP", "stickiness.type", "source_ip", "ValidationError", "is not a valid value")]
    [InlineData("HTTP", "stickiness.lb_cookie.duration_seconds", "604801", "ValidationError", "is not a valid value")]
    [InlineData("HTTP", "load_balancing.algorithm.anomaly_mitigation", "on", "InvalidConfigurationRequest",
        "weighted_random")]
    [InlineData("HTTP", "proxy_protocol_v2.enabled", "true", "InvalidConfigurationRequest",
        "The provided target group attribute is not supported")]
    [InlineData("TCP", "stickiness.lb_cookie.duration_seconds", "1", "InvalidConfigurationRequest",
        "The provided target group attribute is not supported")]
    [InlineData("TCP", "no.such.key", "1", "ValidationError",
        "Target group attribute key 'no.such.key' is not recognized")]
    [InlineData("TCP", "target_health_state.unhealthy.draining_interval_seconds", "5", "NotImplemented",
        "the attribute target_health_state.unhealthy.draining_interval_seconds")]
    public async Task What_a_group_does_not_take_is_refused(
        string protocol, string key, string value, string code, string says)
    {
        var group = await rig.Group(protocol: protocol);
        await Ec2Rig.Refused(code, () => rig.Set(group, key, value), says);
    }

    [Theory]
    [InlineData("HTTP", "slow_start.duration_seconds", "30")]
    [InlineData("HTTP", "slow_start.duration_seconds", "900")]
    [InlineData("HTTP", "load_balancing.algorithm.type", "least_outstanding_requests")]
    [InlineData("HTTP", "target_group_health.dns_failover.minimum_healthy_targets.count", "off")]
    [InlineData("UDP", "deregistration_delay.timeout_seconds", "0")]
    public async Task What_is_set_is_shown(string protocol, string key, string value)
    {
        var group = await rig.Group(protocol: protocol);
        await rig.Set(group, key, value);
        var shown = await rig.Elb.DescribeTargetGroupAttributes(
            rig.Call("DescribeTargetGroupAttributes"), new() { TargetGroupArn = group.TargetGroupArn! }, Ct);
        Assert.Equal(value, shown.Attributes!.Single(each => each.Key == key).Value);
    }

    [Fact]
    public async Task An_application_cookie_needs_a_name_that_is_not_the_balancers()
    {
        var group = await rig.Group();
        await rig.Set(group, "stickiness.type", "app_cookie");
        await Ec2Rig.Refused("ValidationError", () => rig.Set(group, "stickiness.enabled", "true"), "cannot be empty");
        await rig.Set(group, "stickiness.app_cookie.cookie_name", "session");
        await rig.Set(group, "stickiness.enabled", "true");
        await Ec2Rig.Refused(
            "ValidationError", () => rig.Set(group, "stickiness.app_cookie.cookie_name", "AWSALB"), "reserved");
    }

    [Fact]
    public async Task Answer_fields_that_nobody_adds_are_not_accepted_in_silence()
    {
        var listener = await rig.Listener(await rig.Balancer(), await rig.Group());
        const string Key = "routing.http.response.x_frame_options.header_value";
        await Ec2Rig.Refused("NotImplemented", () => rig.Elb.ModifyListenerAttributes(
            rig.Call("ModifyListenerAttributes"),
            new() { ListenerArn = listener.ListenerArn!, Attributes = [new() { Key = Key, Value = "DENY" }] },
            Ct).AsTask(), Key);
    }
}
