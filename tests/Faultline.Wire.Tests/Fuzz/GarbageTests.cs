using System.Net;
using System.Net.Sockets;
using System.Text;
using Faultline.Gateway.Lines;
using Faultline.Kernel;
using Faultline.Store;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Faultline.Wire.Tests.Fuzz;

/// <summary>Bytes that need not be HTTP, over real sockets: the server ends each connection and goes on.</summary>
public sealed class GarbageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The beginning of HTTP/2, with its settings and the head of a stream.</summary>
    private static readonly byte[] http2 =
    [
        .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0,
        0, 0, 14, 1, 5, 0, 0, 0, 1, 0x82, 0x86, 0x84, 0x41, 9, .. "localhost"u8,
    ];

    /// <summary>The beginning of TLS: a record that promises a greeting.</summary>
    private static readonly byte[] tls = [0x16, 3, 1, 0, 40, 1, 0, 0, 36, 3, 3, .. new byte[32], 0, 0];

    [Theory]
    [InlineData("json")]
    [InlineData("query")]
    public async Task A_connection_that_brings_garbage_ends_and_others_go_on(string protocol)
    {
        await using var open = await Open.Start();
        var mutation = new Mutation(new Dice(1).Fork(protocol), [.. Corpus.Of(protocol), Raw(http2), Raw(tls)]);
        for (var i = 0; i < 400; i++)
        {
            var sent = i % 8 == 0 ? mutation.Garbage(i % 16 == 0 ? http2 : tls) : mutation.Garbage();
            var heard = await Exchange(open.Port, sent);
            Assert.False(
                heard.StartsWith("HTTP/1.1 50", StringComparison.Ordinal)
                    && !heard.StartsWith("HTTP/1.1 501", StringComparison.Ordinal)
                    && !heard.StartsWith("HTTP/1.1 505", StringComparison.Ordinal),
                $"{i}: {heard}\n{Convert.ToHexString(sent)}");
        }

        foreach (var draft in Corpus.Beginning())
        {
            using var client = new TcpClient("127.0.0.1", open.Port);
            await using var line = new Line(client.GetStream());
            await line.Send(draft.Bytes());
            using var limit = new CancellationTokenSource(Limit);
            Assert.Equal(200, (await line.Read(head: false, limit.Token))?.Status);
        }

        Assert.True(open.Said.Length == 0, open.Said);
    }

    private static Draft Raw(byte[] bytes) => new("POST", "/", [("Host", "localhost")], bytes);

    /// <summary>Sends, says that nothing more comes, and hears the server out until it ends the connection.</summary>
    private static async Task<string> Exchange(int port, byte[] bytes)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        var heard = new StringBuilder();
        try
        {
            await socket.SendAsync(bytes, limit.Token);
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, limit.Token) is > 0 and var count)
            {
                heard.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // Cut off in the midst of it, which ends the connection as well.
        }

        return heard.ToString();
    }

    /// <summary>A server behind a real socket.</summary>
    private sealed class Open(Server server, string folder, MemoryStream said, int port) : IAsyncDisposable
    {
        public int Port => port;

        public string Said => Encoding.UTF8.GetString(said.ToArray());

        public static async Task<Open> Start()
        {
            var folder = Directory.CreateTempSubdirectory("faultline-fuzz-").FullName;
            var port = FreePort();
            var settings = new Settings
            {
                State = Path.Combine(folder, "state"),
                Durability = Durability.None,
                Init = Path.Combine(folder, "init"),
                Listen = [new(IPAddress.Loopback, port)],
            };
            var said = new MemoryStream();
            var log = new Log(LogLevel.Error, LogFormat.Text, TimeProvider.System, Stream.Synchronized(said));
            IConnectionListenerFactory transport = LineTransport.IsHere
                ? new LineTransport()
                : new SocketTransportFactory(
                    Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
            var node = new Node("server", TimeProvider.System, new(1));
            return new(await Server.Start(settings, node, transport, log, CancellationToken.None), folder, said, port);
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await server.DisposeAsync();
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        private static int FreePort()
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
    }
}
