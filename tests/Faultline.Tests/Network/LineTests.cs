using System.Net;
using Faultline.Kernel;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Tests.Network;

/// <summary>What holds of lines over sockets and over a simulation's pipes alike.</summary>
public sealed class LineTests
{
    private const int MebiByte = 1024 * 1024;

    private static readonly TimeSpan limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_room_it_waits_for_bytes_and_takes_none(bool isSimulated)
    {
        var (client, server) = await Pair(isSimulated);
        var waits = server.Receive(Memory<byte>.Empty).AsTask();
        Assert.False(waits.IsCompleted);
        await client.Send("hello"u8.ToArray());
        Assert.Equal(0, await waits.WaitAsync(limit));
        Assert.Equal(0, await server.Receive(Memory<byte>.Empty));
        var buffer = new byte[8];
        Assert.Equal(5, await server.Receive(buffer));
        client.Close();
        server.Close();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7_000)]
    [InlineData(300_000)]
    public async Task Bytes_are_whole_and_in_order_both_ways_at_once(int chunk)
    {
        var (client, server) = await Pair(isSimulated: false);
        var length = chunk == 1 ? 10_000 : 8 * MebiByte;
        var there = Bytes.Pour(client, length, chunk, seed: 1);
        var back = Bytes.Pour(server, length, chunk, seed: 2);
        var heard = await Task.WhenAll(Bytes.Drain(server, 4096), Bytes.Drain(client, 100_000)).WaitAsync(limit);
        await Task.WhenAll(there, back).WaitAsync(limit);
        Assert.Equal(Bytes.Content(length, 1), heard[0]);
        Assert.Equal(Bytes.Content(length, 2), heard[1]);
        client.Close();
        server.Close();
    }

    [Fact]
    public async Task An_end_that_comes_with_the_last_bytes_is_heard_behind_them()
    {
        for (var i = 0; i < 200; i++)
        {
            var (client, server) = await Pair(isSimulated: false);
            var heard = Bytes.Drain(server, 64);
            await client.Send("the last"u8.ToArray());
            client.Close();
            Assert.Equal("the last"u8.ToArray(), await heard.WaitAsync(limit));
            server.Close();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closing_it_ends_a_wait_for_bytes_and_one_for_room(bool isReset)
    {
        var (client, server) = await Pair(isSimulated: false);
        var receives = server.Receive(new byte[8]).AsTask();
        var sends = server.Send(new byte[64 * MebiByte]).AsTask();
        Assert.False(sends.IsCompleted);
        if (isReset)
        {
            server.Reset();
        }
        else
        {
            server.Close();
        }

        Assert.True(await IsGone(receives));
        Assert.True(await IsGone(sends));
        client.Close();
    }

    [Fact]
    public async Task Who_has_reset_it_says_no_end_any_more()
    {
        for (var i = 0; i < 100; i++)
        {
            var (client, server) = await Pair(isSimulated: false);
            var waits = server.Receive(new byte[8]).AsTask();
            server.Reset();
            server.End();
            async Task Hears() => await client.Receive(new byte[8]);
            Assert.True(await IsGone(Hears()));
            Assert.True(await IsGone(waits));
            client.Close();
        }
    }

    [Fact]
    public async Task A_reset_is_heard_by_whoever_waits()
    {
        var (client, server) = await Pair(isSimulated: false);
        var receives = server.Receive(new byte[8]).AsTask();
        client.Reset();
        Assert.True(await IsGone(receives));
        server.Close();
    }

    [Fact]
    public async Task Nobody_there_is_null_and_giving_up_says_so()
    {
        var sockets = new Sockets();
        IPEndPoint gone;
        using (var listener = sockets.Listen(new(IPAddress.Loopback, 0)))
        {
            gone = listener.At;
        }

        Assert.Null(await sockets.Dial(gone, CancellationToken.None).AsTask().WaitAsync(limit));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await sockets.Dial(gone, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task It_knows_who_is_at_the_other_end()
    {
        var sockets = new Sockets();
        using var listener = sockets.Listen(new(IPAddress.Loopback, 0));
        var client = (await sockets.Dial(listener.At, CancellationToken.None))!;
        var server = (await listener.AcceptLine())!;
        Assert.Equal(listener.At, client.Peer);
        Assert.Equal(IPAddress.Loopback, server.Peer!.Address);
        client.Close();
        server.Close();
    }

    private static async Task<(Line Client, Line Server)> Pair(bool isSimulated)
    {
        ITransport transport = isSimulated ? new SimulatedTransport() : new Sockets();
        using var listener = transport.Listen(new(IPAddress.Loopback, isSimulated ? 80 : 0));
        var client = await transport.Dial(listener.At, CancellationToken.None);
        return (client!, (await listener.AcceptLine())!);
    }

    private static async Task<bool> IsGone(Task waits)
    {
        try
        {
            await waits.WaitAsync(limit);
            return false;
        }
        catch (Exception gone) when (gone is not TimeoutException)
        {
            return Line.IsGone(gone);
        }
    }
}
