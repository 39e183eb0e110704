using Faultline.Api.Elb;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.Elb;

/// <summary>Target groups and their health checks.</summary>
public sealed class GroupTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private readonly ElbRig rig = new();

    [Theory]
    [InlineData("HTTP", null, "HTTP traffic-port / 30 5 5 2 200")]
    [InlineData("HTTPS", null, "HTTP traffic-port / 30 5 5 2 200")]
    [InlineData("HTTP", "HTTP2", "HTTP traffic-port / 30 5 5 2 200")]
    [InlineData("HTTP", "GRPC", "HTTP traffic-port /AWS.ALB/healthcheck 30 5 5 2 12")]
    [InlineData("TCP", null, "TCP traffic-port  30 10 5 2 ")]
    [InlineData("UDP", null, "TCP traffic-port  30 10 5 2 ")]
    public async Task Are_checked_as_aws_does_unless_they_say_otherwise(
        string protocol, string? version, string expected)
    {
        var group = await rig.Group(protocol: protocol, version: version);
        Assert.Equal(expected, Text(group));
        Assert.Matches(
            $"^arn:aws:elasticloadbalancing:us-east-1:{Ec2Call.Account}:targetgroup/web/[0-9a-f]{{16}}$",
            group.TargetGroupArn);
        Assert.Equal("instance", group.TargetType);
        var isHttp = protocol.StartsWith("HTTP", StringComparison.Ordinal);
        Assert.Equal(isHttp ? version ?? "HTTP1" : null, group.ProtocolVersion);
        Assert.True(group.HealthCheckEnabled);
    }

    [Fact]
    public async Task A_tcp_group_that_is_checked_by_http_has_six_seconds_and_more_good_statuses()
    {
        var group = await Create(new() { Protocol = "TCP", HealthCheckProtocol = "HTTP" });
        Assert.Equal("HTTP traffic-port / 30 6 5 2 200-399", Text(group));
        var changed = await rig.Elb.ModifyTargetGroup(
            rig.Call("ModifyTargetGroup"),
            new() { TargetGroupArn = group.TargetGroupArn!, HealthCheckProtocol = "TCP", HealthCheckPort = "81" },
            Ct);
        Assert.Equal("TCP 81  30 6 5 2 ", Text(changed.TargetGroups![0]));
    }

    public static TheoryData<string, CreateTargetGroupInput, string> Refusals => new()
    {
        { "ValidationError", new() { Port = null }, "A port must be specified" },
        { "ValidationError", new() { Protocol = null }, "A protocol must be specified" },
        { "ValidationError", new() { VpcId = "vpc-0123456789abcdef0" }, "The VPC ID 'vpc-0123456789abcdef0' is" },
        { "ValidationError", new() { HealthCheckIntervalSeconds = 5, HealthCheckTimeoutSeconds = 5 },
            "Health check interval must be greater than the timeout." },
        { "ValidationError", new() { HealthCheckPort = "0" }, "Health check port '0'" },
        { "ValidationError", new() { HealthCheckPath = "x" }, "must start with '/'" },
        { "ValidationError", new() { HealthCheckProtocol = "TCP" }, "must be one of 'HTTP, HTTPS'" },
        { "ValidationError", new() { Matcher = new() { HttpCode = "200-500" } },
            "Health check matcher HTTP code '500' must be within '200-499' inclusive" },
        { "ValidationError", new() { ProtocolVersion = "HTTP3" }, "Protocol version 'HTTP3'" },
        { "ValidationError", new() { HealthCheckEnabled = false }, "Health check enabled must be true" },
        { "InvalidConfigurationRequest", new() { Protocol = "TCP", Matcher = new() { HttpCode = "200" } },
            "Custom health check matchers are not supported" },
        { "NotImplemented", new() { TargetType = "lambda" }, "target groups of target type lambda" },
        { "NotImplemented", new() { TargetType = "alb" }, "target groups of target type alb" },
        { "NotImplemented", new() { Protocol = "GENEVE" }, "target groups of protocol GENEVE" },
        { "NotImplemented", new() { IpAddressType = "ipv6" }, "IPv6 target groups" },
        { "ValidationError", new() { Name = "a_b" }, "alphanumeric characters and hyphens(-)" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_aws_refuses_is_refused(string code, CreateTargetGroupInput request, string says)
    {
        // The rows say what is wrong; what they leave out is right, but where leaving it out is what is wrong.
        request.Name ??= "web";
        request.VpcId ??= await rig.Vpc();
        request.Protocol ??= says.Contains("protocol must", StringComparison.Ordinal) ? null : "HTTP";
        request.Port ??= says.Contains("port must be specified", StringComparison.Ordinal) ? null : 80;
        await Ec2Rig.Refused(
            code, () => rig.Elb.CreateTargetGroup(rig.Call("CreateTargetGroup"), request, Ct).AsTask(), says);
    }

    [Fact]
    public async Task The_same_name_with_the_same_settings_is_the_same_group()
    {
        var first = await rig.Group();
        Assert.Equal(first.TargetGroupArn, (await rig.Group()).TargetGroupArn);
        await Ec2Rig.Refused(
            "DuplicateTargetGroupName",
            () => rig.Group(protocol: "HTTPS"),
            "A target group with the same name 'web' exists, but with different settings");
    }

    [Fact]
    public async Task One_that_is_used_is_not_deleted_and_says_by_whom_it_is()
    {
        var (balancer, group, other) = (await rig.Balancer(), await rig.Group(), await rig.Group("other"));
        var listener = await rig.Listener(balancer, group);
        await rig.Rule(listener, 1, ElbRig.To(other), new RuleCondition { Field = "path-pattern", Values = ["/o"] });
        foreach (var each in (TargetGroup[])[group, other])
        {
            await Ec2Rig.Refused(
                "ResourceInUse", () => Delete(each),
                $"Target group '{each.TargetGroupArn}' is currently in use by a listener or a rule");
        }

        var shown = await rig.Elb.DescribeTargetGroups(
            rig.Call("DescribeTargetGroups"), new() { LoadBalancerArn = balancer.LoadBalancerArn }, Ct);
        Assert.Equal(["other", "web"], shown.TargetGroups!.Select(each => each.TargetGroupName));
        Assert.All(shown.TargetGroups!, each => Assert.Equal([balancer.LoadBalancerArn!], each.LoadBalancerArns!));
        await rig.Elb.DeleteListener(
            rig.Call("DeleteListener"), new() { ListenerArn = listener.ListenerArn! }, Ct);
        await Delete(group);
        await Delete(group);
        await Ec2Rig.Refused("TargetGroupNotFound", () => rig.Elb.DescribeTargetGroups(
            rig.Call("DescribeTargetGroups"), new() { Names = ["web"] }, Ct).AsTask(),
            "One or more target groups not found");
        await rig.Sound();
    }

    private static string Text(TargetGroup group) =>
        $"{group.HealthCheckProtocol} {group.HealthCheckPort} {group.HealthCheckPath} "
        + $"{group.HealthCheckIntervalSeconds} {group.HealthCheckTimeoutSeconds} {group.HealthyThresholdCount} "
        + $"{group.UnhealthyThresholdCount} {group.Matcher?.HttpCode ?? group.Matcher?.GrpcCode}";

    private async Task<TargetGroup> Create(CreateTargetGroupInput request)
    {
        (request.Name, request.Port, request.VpcId) = ("web", 80, await rig.Vpc());
        return (await rig.Elb.CreateTargetGroup(rig.Call("CreateTargetGroup"), request, Ct)).TargetGroups![0];
    }

    private async Task Delete(TargetGroup group) => await rig.Elb.DeleteTargetGroup(
        rig.Call("DeleteTargetGroup"), new() { TargetGroupArn = group.TargetGroupArn! }, Ct);
}
