using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Faultline.Gateway;

/// <summary>TLS beneath a connection. The certificate is made or loaded when the first client asks for it.</summary>
internal sealed class Tls(Func<SslStreamCertificateContext> certificate, TimeProvider clock, Log log)
{
    private static readonly TimeSpan HandshakeMax = TimeSpan.FromSeconds(10);

    private readonly Lazy<SslServerAuthenticationOptions> options = new(() => new()
    {
        ServerCertificateContext = certificate(),
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    });

    public async Task OnConnection(ConnectionContext connection, ConnectionDelegate next)
    {
        var below = connection.Transport;
        var stream = new SslStream(new PipeStream(below), leaveInnerStreamOpen: true);
        await using (stream)
        {
            if (!await Handshake(connection, stream))
            {
                return;
            }

            new Agreed(stream.NegotiatedApplicationProtocol).MarkOn(connection.Features);
            var above = new Pipes(
                PipeReader.Create(stream, new(leaveOpen: true)),
                PipeWriter.Create(stream, new(leaveOpen: true)));
            connection.Transport = above;
            try
            {
                await next(connection);
            }
            finally
            {
                await above.Input.CompleteAsync();
                await above.Output.CompleteAsync();
                connection.Transport = below;
            }
        }
    }

    private async ValueTask<bool> Handshake(ConnectionContext connection, SslStream stream)
    {
        using var limit = new CancellationTokenSource(HandshakeMax, clock);
        try
        {
            await stream.AuthenticateAsServerAsync(options.Value, limit.Token);
            return true;
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException or OperationCanceledException)
        {
            log.Debug("A TLS handshake failed.", ("client", connection.RemoteEndPoint), ("why", refused.Message));
            return false;
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
