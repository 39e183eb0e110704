using System.Globalization;
using System.Net;
using Faultline.Api.Elb;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel.Places;
using Faultline.Services.Elb.Wanted;
using Faultline.Tests.Ec2;
using Faultline.Wire;
using Action = Faultline.Api.Elb.Action;

namespace Faultline.Tests.Elb;

/// <summary>What the engine is told of a balancer, from what callers said of it.</summary>
public sealed class WantedTests
{
    private readonly ElbRig rig = new();

    [Fact]
    public async Task A_node_stands_in_each_zone_at_its_own_address()
    {
        await rig.Balancer();
        var config = await Config();
        Assert.Equal(
            new[] { rig.Ec2.Zone('a').Name, rig.Ec2.Zone('b').Name }.Order(StringComparer.Ordinal),
            config.Nodes.Select(node => node.Zone));
        Assert.All(config.Nodes, node => Assert.True(new AddressPlan(rig.Ec2.Atlas).IsOf(
            node.At, AddressRole.Balancer, node.Address.ToString())));
    }

    [Theory]
    [InlineData("application", "HTTP", "HTTP", "80 Http")]
    [InlineData("network", "TCP", "TCP", "80 Tcp 00:05:50")]
    [InlineData("network", "UDP", "UDP", "80 Udp")]
    [InlineData("network", "TCP_UDP", "TCP_UDP", "80 Tcp 00:05:50, 80 Udp")]
    [InlineData("application", "HTTPS", "HTTP", "")]
    public async Task Listeners_listen_in_their_protocol_if_their_certificate_is_there(
        string type, string protocol, string groups, string expected)
    {
        await rig.Listener(await rig.Balancer(type: type), await rig.Group(protocol: groups), 80, protocol);
        Assert.Equal(expected, string.Join(", ", (await Config()).Listeners.Select(each =>
            $"{each.Port} {each.Protocol} {each.IdleAfter}".Trim())));
    }

    [Theory]
    [InlineData("HTTP", "HTTP1", TargetProtocol.Http, Algorithm.RoundRobin)]
    [InlineData("HTTP", "HTTP2", TargetProtocol.Http, Algorithm.RoundRobin)]
    [InlineData("HTTPS", null, TargetProtocol.Https, Algorithm.RoundRobin)]
    [InlineData("TCP", null, TargetProtocol.Tcp, Algorithm.FlowHash)]
    [InlineData("UDP", null, TargetProtocol.Udp, Algorithm.FlowHash)]
    public async Task Groups_are_asked_in_their_protocol(
        string protocol, string? version, TargetProtocol expected, Algorithm algorithm)
    {
        var isHttp = protocol.StartsWith("HTTP", StringComparison.Ordinal);
        var group = await rig.Group(protocol: protocol, version: version);
        var balancer = await rig.Balancer(type: isHttp ? "application" : "network");
        await rig.Listener(balancer, group, 80, isHttp ? "HTTP" : protocol);
        var config = (await Config()).Groups[group.TargetGroupArn!];
        Assert.Equal((expected, algorithm), (config.Protocol, config.Algorithm));
        Assert.Equal(isHttp ? CheckProtocol.Http : CheckProtocol.Tcp, config.Check.Protocol);
        Assert.Equal(version == "HTTP2" ? TargetVersion.Http2 : TargetVersion.Http1, config.Version);
    }

    [Fact]
    public async Task Groups_of_gRPC_are_asked_in_it_and_stand_behind_https_only()
    {
        var group = await rig.Group(protocol: "HTTPS", version: "GRPC");
        var balancer = await rig.Balancer();
        var refused = await Assert.ThrowsAsync<AwsError>(() => rig.Listener(balancer, group, 80, "HTTP"));
        Assert.Contains("'GRPC'", refused.Message, StringComparison.Ordinal);
        await rig.Listener(balancer, group, 443, "HTTPS");
        using var held = await rig.Elb.Book.Take(CancellationToken.None);
        var row = held.State.Groups.Of(Ec2Call.Account).Single();
        var wanted = new WantedGroup(held.State, new(rig.Ec2.Atlas, "us-east-1", []), row, row.Id, false);
        var config = wanted.Config(new HashSet<string>());
        Assert.Equal(
            (TargetProtocol.Https, TargetVersion.Grpc, CheckProtocol.Http, "12", "/AWS.ALB/healthcheck"),
            (config.Protocol, config.Version, config.Check.Protocol, config.Check.Matcher, config.Check.Path));
    }

