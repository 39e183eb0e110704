using Faultline.Api.Elb;
using Faultline.Tests.Ec2;
using Action = Faultline.Api.Elb.Action;

namespace Faultline.Tests.Elb;

/// <summary>Listeners with their actions and certificates.</summary>
public sealed class ListenerTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private readonly ElbRig rig = new();

    [Fact]
    public async Task Shows_the_full_form_of_its_action_and_has_a_default_rule()
    {
        var balancer = await rig.Balancer();
        var group = await rig.Group();
        var listener = await rig.Listener(balancer, group);
        Assert.Matches(
            balancer.LoadBalancerArn!.Replace(":loadbalancer/", ":listener/", StringComparison.Ordinal)
                + "/[0-9a-f]{16}$",
            listener.ListenerArn);
        var action = Assert.Single(listener.DefaultActions!);
        Assert.Equal(group.TargetGroupArn, action.TargetGroupArn);
        var tuple = Assert.Single(action.ForwardConfig!.TargetGroups!);
        Assert.Equal((group.TargetGroupArn, 1), (tuple.TargetGroupArn, tuple.Weight));
        Assert.False(action.ForwardConfig.TargetGroupStickinessConfig!.Enabled);
        var rules = await rig.Elb.DescribeRules(
            rig.Call("DescribeRules"), new() { ListenerArn = listener.ListenerArn }, Ct);
        var rule = Assert.Single(rules.Rules!);
        Assert.Equal(("default", true), (rule.Priority, rule.IsDefault));
        Assert.Equal(group.TargetGroupArn, rule.Actions![0].TargetGroupArn);
        Assert.Matches(
            balancer.LoadBalancerArn!.Replace(":loadbalancer/", ":listener-rule/", StringComparison.Ordinal)
                + "/[0-9a-f]{16}/[0-9a-f]{16}$",
            rule.RuleArn);
    }

    [Theory]
    [InlineData("application", "TCP", 80, null, null, "ValidationError",
        "Listener protocol 'TCP' must be one of 'HTTP, HTTPS'")]
    [InlineData("network", "HTTP", 80, null, null, "ValidationError", "must be one of 'TCP, TLS, UDP, TCP_UDP'")]
    [InlineData("network", "QUIC", 80, null, null, "NotImplemented", "listeners of protocol QUIC")]
    [InlineData("application", null, 80, null, null, "ValidationError", "A listener protocol must be specified")]
    [InlineData("application", "HTTP", null, null, null, "ValidationError", "A listener port must be specified")]
    [InlineData("application", "HTTPS", 443, null, null, "ValidationError",
        "A certificate must be specified for HTTPS listeners")]
    [InlineData("application", "HTTP", 80, "arn:c", null, "ValidationError",
        "A certificate cannot be specified for HTTP listeners")]
    [InlineData("network", "TCP", 80, null, "ELBSecurityPolicy-2016-08", "ValidationError",
        "An SSL policy cannot be specified for TCP listeners")]
    [InlineData("application", "HTTPS", 443, "arn:c", "ELBexample-2016-08", "SSLPolicyNotFound",
        "SSL policy 'ELBexample-2016-08' not found")]
    public async Task What_aws_refuses_is_refused(
        string type, string? protocol, int? port, string? certificate, string? policy, string code, string says)
    {
        var balancer = await rig.Balancer(type: type);
        var group = await rig.Group(protocol: type == "network" ? "TCP" : "HTTP");
        await Ec2Rig.Refused(code, () => rig.Elb.CreateListener(rig.Call("CreateListener"), new()
        {
            LoadBalancerArn = balancer.LoadBalancerArn!,
            Protocol = protocol,
            Port = port,
            SslPolicy = policy,
            Certificates = certificate is null ? null : [new() { CertificateArn = certificate }],
            DefaultActions = [ElbRig.To(group)],
        }, Ct).AsTask(), says);
    }

    [Theory]
    [InlineData("TCP", "TCP", true)]
    [InlineData("TCP", "TCP_UDP", true)]
    [InlineData("TCP", "UDP", false)]
    [InlineData("TLS", "TCP", true)]
    [InlineData("TLS", "TLS", true)]
    [InlineData("TLS", "TCP_UDP", false)]
    [InlineData("UDP", "TCP_UDP", true)]
    [InlineData("UDP", "TCP", false)]
    [InlineData("TCP_UDP", "TCP_UDP", true)]
    [InlineData("TCP_UDP", "TCP", false)]
    [InlineData("HTTP", "HTTPS", true)]
    [InlineData("HTTP", "TCP", false)]
    public async Task Protocols_of_listener_and_group_must_go_together(string protocol, string groups, bool fits)
    {
        var isHttp = protocol == "HTTP";
        var balancer = await rig.Balancer(type: isHttp ? "application" : "network");
        var group = await rig.Group(protocol: groups);
        if (fits)
        {
            Assert.Equal(protocol, (await rig.Listener(balancer, group, 80, protocol)).Protocol);
            return;
        }

        await Ec2Rig.Refused(
            "IncompatibleProtocols",
            () => rig.Listener(balancer, group, 80, protocol),
            $"The listener and the following target groups have incompatible protocols: {group.TargetGroupArn}");
    }

    [Fact]
    public async Task There_is_one_listener_on_a_port()
    {
        var balancer = await rig.Balancer();
        var group = await rig.Group();
        await rig.Listener(balancer, group);
        var other = await rig.Listener(balancer, group, 81);
        var says = $"A listener already exists on this port for this load balancer '{balancer.LoadBalancerArn}'";
        await Ec2Rig.Refused("DuplicateListener", () => rig.Listener(balancer, group), says);
        await Ec2Rig.Refused("DuplicateListener", () => Modify(other, new() { Port = 80 }), says);
        await Modify(other, new() { Port = 82 });
    }

    [Fact]
    public async Task A_group_belongs_to_one_balancer_and_to_its_vpc()
    {
        var group = await rig.Group();
        await rig.Listener(await rig.Balancer("one"), group);
        var two = await rig.Balancer("two");
        await Ec2Rig.Refused("TargetGroupAssociationLimit", () => rig.Listener(two, group), group.TargetGroupArn);
        var vpc = await rig.Ec2.Ec2.CreateVpc(rig.Ec2.Call("CreateVpc"), new() { CidrBlock = "10.9.0.0/16" }, Ct);
        var far = (await rig.Elb.CreateTargetGroup(rig.Call("CreateTargetGroup"), new()
        {
            Name = "far",
            Protocol = "HTTP",
            Port = 80,
            VpcId = vpc.Vpc!.VpcId,
        }, Ct)).TargetGroups![0];
        await Ec2Rig.Refused("InvalidConfigurationRequest", () => rig.Listener(two, far), far.TargetGroupArn);
        await Ec2Rig.Refused(
            "TargetGroupNotFound",
            () => rig.Listener(two, new() { TargetGroupArn = "arn:x", Protocol = "HTTP" }),
            "arn:x");
    }

    [Fact]
    public async Task Shares_by_weight_and_keeps_clients_with_their_group()
    {
        var balancer = await rig.Balancer();
        var (one, two) = (await rig.Group("one"), await rig.Group("two"));
        var action = Shares((one, 3), (two, 1));
        action.ForwardConfig!.TargetGroupStickinessConfig = new() { Enabled = true, DurationSeconds = 60 };
        var made = await Create(balancer, action);
        Assert.Null(made.DefaultActions![0].TargetGroupArn);
        Assert.Equal([3, 1], made.DefaultActions[0].ForwardConfig!.TargetGroups!.Select(each => each.Weight!.Value));
        action.ForwardConfig.TargetGroupStickinessConfig.DurationSeconds = null;
        await Ec2Rig.Refused("ValidationError", () => Create(balancer, action, 81), "A duration must be specified");
        await Ec2Rig.Refused("ValidationError", () => Create(balancer, Shares((one, 1000)), 81), "Weight '1000'");
        await Ec2Rig.Refused("ValidationError", () => Create(balancer, Shares((one, 1), (one, 1)), 81), "than once");
        await rig.Set(one, "stickiness.app_cookie.cookie_name", "c");
        await rig.Set(one, "stickiness.type", "app_cookie");
        await rig.Set(one, "stickiness.enabled", "true");
        await Ec2Rig.Refused(
            "InvalidLoadBalancerAction", () => Create(balancer, Shares((one, 1), (two, 1)), 81), "'app_cookie'");
    }

    [Theory]
    [InlineData("redirect", null, null, "HTTP_301", "InvalidLoadBalancerAction", "creates a loop")]
    [InlineData("redirect", "0", null, "HTTP_301", "ValidationError", "The port '0'")]
    [InlineData("redirect", null, "no-slash", "HTTP_301", "ValidationError", "must start with a '/'")]
    [InlineData("authenticate-oidc", null, null, "", "NotImplemented", "actions of type authenticate-oidc")]
    [InlineData("authenticate-cognito", null, null, "", "NotImplemented", "actions of type authenticate-cognito")]
    [InlineData("forward", null, null, "", "ValidationError", "A target group must be specified")]
    [InlineData("fixed-response", null, null, "", "ValidationError", "A fixed response configuration")]
    public async Task Actions_that_cannot_be_are_refused(
        string type, string? port, string? path, string status, string code, string says)
    {
        var balancer = await rig.Balancer();
        await Ec2Rig.Refused(code, () => Create(balancer, new()
        {
            Type = type,
            RedirectConfig = new() { Port = port, Path = path, StatusCode = status },
        }), says);
    }

    [Fact]
    public async Task A_redirect_keeps_what_it_does_not_say()
    {
        var made = await Create(await rig.Balancer(), new()
        {
            Type = "redirect",
            RedirectConfig = new() { Protocol = "HTTPS", Port = "443", StatusCode = "HTTP_301" },
        });
        var config = made.DefaultActions![0].RedirectConfig!;
        Assert.Equal(
            ("HTTPS", "#{host}", "443", "/#{path}", "#{query}", "HTTP_301"),
            (config.Protocol, config.Host, config.Port, config.Path, config.Query, config.StatusCode));
    }

    [Fact]
    public async Task A_network_listener_only_forwards_and_to_one_group()
    {
        var balancer = await rig.Balancer(type: "network");
        await Ec2Rig.Refused("InvalidLoadBalancerAction", () => Create(balancer, new()
        {
            Type = "fixed-response",
            FixedResponseConfig = new() { StatusCode = "200" },
        }, protocol: "TCP"));
        var (one, two) = (await rig.Group("one", "TCP"), await rig.Group("two", "TCP"));
        await Ec2Rig.Refused(
            "InvalidLoadBalancerAction", () => Create(balancer, Shares((one, 1), (two, 1)), protocol: "TCP"));
    }

    [Fact]
    public async Task Certificates_are_kept_beside_the_default_one()
    {
        var listener = await rig.Listener(await rig.Balancer(), await rig.Group(), 443, "HTTPS");
        Assert.Equal("ELBSecurityPolicy-2016-08", listener.SslPolicy);
        await rig.Elb.AddListenerCertificates(rig.Call("AddListenerCertificates"), new()
        {
            ListenerArn = listener.ListenerArn!,
            Certificates = [new() { CertificateArn = "arn:b" }, new() { CertificateArn = "arn:a" }],
        }, Ct);
        Assert.Equal(["arn:aws:acm:x True", "arn:a False", "arn:b False"], await Certificates(listener));
        await Ec2Rig.Refused("OperationNotPermitted", () => Remove("arn:aws:acm:x"));
        await Remove("arn:b");
        Assert.Equal(["arn:aws:acm:x True", "arn:a False"], await Certificates(listener));
        await Modify(listener, new() { Protocol = "HTTP" });
        Assert.Empty(await Certificates(listener));

        async Task Remove(string arn) => await rig.Elb.RemoveListenerCertificates(
            rig.Call("RemoveListenerCertificates"),
            new() { ListenerArn = listener.ListenerArn!, Certificates = [new() { CertificateArn = arn }] },
            Ct);
    }

    [Fact]
    public async Task No_balancer_has_more_than_fifty()
    {
        var (balancer, group) = (await rig.Balancer(), await rig.Group());
        for (var port = 1; port <= 50; port++)
        {
            await rig.Listener(balancer, group, port);
        }

        await Ec2Rig.Refused("TooManyListeners", () => rig.Listener(balancer, group, 51));
    }

    private static Action Shares(params (TargetGroup Group, int Weight)[] shares) => new()
    {
        Type = "forward",
        ForwardConfig = new()
        {
            TargetGroups = [.. shares.Select(each =>
                new TargetGroupTuple { TargetGroupArn = each.Group.TargetGroupArn, Weight = each.Weight })],
        },
    };

    private async Task<Listener> Create(
        LoadBalancer balancer, Action action, int port = 80, string protocol = "HTTP") =>
        (await rig.Elb.CreateListener(rig.Call("CreateListener"), new()
        {
            LoadBalancerArn = balancer.LoadBalancerArn!,
            Protocol = protocol,
            Port = port,
            DefaultActions = [action],
        }, Ct)).Listeners![0];

    private async Task Modify(Listener listener, ModifyListenerInput request)
    {
        request.ListenerArn = listener.ListenerArn!;
        await rig.Elb.ModifyListener(rig.Call("ModifyListener"), request, Ct);
    }

    private async Task<List<string>> Certificates(Listener listener)
    {
        var shown = await rig.Elb.DescribeListenerCertificates(
            rig.Call("DescribeListenerCertificates"), new() { ListenerArn = listener.ListenerArn! }, Ct);
        return shown.Certificates!.ConvertAll(each => $"{each.CertificateArn} {each.IsDefault}");
    }
}
