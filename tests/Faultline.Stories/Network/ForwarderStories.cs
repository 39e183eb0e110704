using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Network;
using Faultline.Simulation;
using static Faultline.Stories.Network.Crossing;

namespace Faultline.Stories.Network;

/// <summary>A simulated forwarder: whom it serves and refuses, and that it comes and goes with the power.</summary>
public sealed class ForwarderStories
{
    private static readonly IPEndPoint Door = new(IPAddress.Loopback, 80);
    private static readonly IPEndPoint Behind = new(IPAddress.Loopback, 8080);

    [Fact]
    public void Each_connection_is_carried_to_its_target() => Explore.Seeds(200, async world =>
    {
        await using var scene = await Scene.Begin(world);
        scene.Distance(100 * Ms);
        var began = world.Now;
        await Task.WhenAll(Enumerable.Range(1, 10).Select(async count =>
        {
            var client = await scene.Connect();
            await Send(client.Output, Bytes(count * 1000));
            Assert.Equal(Bytes(count * 1000), await Read(client.Input, count * 1000));
            await client.Output.CompleteAsync();
            Assert.Empty(await Read(client.Input, 1));
        }));

        // There and back for the handshake, there and back for the bytes, there and back for the end.
        Assert.InRange(world.Now - began, 600 * Ms, 610 * Ms);
    });

    [Fact]
    public void Without_a_target_or_with_nobody_there_the_connection_is_reset() => Explore.Seeds(100, async world =>
    {
        await using var scene = await Scene.Begin(world);
        if (world.Dice.Chance(0.5))
        {
            scene.Target = null;
        }
        else
        {
            scene.Echo.Dispose();
        }

        var client = await scene.Connect();
        await Assert.ThrowsAsync<ConnectionReset>(() => Read(client.Input, 1));
    });

    [Fact]
    public void A_target_that_is_cut_off_is_reached_when_the_way_heals() => Explore.Seeds(100, async world =>
    {
        await using var scene = await Scene.Begin(world);
        Strike(scene.Board, new LinkCut(There, Here, OneWay: world.Dice.Chance(0.5)));
        var client = await scene.Connect();
        var answer = Read(client.Input, 5);
        await Send(client.Output, Bytes(5));
        await world.Delay(100 * Second);
        Assert.False(answer.IsCompleted);
        Strike(scene.Board);
        Assert.Equal(Bytes(5), await answer);
    });

    [Fact]
    public void A_target_that_does_not_answer_in_time_is_a_reset() => Explore.Seeds(100, async world =>
    {
        await using var scene = await Scene.Begin(world);
        if (world.Dice.Chance(0.5))
        {
            Strike(scene.Board, new HostCrash(new(There)));
        }
        else
        {
            scene.Target = new(There, async ct =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, world.Clock, ct);
                return null;
            });
        }

