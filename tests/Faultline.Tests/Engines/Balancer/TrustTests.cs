using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Targets;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Tests.Engines.Balancer;

/// <summary>TLS to targets: any will do, or only those whose keys the config names.</summary>
public sealed class TrustTests
{
    private static readonly IPEndPoint At = new(IPAddress.Loopback, 443);

    [Theory]
    [InlineData("", true)]
    [InlineData("own", true)]
    [InlineData("other", false)]
    [InlineData("other own", true)]
    public async Task A_target_has_a_key_that_the_config_names(string trusted, bool isTaken)
    {
        using var key = RSA.Create(2048);
        using var other = RSA.Create(2048);
        using var made = new CertificateRequest("CN=target", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        ImmutableArray<ImmutableArray<byte>> keys =
        [
            .. trusted.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(each => (each == "own" ? key : other).ExportSubjectPublicKeyInfo().ToImmutableArray()),
        ];
        ITransport transport = new SimulatedTransport();
        using var listener = transport.Listen(At);
        var client = await transport.Dial(At, CancellationToken.None);
        var server = Serve((await listener.AcceptLine())!, certificate);
        var line = await Reach.Secure(client!, At, TargetVersion.Http1, keys);
        Assert.Equal(isTaken, line is not null);
        line?.Close();
        await server;
    }

    private static async Task Serve(Line line, X509Certificate2 certificate)
    {
        await using var stream = new SslStream(new LineStream(line));
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
            });
            while (await stream.ReadAsync(new byte[1]) > 0)
            {
                // Until the client ends.
            }
        }
        catch (Exception gone) when (Line.IsGone(gone)
            || gone is System.Security.Authentication.AuthenticationException)
        {
            // It did not like the certificate.
        }
    }
}
