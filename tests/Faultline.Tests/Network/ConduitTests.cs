using System.Net;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Tests.Network;

/// <summary>What comes out of one line goes into another: over sockets by itself, otherwise chunk by chunk.</summary>
public sealed class ConduitTests : IDisposable
{
    private const int MebiByte = 1024 * 1024;

    private static readonly TimeSpan limit = TimeSpan.FromSeconds(60);
    private static readonly Atlas atlas = Atlas.Draw(new());
    private static readonly Domain zone = atlas.Region("us-east-1")!.Children[0];
    private static readonly Domain next = atlas.Region("us-east-1")!.Children[1];

    private readonly Board board = new();
    private readonly Ways ways;
    private readonly Dialer dialer;
    private readonly ITransport transport = new Sockets();
    private readonly List<IListener> listeners = [];

    public ConduitTests()
    {
        ways = new(atlas, board, Distances.None);
        dialer = new(new("test", TimeProvider.System, new(1)), ways, transport);
    }

    [Fact]
    public async Task Both_lines_come_to_one_loop_whoever_waits_first()
    {
        for (var i = 0; i < 8; i++)
        {
            var (client, near, far, server) = await Joined();
            _ = near.Toward(far);
            Assert.Equal(near.Home, far.Home);
            Assert.Equal(OperatingSystem.IsLinux(), near.Home is not null);
            Close(client, near, far, server);
        }
    }

    [Theory]
    [InlineData(false, 1, 64)]
    [InlineData(false, 16 * 1024, 64 * 1024)]
    [InlineData(false, 300_000, 1_000)]
    [InlineData(true, 7_000, 10_000)]
    public async Task Bytes_are_whole_and_in_order_both_ways_and_all_are_counted(bool isSimulated, int chunk, int room)
    {
        var (client, near, far, server) = await Joined(isSimulated ? new SimulatedTransport() : transport);
        var length = chunk == 1 ? 5_000 : 4 * MebiByte;
        var (there, back) = (near.Toward(far), far.Toward(near));
        var ended = Task.WhenAll(there.Run(), back.Run());
        var sends = Task.WhenAll(Bytes.Pour(client, length, chunk, 1), Bytes.Pour(server, length, chunk, 2));
        var heard = await Task.WhenAll(Bytes.Drain(server, room), Bytes.Drain(client, room)).WaitAsync(limit);
        await sends.WaitAsync(limit);
        Assert.All(await ended.WaitAsync(limit), Assert.True);
        Assert.Equal(Bytes.Content(length, 1), heard[0]);
        Assert.Equal(Bytes.Content(length, 2), heard[1]);
        Assert.Equal(length, there.Moved);
        Assert.Equal(length, back.Moved);
        var counts = ways.TrafficOf(listeners[^1].At.Address).Counts;
        Assert.Equal((length, length), (counts.BytesTo, counts.BytesFrom));
        Close(client, near, far, server);
    }

    [Fact]
    public async Task Who_takes_nothing_is_sent_no_more_than_there_is_room_for()
    {
        var (client, near, far, server) = await Joined();
        var there = near.Toward(far);
        var ended = there.Run();
        var sends = Bytes.Pour(client, 64 * MebiByte, MebiByte, 1);
        var before = -1L;
        while (there.Moved != before)
        {
            before = there.Moved;
            await Task.Delay(200);
        }

        Assert.False(sends.IsCompleted);
        Assert.Equal(Bytes.Content(64 * MebiByte, 1), await Bytes.Drain(server, MebiByte).WaitAsync(limit));
        Assert.True(await ended.WaitAsync(limit));
        Close(client, near, far, server);
    }

    [Fact]
    public async Task Many_that_never_pause_leave_others_their_turn()
    {
        var busy = new List<(Line Client, Line Near, Line Far, Line Server)>();
        var never = new List<Task>();
        for (var i = 0; i < 2 * Environment.ProcessorCount; i++)
        {
            var lines = await Joined();
            busy.Add(lines);
            never.AddRange(
                Forever(lines.Client),
                Trap(lines.Near.Toward(lines.Far).Run()),
                Trap(Bytes.Drain(lines.Server, MebiByte)));
        }

        for (var i = 0; i < 8; i++)
        {
            var (client, near, far, server) = await Joined();
            var ended = near.Toward(far).Run();
            await Bytes.Pour(client, 1_000, 1_000, 1);
            Assert.Equal(Bytes.Content(1_000, 1), await Bytes.Drain(server, 1_000).WaitAsync(limit));
            Assert.True(await ended.WaitAsync(limit));
            Close(client, near, far, server);
        }

        foreach (var (client, near, far, server) in busy)
        {
            Close(client, near, far, server);
        }

        await Task.WhenAll(never).WaitAsync(limit);
    }