        var client = await scene.Connect();
        await Assert.ThrowsAsync<ConnectionReset>(() => Read(client.Input, 1));
        Assert.InRange(world.Elapsed, 127 * Second, 128 * Second);
    });

    [Fact]
    public void One_connection_too_many_is_reset_and_room_comes_back() => Explore.Seeds(100, async world =>
    {
        await using var scene = await Scene.Begin(world, options => options with { ConnectionsMax = 2 });
        var (one, two, three) = (await scene.Connect(), await scene.Connect(), await scene.Connect());
        await Assert.ThrowsAsync<ConnectionReset>(() => Read(three.Input, 1));
        await one.Output.CompleteAsync();
        Assert.Empty(await Read(one.Input, 1));
        await world.Delay(Ms);
        var four = await scene.Connect();
        foreach (var each in new[] { two, four })
        {
            await Send(each.Output, Bytes(3));
            Assert.Equal(Bytes(3), await Read(each.Input, 3));
        }
    });

    [Fact]
    public void What_carries_nothing_for_too_long_is_reset_and_what_moves_is_not() => Explore.Seeds(100, async world =>
    {
        await using var scene = await Scene.Begin(world, options => options with { IdleAfter = 60 * Second });
        var (idle, busy) = (await scene.Connect(), await scene.Connect());
        async Task<TimeSpan> Silence()
        {
            await Assert.ThrowsAsync<ConnectionReset>(() => Read(idle.Input, 1));
            return world.Elapsed;
        }

        var silence = Silence();
        for (var count = 0; count < 20; count++)
        {
            await Send(busy.Output, Bytes(3));
            Assert.Equal(Bytes(3), await Read(busy.Input, 3));
            await world.Delay(10 * Second);
        }

        Assert.InRange(await silence, 60 * Second, 76 * Second);
    });

    [Fact]
    public void Without_power_nobody_listens_and_connections_are_silent() => Explore.Seeds(200, async world =>
    {
        await using var scene = await Scene.Begin(world);
        var client = await scene.Connect();
        await Send(client.Output, Bytes(3));
        await Read(client.Input, 3);
        Strike(scene.Board, new HostCrash(new(Here)));
        await world.Delay(Ms);
        Assert.Null(await scene.Transport.Connect(Door, default));
        await Send(client.Output, Bytes(3));
        var hears = Read(client.Input, 1);
        await world.Delay(world.Below(800 * Second));
        Assert.False(hears.IsCompleted);
        Strike(scene.Board);
        await Assert.ThrowsAsync<ConnectionReset>(() => hears);
        await world.Delay(Ms);
        var next = await scene.Connect();
        await Send(next.Output, Bytes(3));
        Assert.Equal(Bytes(3), await Read(next.Input, 3));
    });

    [Fact]
    public void Nothing_is_left_when_it_is_disposed() => Explore.Seeds(200, async world =>
    {
        var scene = await Scene.Begin(world);
        scene.Distance(world.Below(Second));
        var clients = new List<IDuplexPipe>();
        for (var count = 0; count < 5; count++)
        {
            var client = await scene.Connect();
            await Send(client.Output, Bytes(1000));
            clients.Add(client);
            await world.Delay(world.Below(Second));
        }

        if (world.Dice.Chance(0.3))
        {
            Strike(scene.Board, new LinkCut(Here, There, OneWay: false));
        }

        await scene.Forwarder.DisposeAsync();
        Assert.Equal(0, scene.Forwarder.Connections);
        Assert.Equal(1, scene.Transport.Listeners);
        foreach (var client in clients)
        {
            await Assert.ThrowsAsync<ConnectionReset>(() => Read(client.Input, 10_000));
        }

        await scene.DisposeAsync();
        Assert.Equal(0, scene.Transport.Listeners);
    });

    [Fact]
    public void Who_cannot_listen_says_so_at_once() => Explore.Seeds(20, async world =>
    {
        await using var scene = await Scene.Begin(world);
        await Assert.ThrowsAsync<IOException>(() => Forwarder.Start(
            world.Node("another"), scene.Ways, scene.Transport, new(Door, Here), (_, _) => new((Target?)null)));
    });

    /// <summary>A forwarder in one zone, and its target in another: a program that answers what it hears.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        public required Board Board { get; init; }

        public required Ways Ways { get; init; }

        public SimulatedTransport Transport { get; } = new();

        public Target? Target { get; set; }

        public IListener Echo { get; private set; } = null!;

        public Forwarder Forwarder { get; private set; } = null!;

        public static async Task<Scene> Begin(World world, Func<ForwarderOptions, ForwarderOptions>? change = null)
        {
            var board = new Board();
            var scene = new Scene { Board = board, Ways = new(Atlas, board, Distances.None) };
            scene.Echo = scene.Transport.Listen(Behind);
            scene.Target = Target.Address(There, scene.Transport, Behind);
            var options = new ForwarderOptions(Door, Here) { Relay = Exact };
            options = change is null ? options : change(options);
            scene.Forwarder = await Forwarder.Start(
                world.Node("forwarder"), scene.Ways, scene.Transport, options, (_, _) => new(scene.Target));
            _ = scene.Answer();
            return scene;
        }

        public void Distance(TimeSpan latency) => Strike(Board, Slow(latency));

        public async Task<IDuplexPipe> Connect() =>
            await Transport.Connect(Door, default) ?? throw new IOException("Nobody listens.");

        public async ValueTask DisposeAsync()
        {
            await Forwarder.DisposeAsync();
            Echo.Dispose();
            Ways.Dispose();
        }

        private async Task Answer()
        {
            while (await Echo.Accept() is { } client)
            {
                _ = Answer(client.Pipe);
            }
        }

        private static async Task Answer(IDuplexPipe client)
        {
            try
            {
                for (var read = await client.Input.ReadAsync(); ; read = await client.Input.ReadAsync())
                {
                    foreach (var part in read.Buffer)
                    {
                        client.Output.Write(part.Span);
                    }

                    client.Input.AdvanceTo(read.Buffer.End);
                    await client.Output.FlushAsync();
                    if (read.IsCompleted)
                    {
                        break;
                    }
                }
            }
            catch (ConnectionReset)
            {
                // The client is gone, or the forwarder.
            }

            await client.Output.CompleteAsync();
        }
    }
}
