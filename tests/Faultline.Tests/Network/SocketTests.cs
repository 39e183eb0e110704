using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;

namespace Faultline.Tests.Network;

/// <summary>A forwarder over the sockets of this machine.</summary>
public sealed class SocketTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly IPEndPoint Any = new(IPAddress.Loopback, 0);
    private static readonly Atlas Atlas = Atlas.Draw(new());
    private static readonly Domain Here = Place("use1-az1-h1");
    private static readonly Domain There = Place("use1-az2-h1");

    private readonly Board board = new();
    private readonly Ways ways;
    private readonly Sockets sockets = new();
    private readonly TcpListener behind = new(Any);
    private readonly List<IDisposable> open = [];
    private Forwarder? forwarder;

    public SocketTests()
    {
        ways = new(Atlas, board, Distances.Mapped);
        behind.Start();
    }

    [Fact]
    public async Task Bytes_go_both_ways_whole_and_each_half_closes_by_itself()
    {
        var (client, server) = await Pair();
        var bytes = new byte[5_000_000];
        new Dice(1).Fill(bytes);
        async Task Send()
        {
            await client.SendAsync(bytes);
            client.Shutdown(SocketShutdown.Send);
        }

        var sends = Send();
        Assert.Equal(bytes, await ReadToEnd(server));
        await sends;
        await server.SendAsync(bytes.AsMemory(0, 1000));
        server.Shutdown(SocketShutdown.Send);
        Assert.Equal(bytes[..1000], await ReadToEnd(client));
        await Until(() => forwarder!.Connections == 0);
    }

    [Fact]
    public async Task A_reset_is_carried_as_a_reset()
    {
        var (client, server) = await Pair();
        server.LingerState = new(enable: true, seconds: 0);
        server.Dispose();
        var why = await Assert.ThrowsAsync<SocketException>(() => ReadToEnd(client));
        Assert.Equal(SocketError.ConnectionReset, why.SocketErrorCode);
    }

    [Fact]
    public async Task Nobody_behind_is_a_reset()
    {
        var nobody = new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)behind.LocalEndpoint).Port);
        behind.Stop();
        await Start(Target.Address(There, sockets, nobody));
        var client = await Connect();
        await Assert.ThrowsAsync<SocketException>(() => ReadToEnd(client));
    }

    [Fact]
    public async Task A_cut_is_silence_and_bytes_go_on_when_it_heals()
    {
        var (client, server) = await Pair();
        Show(new LinkEffect(Here, There, new() { Cut = true }));
        await client.SendAsync("hello"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);
        var hears = ReadToEnd(server);
        Show(new LinkEffect(Here, There, new(TimeSpan.FromMilliseconds(5), default, 0.1, Cut: false)));
        Assert.Equal("hello"u8.ToArray(), await hears);
    }

    [Fact]
    public async Task Without_power_the_address_refuses_and_with_it_listens_again()
    {
        var (client, _) = await Pair();
        var at = forwarder!.At;
        Show(new HostEffect(new(Here), new() { Off = true }));
        await Until(() => !Listens(at));
        Assert.False(client.Poll(0, SelectMode.SelectRead)); // Neither an end nor a reset.
        Show();
        await Until(() => Listens(at));
        await client.SendAsync("hello?"u8.ToArray());
        await Assert.ThrowsAsync<SocketException>(() => ReadToEnd(client));
    }

    [Fact]
    public async Task Nothing_is_left_when_it_is_disposed()
    {
        var (client, server) = await Pair();
        var (half, other) = await Another();
        half.Shutdown(SocketShutdown.Send);
        Assert.Empty(await ReadToEnd(other));
        var at = forwarder!.At;
        await forwarder.DisposeAsync();
        Assert.False(Listens(at));
        await Assert.ThrowsAsync<SocketException>(() => ReadToEnd(half));
        await Assert.ThrowsAsync<SocketException>(() => ReadToEnd(client));
        await Assert.ThrowsAsync<SocketException>(() => ReadToEnd(server));
        using var next = sockets.Listen(at);
        Assert.Equal(at, next.At);
        Assert.Throws<IOException>(() => sockets.Listen(at));
    }

    public async ValueTask DisposeAsync()
    {
        if (forwarder is not null)
        {
            await forwarder.DisposeAsync();
        }

        open.ForEach(each => each.Dispose());
        behind.Dispose();
        ways.Dispose();
    }

    private static Domain Place(string name) =>
        Atlas.TryFind(name, out var place) ? place : throw new ArgumentException($"There is no {name}.");

    private static bool Listens(IPEndPoint at)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(at);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<byte[]> ReadToEnd(Socket from)
    {
        using var limit = new CancellationTokenSource(Patience);
        var (bytes, buffer) = (new ArrayBufferWriter<byte>(), new byte[65536]);
        while (await from.ReceiveAsync(buffer.AsMemory(), limit.Token) is > 0 and var length)
        {
            bytes.Write(buffer.AsSpan(0, length));
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static async Task Until(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!holds())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private void Show(params Effect[] effects) => board.Show(new([.. effects.Select(effect => ("fault", effect))]));

    private async Task Start(Target target)
    {
        var node = new Node("forwarder", TimeProvider.System, new(1));
        forwarder = await Forwarder.Start(node, ways, sockets, new(Any, Here), (_, _) => new(target));
    }

    private async Task<Socket> Connect()
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        open.Add(client);
        await client.ConnectAsync(forwarder!.At);
        return client;
    }

    /// <summary>A client, and whom the forwarder connects it with.</summary>
    private async Task<(Socket Client, Socket Server)> Pair()
    {
        await Start(Target.Address(There, sockets, (IPEndPoint)behind.LocalEndpoint));
        return await Another();
    }

    private async Task<(Socket Client, Socket Server)> Another()
    {
        using var limit = new CancellationTokenSource(Patience);
        var (accepts, client) = (behind.AcceptSocketAsync(limit.Token), await Connect());
        var server = await accepts;
        open.Add(server);
        return (client, server);
    }
}
