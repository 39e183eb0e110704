using System.Globalization;
using Faultline.Api.Elb;

namespace Faultline.Services.Elb.Groups;

/// <summary>
/// Health checks of target groups: what AWS gives where nothing is asked, and what it takes (CreateTargetGroup in the
/// API reference, "Health checks" in the user guides for Application and Network Load Balancers).
/// </summary>
internal static class HealthChecks
{
    public const string TrafficPort = "traffic-port";

    private const int IntervalUnasked = 30;
    private const int HealthyUnasked = 5;
    private const int UnhealthyUnasked = 2;
    private const int PathMax = 1024;
    private const int GrpcMax = 99;

    public static bool IsHttp(string? protocol) => protocol is ProtocolEnum.Http or ProtocolEnum.Https;

    /// <summary>Gives a new group what was not said of its checks.</summary>
    public static void Complete(TargetGroup group)
    {
        var isHttp = IsHttp(group.Protocol);
        group.HealthCheckEnabled ??= true;
        group.HealthCheckProtocol ??= isHttp ? ProtocolEnum.Http : ProtocolEnum.Tcp;
        group.HealthCheckPort ??= TrafficPort;
        group.HealthCheckIntervalSeconds ??= IntervalUnasked;
        // HealthCheckTimeoutSeconds in the API reference: five seconds for groups of HTTP and HTTPS; for others six
        // when they are checked by HTTP, and ten when by TCP or HTTPS.
        group.HealthCheckTimeoutSeconds ??= isHttp ? 5 : group.HealthCheckProtocol == ProtocolEnum.Http ? 6 : 10;
        group.HealthyThresholdCount ??= HealthyUnasked;
        group.UnhealthyThresholdCount ??= UnhealthyUnasked;
        if (IsHttp(group.HealthCheckProtocol))
        {
            var isGrpc = group.ProtocolVersion == "GRPC";
            group.HealthCheckPath ??= isGrpc ? "/AWS.ALB/healthcheck" : "/";
            group.Matcher ??= isGrpc
                ? new() { GrpcCode = "12" }
                : new() { HttpCode = isHttp ? "200" : "200-399" };
        }
    }

    /// <summary>Refuses checks that AWS refuses.</summary>
    public static void Check(TargetGroup group)
    {
        CheckProtocol(group);
        if (group.HealthCheckEnabled == false)
        {
            throw Refusal.Invalid(
                $"Health check enabled must be true for target groups with target type '{group.TargetType}'");
        }

        if (group.HealthCheckPort is { } port and not TrafficPort && !IsWhole(port, 1, 65_535))
        {
            throw Refusal.Invalid(
                $"Health check port '{port}' must be '{TrafficPort}' or a number between '1' and '65535' inclusive");
        }

        if (group.HealthCheckTimeoutSeconds >= group.HealthCheckIntervalSeconds)
        {
            throw Refusal.Invalid("Health check interval must be greater than the timeout.");
        }

        if (!IsHttp(group.HealthCheckProtocol))
        {
            CheckConnects(group);
            return;
        }

        if (group.HealthCheckPath is { } path && (!path.StartsWith('/') || path.Length > PathMax))
        {
            throw Refusal.Invalid($"Health check path '{path}' must start with '/' and be at most {PathMax} long");
        }

        CheckMatcher(group);
    }

    private static void CheckProtocol(TargetGroup group)
    {
        var protocols = IsHttp(group.Protocol)
            ? new[] { ProtocolEnum.Http, ProtocolEnum.Https }
            : [ProtocolEnum.Tcp, ProtocolEnum.Http, ProtocolEnum.Https];
        if (!protocols.Contains(group.HealthCheckProtocol))
        {
            throw Refusal.Invalid(
                $"Health check protocol '{group.HealthCheckProtocol}' must be one of '{string.Join(", ", protocols)}'");
        }
    }

    private static void CheckConnects(TargetGroup group)
    {
        if (group.Matcher is not null)
        {
            throw Refusal.Configuration(
                "Custom health check matchers are not supported for health checks with the "
                + $"{group.HealthCheckProtocol} protocol");
        }

        if (group.HealthCheckPath is not null)
        {
            throw Refusal.Configuration(
                "Health check paths are not supported for health checks with the "
                + $"{group.HealthCheckProtocol} protocol");
        }
    }

    private static void CheckMatcher(TargetGroup group)
    {
        var isGrpc = group.ProtocolVersion == "GRPC";
        var text = isGrpc ? group.Matcher?.GrpcCode : group.Matcher?.HttpCode;
        if (text is null)
        {
            throw Refusal.Invalid(
                $"A matcher with {(isGrpc ? "gRPC" : "HTTP")} codes must be specified for this protocol version");
        }

        var (min, max) = isGrpc ? (0, GrpcMax) : (200, IsHttp(group.Protocol) ? 499 : 599);
        foreach (var range in text.Split(','))
        {
            foreach (var code in range.Split('-', 2))
            {
                if (!IsWhole(code, min, max))
                {
                    throw Refusal.Invalid(
                        $"Health check matcher {(isGrpc ? "GRPC" : "HTTP")} code '{code}' must be within "
                        + $"'{min}-{max}' inclusive");
                }
            }
        }
    }

    private static bool IsWhole(string text, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= min && number <= max;
}
