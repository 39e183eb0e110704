using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Faultline.Bench;

/// <summary>
/// What every ratio is taken against: bare Kestrel over the same sockets as Faultline's, with the runtime's own ways of
/// compiling, that reads a body to its end and answers 200 bytes of JSON.
/// </summary>
internal static class Limit
{
    public static async Task Serve(int port)
    {
        var sockets = new SocketTransportOptions { UnsafePreferInlineScheduling = true };
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Listen(IPAddress.Loopback, port);
        using var server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(sockets), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
        await server.StartAsync(new Answerer(), CancellationToken.None);
        Console.WriteLine("Ready.");
        var stop = new TaskCompletionSource();
        using var term = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                stop.TrySetResult();
            });
        await stop.Task;
        await server.StopAsync(CancellationToken.None);
    }

    private sealed class Answerer : IHttpApplication<IFeatureCollection>
    {
        private static readonly byte[] Answer =
            [.. "{\"padding\":\""u8, .. Enumerable.Repeat((byte)'x', 186), .. "\"}"u8];

        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public async Task ProcessRequestAsync(IFeatureCollection context)
        {
            var reader = context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
            while (true)
            {
                var read = await reader.ReadAsync();
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            var headers = context.GetRequiredFeature<IHttpResponseFeature>().Headers;
            headers.ContentType = "application/json";
            headers.ContentLength = Answer.Length;
            await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(Answer);
        }

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
        }
    }
}
