using Faultline.Api.Elb;

namespace Faultline.Services.Elb.Rules;

/// <summary>Which listeners a balancer may have (CreateListener in the API reference).</summary>
internal static class ListenerRules
{
    private static readonly string[] ofApplication = [ProtocolEnum.Http, ProtocolEnum.Https];

    private static readonly string[] ofNetwork =
        [ProtocolEnum.Tcp, ProtocolEnum.Tls, ProtocolEnum.Udp, ProtocolEnum.TcpUdp];

    private static readonly string[] alpn = ["HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None"];

    public static bool IsSecure(string protocol) => protocol is ProtocolEnum.Https or ProtocolEnum.Tls;

    /// <summary>Refuses a listener that no balancer of the type has. What has a default it gets.</summary>
    public static void Check(Listener listener, string type)
    {
        if (listener.Protocol is ProtocolEnum.Quic or ProtocolEnum.TcpQuic)
        {
            throw Refusal.NotBuilt($"listeners of protocol {listener.Protocol}");
        }

        var protocols = type == LoadBalancerTypeEnum.Network ? ofNetwork : ofApplication;
        if (listener.Protocol is not { } protocol)
        {
            throw Refusal.Invalid("A listener protocol must be specified");
        }

        if (!protocols.Contains(protocol))
        {
            throw Refusal.Invalid(
                $"Listener protocol '{protocol}' must be one of '{string.Join(", ", protocols)}'");
        }

        if (listener.Port is null)
        {
            throw Refusal.Invalid("A listener port must be specified");
        }

        if (listener.MutualAuthentication is { Mode: not (null or "off") } mutual)
        {
            throw Refusal.NotBuilt($"mutual authentication in mode {mutual.Mode}");
        }

        if (IsSecure(protocol))
        {
            CheckSecure(listener);
        }
        else
        {
            CheckPlain(listener);
        }
    }

    private static void CheckSecure(Listener listener)
    {
        if (listener.Certificates is not { Count: > 0 } certificates || certificates[0].CertificateArn is null)
        {
            throw Refusal.Invalid($"A certificate must be specified for {listener.Protocol} listeners");
        }

        if (certificates.Count > 1)
        {
            throw ElbErrors.TooManyCertificatesException(
                "A listener can have exactly one default certificate; use AddListenerCertificates for others");
        }

        listener.Certificates = [new() { CertificateArn = certificates[0].CertificateArn }];
        listener.SslPolicy ??= SslPolicies.Unasked;
        if (SslPolicies.Find(listener.SslPolicy) is null)
        {
            throw SslPolicies.Unknown(listener.SslPolicy);
        }

        if (listener.Protocol == ProtocolEnum.Https)
        {
            listener.MutualAuthentication = new() { Mode = "off" };
        }

        CheckAlpn(listener);
    }

    private static void CheckAlpn(Listener listener)
    {
        if (listener.AlpnPolicy is not { Count: > 0 } policy)
        {
            return;
        }

        if (listener.Protocol != ProtocolEnum.Tls)
        {
            throw Refusal.Invalid("An ALPN policy can be specified for TLS listeners only");
        }

        if (policy.Count > 1 || !alpn.Contains(policy[0]))
        {
            throw Refusal.Invalid(
                $"ALPN policy '[{string.Join(", ", policy)}]' must be one of '[{string.Join(", ", alpn)}]'");
        }
    }

    private static void CheckPlain(Listener listener)
    {
        if (listener.Certificates is { Count: > 0 })
        {
            throw Refusal.Invalid($"A certificate cannot be specified for {listener.Protocol} listeners");
        }

        if (listener.SslPolicy is not null)
        {
            throw Refusal.Invalid($"An SSL policy cannot be specified for {listener.Protocol} listeners");
        }

        if (listener.AlpnPolicy is { Count: > 0 })
        {
            throw Refusal.Invalid("An ALPN policy can be specified for TLS listeners only");
        }
    }
}
