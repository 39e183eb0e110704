using Faultline.Api.Elb;

namespace Faultline.Services.Elb.Groups;

/// <summary>Which target groups there are (CreateTargetGroup in the API reference).</summary>
internal static class GroupRules
{
    private static readonly string[] protocols =
    [
        ProtocolEnum.Http, ProtocolEnum.Https, ProtocolEnum.Tcp, ProtocolEnum.Tls, ProtocolEnum.Udp,
        ProtocolEnum.TcpUdp,
    ];

    private static readonly string[] versions = ["HTTP1", "HTTP2", "GRPC"];

    /// <summary>A group as it is asked for, completed and checked; it has no ARN yet.</summary>
    public static TargetGroup Read(CreateTargetGroupInput request)
    {
        Names.CheckGroup(request.Name);
        var type = request.TargetType ?? TargetTypeEnum.Instance;
        if (type is TargetTypeEnum.Lambda or TargetTypeEnum.Alb)
        {
            throw Refusal.NotBuilt($"target groups of target type {type}");
        }

        var group = new TargetGroup
        {
            TargetGroupName = request.Name,
            TargetType = type,
            Protocol = request.Protocol ?? throw Refusal.Invalid("A protocol must be specified"),
            Port = request.Port ?? throw Refusal.Invalid("A port must be specified"),
            VpcId = request.VpcId ?? throw Refusal.Invalid("A VPC ID must be specified"),
            ProtocolVersion = request.ProtocolVersion,
            HealthCheckProtocol = request.HealthCheckProtocol,
            HealthCheckPort = request.HealthCheckPort,
            HealthCheckEnabled = request.HealthCheckEnabled,
            HealthCheckPath = request.HealthCheckPath,
            HealthCheckIntervalSeconds = request.HealthCheckIntervalSeconds,
            HealthCheckTimeoutSeconds = request.HealthCheckTimeoutSeconds,
            HealthyThresholdCount = request.HealthyThresholdCount,
            UnhealthyThresholdCount = request.UnhealthyThresholdCount,
            Matcher = request.Matcher,
            IpAddressType = request.IpAddressType ?? TargetGroupIpAddressTypeEnum.Ipv4,
        };
        CheckForm(group, request);
        HealthChecks.Complete(group);
        HealthChecks.Check(group);
        return group;
    }

    private static void CheckForm(TargetGroup group, CreateTargetGroupInput request)
    {
        if (!protocols.Contains(group.Protocol))
        {
            throw Refusal.NotBuilt($"target groups of protocol {group.Protocol}");
        }

        if (group.IpAddressType != TargetGroupIpAddressTypeEnum.Ipv4)
        {
            throw Refusal.NotBuilt("IPv6 target groups");
        }

        if (request.TargetControlPort is not null)
        {
            throw Refusal.NotBuilt("target optimizers");
        }

        if (!HealthChecks.IsHttp(group.Protocol))
        {
            if (group.ProtocolVersion is not null)
            {
                throw Refusal.Invalid(
                    $"A protocol version cannot be specified for target groups with the {group.Protocol} protocol");
            }

            return;
        }

        group.ProtocolVersion ??= versions[0];
        if (!versions.Contains(group.ProtocolVersion))
        {
            throw Refusal.Invalid(
                $"Protocol version '{group.ProtocolVersion}' must be one of '{string.Join(", ", versions)}'");
        }
    }
}
