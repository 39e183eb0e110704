using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Faultline.Engines.Balancer.Config;

namespace Faultline.Engines.Balancer;

/// <summary>How TLS is spoken with clients and with targets.</summary>
internal static class Tls
{
    public static readonly TimeSpan HandshakeMax = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Targets are not asked who they are: load balancers take any certificate of theirs ("Target groups for your
    /// Application Load Balancers", routing configuration).
    /// </summary>
    [SuppressMessage("Security", "CA5359", Justification = "Load balancers do not ask their targets who they are.")]
    public static SslClientAuthenticationOptions ToTarget(string host) => new()
    {
        TargetHost = host,
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
    };

    [SuppressMessage("Security", "CA5397", Justification = "The security policy of a listener names the versions.")]
    [SuppressMessage("Security", "CA5398", Justification = "The security policy of a listener names the versions.")]
    public static TlsPlan? Of(TlsConfig? config)
    {
        if (config is null)
        {
            return null;
        }

        SslServerAuthenticationOptions Show(SslStreamCertificateContext certificate) => new()
        {
            ServerCertificateContext = certificate,
            EnabledSslProtocols =
                config.VersionMin >= 13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        return new(
            Show(config.Default), [.. config.More.Select(each => (each.TargetCertificate, Show(each)))]);
    }
}
