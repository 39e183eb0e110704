using System.Net;
using System.Net.Sockets;
using System.Text;
using Faultline.Drills.Plans;
using Faultline.Drills.Probes;
using Faultline.Drills.Sites;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Network;
using Faultline.Services.Worldwide;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Drills;

/// <summary>A workload against a server on this machine, in real time.</summary>
public sealed class ProbeSocketTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TcpListener server = new(IPAddress.Loopback, 0);
    private int requests;

    public ProbeSocketTests() => server.Start();

    [Fact]
    public async Task At_500_requests_a_second_all_that_is_offered_is_sent()
    {
        var serves = Serve();
        var url = $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/";
        var plan = new HttpPlan("shop", "GET", url) { Rate = 500, Clients = 10, Timeout = Limit };
        await using (var workload = new Workload(new SocketSite(), new("test") { Probes = [plan] }))
        {
            await workload.Start(CancellationToken.None);
            using var patience = new CancellationTokenSource(Limit);
            while (workload.Look().Probes[0].Offered < 1000)
            {
                await Task.Delay(10, patience.Token);
            }

            var result = (await workload.Finish(null, CancellationToken.None)).Probes[0];
            Assert.Empty(result.Failures);
            Assert.Equal(result.Offered, result.Succeeded);
            Assert.Equal(result.Offered, Volatile.Read(ref requests));
        }

        server.Stop();
        await serves.WaitAsync(Limit);
    }

    public void Dispose() => server.Dispose();

    private async Task Serve()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                clients.Add(Answer(await server.AcceptSocketAsync()));
            }
        }
        catch (SocketException)
        {
            await Task.WhenAll(clients);
        }
    }

    /// <summary>Each request is as long as every other.</summary>
    private async Task Answer(Socket client)
    {
        using (client)
        {
            var (text, buffer) = (new StringBuilder(), new byte[4096]);
            while (await client.ReceiveAsync(buffer) is var count and > 0)
            {
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
                for (var end = 0; (end = $"{text}".IndexOf("\r\n\r\n", StringComparison.Ordinal)) >= 0;)
                {
                    text.Remove(0, end + 4);
                    Interlocked.Increment(ref requests);
                    await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
                }
            }
        }
    }

    /// <summary>This machine, of which only the sockets are used.</summary>
    private sealed class SocketSite : ISite
    {
        public Node Node { get; } = new("drill", TimeProvider.System, new(1));

        public string Says => "this machine";

        public ITransport Transport { get; } = new Sockets();

        public ValueTask<TOut> Observe<TOut>(
            string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
            where TOut : class, IStructure, new() => throw new NotSupportedException();

        public ValueTask<TOut> Call<TOut>(
            string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
            where TOut : class, IStructure, new() => throw new NotSupportedException();

        public ValueTask<NameAnswer> Resolve(string name, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IDatabase> Connect(DatabaseAddress at, CancellationToken ct) =>
            throw new NotSupportedException();

        public ValueTask<string> Begin(FaultRequest fault, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<string>> Clear(IReadOnlyCollection<string> faults, CancellationToken ct) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<string>> OutOfSync(
            string region, IReadOnlyCollection<string> databases, CancellationToken ct) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Happening>> Happenings(long after, CancellationToken ct) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