    [Fact]
    public async Task A_way_that_grows_long_while_bytes_go_is_felt_and_costs_none()
    {
        var (client, near, far, server) = await Joined();
        var there = near.Toward(far);
        var ended = there.Run();
        await client.Send(Bytes.Content(1_000, 1));
        var buffer = new byte[2_000];
        await Fill(server, buffer.AsMemory(0, 1_000));
        Show(new LinkEffect(zone, next, new() { Cut = true }));
        await client.Send(Bytes.Content(1_000, 2));
        var waits = Fill(server, buffer.AsMemory(1_000, 1_000));
        await Task.Delay(100);
        Assert.False(waits.IsCompleted);
        Show();
        await waits.WaitAsync(limit);
        Assert.Equal([.. Bytes.Content(1_000, 1), .. Bytes.Content(1_000, 2)], buffer);
        client.End();
        Assert.True(await ended.WaitAsync(limit));
        Assert.Equal(2_000, there.Moved);
        Close(client, near, far, server);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_is_gone_takes_the_other_with_it_as_a_reset(bool isClient)
    {
        for (var i = 0; i < 50; i++)
        {
            var (client, near, far, server) = await Joined();
            var (there, back) = (near.Toward(far).Run(), far.Toward(near).Run());
            await client.Send("hello"u8.ToArray());
            var hello = new byte[5];
            await Fill(server, hello);
            var (gone, left) = isClient ? (client, server) : (server, client);
            gone.Reset();
            await Assert.ThrowsAnyAsync<Exception>(async () => await left.Receive(hello).AsTask().WaitAsync(limit));
            Assert.Contains(false, await Task.WhenAll(there, back).WaitAsync(limit));
            Close(client, near, far, server);
        }
    }

    public void Dispose()
    {
        listeners.ForEach(listener => listener.Dispose());
        dialer.Dispose();
        ways.Dispose();
    }

    private static async Task Trap(Task ends)
    {
        try
        {
            await ends;
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            // That is how it was to end.
        }
    }

    private static Task Forever(Line line)
    {
        async Task Send()
        {
            var bytes = new byte[MebiByte];
            while (true)
            {
                await line.Send(bytes);
            }
        }

        return Trap(Send());
    }

    private static async Task Fill(Line line, Memory<byte> into)
    {
        while (!into.IsEmpty)
        {
            into = into[await line.Receive(into)..];
        }
    }

    private static void Close(params IEnumerable<Line> lines)
    {
        foreach (var line in lines)
        {
            line.Close();
        }
    }

    /// <summary>A client's line to a node, and that of the node to a server in another zone.</summary>
    private async Task<(Line Client, Line Near, Line Far, Line Server)> Joined(ITransport? over = null)
    {
        var by = over ?? transport;
        var own = over is null ? dialer : new(new("test", TimeProvider.System, new(1)), ways, over);
        var (client, near) = await Pair(by, async at => (await by.Dial(at, CancellationToken.None))!);
        var (far, server) = await Pair(
            by, async at => (await own.Dial(zone, next, at, limit, CancellationToken.None))!);
        return (client, own.Over(near, zone), far, server);
    }

    private async Task<(Line Dialed, Line Taken)> Pair(ITransport by, Func<IPEndPoint, Task<Line>> dial)
    {
        var listener = by.Listen(new(IPAddress.Loopback, by is Sockets ? 0 : 80 + listeners.Count));
        listeners.Add(listener);
        var dialed = await dial(listener.At);
        return (dialed, (await listener.AcceptLine())!);
    }

    private void Show(params Effect[] effects) => board.Show(new([.. effects.Select(effect => ("fault", effect))]));
}
