using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Faultline.Whole.Instances;

namespace Faultline.Whole.Balancers;

/// <summary>Clients and targets that say what is hardly HTTP: the server keeps nothing of them.</summary>
[Collection(InstancesCollection.Name)]
public sealed class FuzzTests(Stand stand) : IClassFixture<Stand>
{
    private const int Port = 9000;
    private const int WarmUp = 4_000;
    private const int Connections = 12_000;

    /// <summary>So much less than the smallest buffer of a connection, for each of them, is no leak.</summary>
    private const long BytesMax = Connections * 1024L;

    /// <summary>Checks of both nodes may be under way, and calls of this test.</summary>
    private const int SocketsMax = 12;

    private static readonly string[] pieces =
        ["\r\n", "\n", "\r", "\0", " ", ":", "0", "Content-Length: 7\r\n", "Transfer-Encoding: chunked\r\n", ";"];

    private const string Asks =
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET /2 HTTP/1.1\r\nHost: b\r\n\r\n"
        + "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";

    private const string Answers = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n3\r\nabc\r\n0\r\n\r\n";

    [Fact]
    public async Task Fuzzed_bytes_at_both_sides_leave_no_connection_and_no_memory()
    {
        using var target = new TcpListener(IPAddress.Loopback, 0);
        target.Start(512);
        var serves = Serve(target);
        await Register(((IPEndPoint)target.LocalEndpoint).Port);
        var at = IPEndPoint.Parse((string)(await stand.Nodes())[0]["listeners"]![1]!["at"]!);
        var before = Sockets();
        await Send(at, 1, WarmUp);
        var resident = Resident();
        await Send(at, 2, Connections);
        Assert.InRange(Resident() - resident, long.MinValue, BytesMax);
        await Machines.UntilNone("the connections are gone", () =>
            Sockets() is var now && now <= before + SocketsMax ? [] : [$"{now} of them, {before} before"]);

        // It goes on for others.
        using var http = new HttpClient();
        Assert.Contains("GET /after ", await http.GetStringAsync(new Uri($"http://{await stand.Node()}/after")));
        target.Stop();
        await serves;
        Assert.DoesNotContain(" error ", stand.Server.Log, StringComparison.Ordinal);
    }

    private async Task Register(int port)
    {
        var vpc = Stand.Values(await stand.Elb("DescribeTargetGroups"), "VpcId").First();
        var group = Stand.Values(
            await stand.Elb("CreateTargetGroup", ("Name", "fuzz"), ("Protocol", "HTTP"), ("Port", "80"), ("VpcId", vpc),
                ("TargetType", "ip")),
            "TargetGroupArn").Single();
        await stand.Elb("RegisterTargets", ("TargetGroupArn", group), ("Targets.member.1.Id", "127.0.0.1"),
            ("Targets.member.1.Port", port.ToString(CultureInfo.InvariantCulture)));
        await stand.Elb("CreateListener", ("LoadBalancerArn", stand.Arn), ("Protocol", "HTTP"),
            ("Port", Port.ToString(CultureInfo.InvariantCulture)), ("DefaultActions.member.1.Type", "forward"),
            ("DefaultActions.member.1.TargetGroupArn", group));
        await Machines.Until("the nodes listen", async () =>
            (await stand.Nodes()).All(node => (string?)node["listeners"]![1]!["at"] is not null));
    }

    private static async Task Send(IPEndPoint at, int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i += 16)
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Ask(at, Mutated(random, Asks))).ToList());
        }
    }

    /// <summary>Says it, and hears the node out.</summary>
    private static async Task Ask(IPEndPoint at, byte[] bytes)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            await socket.ConnectAsync(at, limit.Token);
            await socket.SendAsync(bytes, limit.Token);
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, limit.Token) > 0)
            {
                // What it says is for other tests.
            }
        }
        catch (SocketException)
        {
            // It was cut off, which is an end as well.
        }
    }

    /// <summary>Answers whoever asks with something else, and ends the connection.</summary>
    private static async Task Serve(TcpListener listener)
    {
        var random = new Random(3);
        try
        {
            while (true)
            {
                _ = Answer(await listener.AcceptSocketAsync(), Mutated(random, Answers));
            }
        }
        catch (SocketException)
        {
            // It was stopped.
        }
    }

    private static async Task Answer(Socket socket, byte[] answer)
    {
        using (socket)
        {
            try
            {
                var buffer = new byte[4096];
                if (await socket.ReceiveAsync(buffer) > 0)
                {
                    await socket.SendAsync(answer);
                }
            }
            catch (SocketException)
            {
                // The node is gone.
            }
        }
    }

    private static byte[] Mutated(Random random, string text)
    {
        var bytes = new StringBuilder(text);
        for (var changes = 1 + random.Next(4); changes > 0 && bytes.Length > 1; changes--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (char)random.Next(256);
                    break;
                case 1:
                    bytes.Remove(at, Math.Min(1 + random.Next(8), bytes.Length - at));
                    break;
                case 2:
                    bytes.Insert(at, pieces[random.Next(pieces.Length)]);
                    break;
                default:
                    bytes.Length = at + 1;
                    break;
            }
        }

        return Encoding.Latin1.GetBytes(bytes.ToString());
    }

    private int Sockets() => Directory.EnumerateFiles($"/proc/{stand.Server.Pid}/fd")
        .Count(file => new FileInfo(file).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    /// <summary>What of the server's memory is resident.</summary>
    private long Resident() => 1024 * long.Parse(
        File.ReadLines($"/proc/{stand.Server.Pid}/status")
            .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
