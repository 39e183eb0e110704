using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Faultline.Gateway;

/// <summary>
/// Tells by a connection's first bytes what it speaks: TLS, HTTP/2 by prior knowledge, or HTTP/1.1; so one port serves
/// all three.
/// </summary>
internal sealed class FirstBytes(ConnectionDelegate next, Tls tls, BalancerNames names, TimeProvider clock)
{
    private const byte TlsHandshake = 0x16;

    /// <summary>How long a client may stay silent after it has connected.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    public async Task OnConnection(ConnectionContext connection)
    {
        Speech speech;
        using (var limit = new CancellationTokenSource(SilenceMax, clock))
        {
            try
            {
                speech = await Listen(connection, limit.Token);
            }
            catch (OperationCanceledException)
            {
                connection.Abort(new("The client sent nothing."));
                return;
            }
            catch (IOException)
            {
                // It was reset before it said what it wanted.
                return;
            }
        }

        switch (speech)
        {
            case Speech.Tls:
                if (!await names.CarriesTls(connection))
                {
                    await tls.OnConnection(connection, inside => Carry(inside, isSecure: true));
                }

                break;
            case Speech.Http2:
                Agreed.Http2.MarkOn(connection.Features);
                await next(connection);
                break;
            case Speech.Http1:
                await Carry(connection, isSecure: false);
                break;
            default:
                break;
        }
    }

    /// <summary>To the load balancer that it is for, or on to this server.</summary>
    private async Task Carry(ConnectionContext connection, bool isSecure)
    {
        if (!await names.Carries(connection, isSecure))
        {
            await next(connection);
        }
    }

    private static async ValueTask<Speech> Listen(ConnectionContext connection, CancellationToken ct)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(ct);
            var speech = Judge(read.Buffer);
            if (speech is null && !read.IsCompleted)
            {
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            input.AdvanceTo(read.Buffer.Start);
            return speech ?? (read.Buffer.IsEmpty ? Speech.None : Speech.Http1);
        }
    }

    private static Speech? Judge(ReadOnlySequence<byte> bytes)
    {
        Span<byte> start = stackalloc byte[3];
        var count = (int)Math.Min(start.Length, bytes.Length);
        if (count == 0)
        {
            return null;
        }

        bytes.Slice(0, count).CopyTo(start);
        if (start[0] == TlsHandshake)
        {
            return Speech.Tls;
        }

        // No method but the preface of HTTP/2 begins so (POST, PUT and PATCH part from it within three letters).
        if (!"PRI"u8.StartsWith(start[..count]))
        {
            return Speech.Http1;
        }

        return count == start.Length ? Speech.Http2 : null;
    }

    private enum Speech
    {
        None,
        Http1,
        Http2,
        Tls,
    }
}