    [Fact]
    public async Task One_group_for_tcp_and_udp_is_two_to_the_engine_and_one_to_callers()
    {
        var group = await rig.Group(protocol: "TCP_UDP");
        var machine = await rig.Machine();
        await rig.Register(group, machine);
        await rig.Listener(await rig.Balancer(type: "network"), group, 53);
        var config = await Config();
        Assert.Equal(
            [(group.TargetGroupArn!, TargetProtocol.Tcp), ($"{group.TargetGroupArn}#udp", TargetProtocol.Udp)],
            config.Groups.Values.Select(each => (each.Name, each.Protocol)).OrderBy(each => each.Name.Length));
        Assert.Equal(
            [$"Tcp {group.TargetGroupArn}", $"Udp {group.TargetGroupArn}#udp"],
            config.Listeners.Select(each =>
                $"{each.Protocol} {Assert.IsType<RuleAction.Forward>(each.Rules[0].Action).Groups[0].Group}"));
        Assert.Equal([$"{machine}:80 initial Elb.InitialHealthChecking"], await rig.Health(group));
    }

    public static TheoryData<string, string, string, string> Settings => new()
    {
        { "HTTP", "slow_start.duration_seconds", "30", nameof(GroupConfig.SlowStart) + "=00:00:30" },
        { "HTTP", "load_balancing.algorithm.type", "least_outstanding_requests", "Algorithm=LeastOutstanding" },
        { "HTTP", "load_balancing.algorithm.type", "weighted_random", "Algorithm=WeightedRandom" },
        { "HTTP", "stickiness.enabled", "true", "Sticky=1.00:00:00 " },
        { "HTTP", "load_balancing.cross_zone.enabled", "false", "CrossZone=False" },
        { "HTTP", "load_balancing.cross_zone.enabled", "use_load_balancer_configuration", "CrossZone=True" },
        { "TCP", "load_balancing.cross_zone.enabled", "use_load_balancer_configuration", "CrossZone=False" },
        { "TCP", "load_balancing.cross_zone.enabled", "true", "CrossZone=True" },
        { "HTTP", "target_group_health.dns_failover.minimum_healthy_targets.percentage", "50", "NameLeast=1/50" },
        { "HTTP", "target_group_health.dns_failover.minimum_healthy_targets.count", "off", "NameLeast=0/0" },
        { "HTTP", "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "3",
            "RoutingLeast=3/0" },
        { "TCP", "stickiness.enabled", "true", "ByClientAddress=True" },
        { "TCP", "proxy_protocol_v2.enabled", "true", "TellsClient=True" },
        { "TCP", "deregistration_delay.connection_termination.enabled", "true", "ResetsDrained=True" },
        { "TCP", "target_health_state.unhealthy.connection_termination.enabled", "false", "ResetsUnhealthy=False" },
        { "UDP", "deregistration_delay.timeout_seconds", "1", "ResetsDrained=True" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task What_is_set_in_a_group_reaches_the_engine(
        string protocol, string key, string value, string expected)
    {
        var group = await rig.Group(protocol: protocol);
        await rig.Listener(await rig.Balancer(type: protocol == "HTTP" ? "application" : "network"), group);
        await rig.Set(group, key, value);
        Assert.Contains(expected, Text((await Config()).Groups[group.TargetGroupArn!]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("idle_timeout.timeout_seconds", "7", "00:00:07 01:00:00 False False Append False True")]
    [InlineData("client_keep_alive.seconds", "61", "00:01:00 00:01:01 False False Append False True")]
    [InlineData("routing.http.drop_invalid_header_fields.enabled", "true",
        "00:01:00 01:00:00 True False Append False True")]
    [InlineData("routing.http.preserve_host_header.enabled", "true", "00:01:00 01:00:00 False True Append False True")]
    [InlineData("routing.http.xff_header_processing.mode", "remove", "00:01:00 01:00:00 False False Remove False True")]
    [InlineData("routing.http.xff_client_port.enabled", "true", "00:01:00 01:00:00 False False Append True True")]
    [InlineData("routing.http2.enabled", "false", "00:01:00 01:00:00 False False Append False False")]
    public async Task What_is_set_in_a_balancer_reaches_the_engine(string key, string value, string expected)
    {
        await rig.Set(await rig.Balancer(), key, value);
        var config = await Config();
        var http = config.Http;
        Assert.Equal(
            expected,
            $"{config.IdleAfter} {http.KeepAlive} {http.DropsBadFields} {http.KeepsHost} {http.ForwardedFor} "
            + $"{http.TellsClientPort} {http.Http2}");
    }

    [Fact]
    public async Task The_server_is_not_named_when_no_listener_wants_it()
    {
        var listener = await rig.Listener(await rig.Balancer(), await rig.Group());
        Assert.Equal("awselb/2.0", (await Config()).Http.Server);
        await rig.Elb.ModifyListenerAttributes(rig.Call("ModifyListenerAttributes"), new()
        {
            ListenerArn = listener.ListenerArn!,
            Attributes = [new() { Key = "routing.http.response.server.enabled", Value = "false" }],
        }, ElbRig.Ct);
        Assert.Null((await Config()).Http.Server);
    }

    [Fact]
    public async Task Rules_are_told_in_order_with_all_their_conditions()
    {
        var (group, other) = (await rig.Group(), await rig.Group("other"));
        var listener = await rig.Listener(await rig.Balancer(), group);
        await rig.Rule(
            listener,
            20,
            new Action { Type = "redirect", RedirectConfig = new() { Host = "b.test", StatusCode = "HTTP_302" } },
            new RuleCondition { Field = "http-request-method", HttpRequestMethodConfig = new() { Values = ["PUT"] } },
            new RuleCondition { Field = "source-ip", SourceIpConfig = new() { Values = ["10.0.0.0/8"] } });
        await rig.Rule(
            listener,
            3,
            new Action
            {
                Type = "forward",
                ForwardConfig = new()
                {
                    TargetGroups =
                    [
                        new() { TargetGroupArn = group.TargetGroupArn, Weight = 9 },
                        new() { TargetGroupArn = other.TargetGroupArn, Weight = 1 },
                    ],
                    TargetGroupStickinessConfig = new() { Enabled = true, DurationSeconds = 60 },
                },
            },
            new RuleCondition { Field = "host-header", Values = ["*.test"] },
            new RuleCondition { Field = "path-pattern", Values = ["/a*", "/b"] },
            new RuleCondition
            {
                Field = "http-header",
                HttpHeaderConfig = new() { HttpHeaderName = "X", Values = ["y"] },
            },
            new RuleCondition
            {
                Field = "query-string",
                QueryStringConfig = new() { Values = [new() { Value = "v" }] },
            });
        var config = await Config();
        var rules = config.Listeners.Single().Rules;
        Assert.Equal(
            [
                "Host *.test & Path /a*,/b & Header X y & Query =v",
                "Method PUT & Source 10.0.0.0/8",
                "",
            ],
            rules.Select(rule => string.Join(" & ", rule.Conditions.Select(Text))));
        var forward = Assert.IsType<RuleAction.Forward>(rules[0].Action);
        Assert.Equal(
            [$"{group.TargetGroupArn} 9", $"{other.TargetGroupArn} 1"],
            forward.Groups.Select(each => $"{each.Group} {each.Weight}"));
        Assert.Equal(TimeSpan.FromSeconds(60), forward.Sticky);
        Assert.Equal(
            new RuleAction.Redirect("#{protocol}", "b.test", "#{port}", "/#{path}", "#{query}", 302), rules[1].Action);
        Assert.Null(Assert.IsType<RuleAction.Forward>(rules[2].Action).Sticky);
        Assert.Equal(2, config.Groups.Count);
    }

    [Fact]
    public async Task A_fixed_answer_is_told_as_it_is()
    {
        var listener = await rig.Listener(await rig.Balancer(), await rig.Group());
        await rig.Rule(listener, 1, new Action
        {
            Type = "fixed-response",
            FixedResponseConfig = new() { StatusCode = "503", ContentType = "text/html", MessageBody = "b" },
        }, new RuleCondition { Field = "path-pattern", Values = ["/x"] });
        Assert.Equal(new RuleAction.Fixed(503, "text/html", "b"), (await Config()).Listeners.Single().Rules[0].Action);
    }

    [Fact]
    public async Task A_target_stands_where_its_instance_does_and_is_asked_at_its_stand_in_address()
    {
        var group = await rig.Group(type: "ip");
        await rig.Listener(await rig.Balancer(), group);
        var machine = await rig.Machine('b');
        Services.Ec2.Instances.Machine row;
        string address;
        using (var held = await rig.Ec2.Ec2.Book.Take(ElbRig.Ct))
        {
            row = held.State.Machines.Find(machine)!;
            address = new Services.Ec2.Instances.InstanceView(held.State).Of(row).PrivateIpAddress!;
        }

        await rig.Register(group, $"{address}:81", "172.31.0.250", "127.0.0.1:82");
        var targets = (await Config()).Groups.Values.Single().Targets;
        Assert.Equal(new IPEndPoint(IPAddress.Parse(row.Address!), 81), targets[0].Address);
        Assert.Equal(row.Host, targets[0].At.Name);
        Assert.Equal(rig.Ec2.Zone('b').Name, targets[0].Zone);
        // Nobody has that one: it must not be looked for in a real network.
        Assert.True(IPAddress.IsLoopback(targets[1].Address.Address));
        Assert.NotNull(targets[1].Zone);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 82), targets[2].Address);
        Assert.Null(targets[2].Zone);
        Assert.Equal(rig.Ec2.Atlas.Outside, targets[2].At);
    }

    [Fact]
    public async Task Checks_are_told_as_they_are()
    {
        var group = await rig.Group();
        await rig.Listener(await rig.Balancer(), group);
        await rig.Elb.ModifyTargetGroup(rig.Call("ModifyTargetGroup"), new()
        {
            TargetGroupArn = group.TargetGroupArn!,
            HealthCheckProtocol = "HTTPS",
            HealthCheckPort = "8443",
            HealthCheckPath = "/up",
            HealthCheckIntervalSeconds = 10,
            HealthCheckTimeoutSeconds = 3,
            HealthyThresholdCount = 4,
            UnhealthyThresholdCount = 6,
            Matcher = new() { HttpCode = "200-204,301" },
        }, ElbRig.Ct);
        Assert.Equal(
            new CheckConfig
            {
                Protocol = CheckProtocol.Https,
                Port = 8443,
                Path = "/up",
                Interval = TimeSpan.FromSeconds(10),
                Timeout = TimeSpan.FromSeconds(3),
                HealthyAfter = 4,
                UnhealthyAfter = 6,
                Matcher = "200-204,301",
            },
            (await Config()).Groups.Values.Single().Check);
    }

    private static string Text(GroupConfig group) => string.Create(
        CultureInfo.InvariantCulture,
        $"SlowStart={group.SlowStart} Algorithm={group.Algorithm} "
        + $"Sticky={group.Sticky?.For} {group.Sticky?.Cookie} CrossZone={group.CrossZone} "
        + $"NameLeast={group.NameLeast.Count}/{group.NameLeast.Percent} "
        + $"RoutingLeast={group.RoutingLeast.Count}/{group.RoutingLeast.Percent} "
        + $"ByClientAddress={group.ByClientAddress} TellsClient={group.TellsClient} "
        + $"ResetsDrained={group.ResetsDrained} ResetsUnhealthy={group.ResetsUnhealthy}");

    private static string Text(Condition condition) => condition switch
    {
        Condition.Host host => $"Host {string.Join(',', host.Values)}",
        Condition.Path path => $"Path {string.Join(',', path.Values)}",
        Condition.Header header => $"Header {header.Name} {string.Join(',', header.Values)}",
        Condition.Method method => $"Method {string.Join(',', method.Values)}",
        Condition.Query query => $"Query {string.Join(',', query.Pairs.Select(pair => $"{pair.Key}={pair.Value}"))}",
        Condition.Source source => $"Source {string.Join(',', source.Networks)}",
        _ => "",
    };

    private async Task<BalancerConfig> Config()
    {
        await rig.Settle();
        return Assert.Single(rig.Balancers.All).Value;
    }
}
