using System.Collections.Immutable;
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
    /// Unless the config names their keys targets are not asked who they are: load balancers take any certificate of
    /// theirs ("Target groups for your Application Load Balancers", routing configuration).
    /// </summary>
    [SuppressMessage("Security", "CA5359", Justification = "Load balancers do not ask their targets who they are.")]
    public static SslClientAuthenticationOptions ToTarget(
        string host, bool isHttp2, ImmutableArray<ImmutableArray<byte>> keys) => new()
    {
        TargetHost = host,
        ApplicationProtocols = isHttp2 ? [SslApplicationProtocol.Http2] : null,
        RemoteCertificateValidationCallback = (_, shown, _, _) => keys.IsEmpty || IsTrusted(shown, keys),
    };

    private static bool IsTrusted(X509Certificate? shown, ImmutableArray<ImmutableArray<byte>> keys) =>
        shown is X509Certificate2 certificate
        && certificate.PublicKey.ExportSubjectPublicKeyInfo() is var key
        && keys.Any(each => each.AsSpan().SequenceEqual(key));

    [SuppressMessage("Security", "CA5397", Justification = "The security policy of a listener names the versions.")]
    [SuppressMessage("Security", "CA5398", Justification = "The security policy of a listener names the versions.")]
    public static TlsPlan? Of(TlsConfig? config, bool offersHttp2)
    {
        if (config is null)
        {
            return null;
        }

        SslServerAuthenticationOptions Show(SslStreamCertificateContext certificate) => new()
        {
            ServerCertificateContext = certificate,
            ApplicationProtocols = offersHttp2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : null,
            EnabledSslProtocols = (config.VersionMin > 12 ? SslProtocols.None : SslProtocols.Tls12)
                | (config.VersionMax < 13 ? SslProtocols.None : SslProtocols.Tls13),
        };
        return new(
            Show(config.Default), [.. config.More.Select(each => (each.TargetCertificate, Show(each)))]);
    }
}
