using System.IO.Pipelines;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Network;
using Faultline.Simulation;
using static Faultline.Stories.Network.Crossing;

namespace Faultline.Stories.Network;

/// <summary>What a relay promises the two ends of a connection, under every order of events.</summary>
public sealed class RelayStories
{
    [Fact]
    public void Bytes_are_whole_and_in_order_whatever_the_way_does() => Explore.Seeds(200, async world =>
    {
        var distances = world.Dice.Chance(0.5) ? Distances.Mapped : Distances.None;
        var window = 1 + world.Dice.Below(world.Dice.Chance(0.5) ? 1000 : 300_000);
        var crossing = new Crossing(world, distances, Exact with { WindowBytes = window });
        var over = false;
        async Task Weather()
        {
            while (!over)
            {
                await world.Delay(world.Below(Second));
                var slow = Slow(world.Below(Second), world.Below(Second), world.Dice.Fraction() * 0.5);
                Fault[] some =
                [
                    slow, new LinkCut(Here, There, world.Dice.Chance(0.5)), new ZoneIsolation(Here.Zone!, true),
                    new ZoneGray(There.Zone!, 200 * Ms, 100 * Ms, 0.3), new HostPause(new(There)),
                ];
                crossing.Strike([.. some.Where(_ => world.Dice.Chance(0.3))]);
            }

            crossing.Heal();
        }

        async Task Talk(PipeWriter to, byte[] bytes)
        {
            for (var at = 0; at < bytes.Length;)
            {
                var take = Math.Min(bytes.Length - at, 1 + world.Dice.Below(world.Dice.Chance(0.8) ? 2000 : 50_000));
                await Send(to, bytes[at..(at + take)]);
                at += take;
                if (world.Dice.Chance(0.5))
                {
                    await world.Delay(world.Below(Second));
                }
            }
        }

        var (request, answer) = (Bytes(world.Dice.Below(60_000)), Bytes(world.Dice.Below(60_000), from: 99));
        var weather = Weather();
        var talk = Task.WhenAll(Talk(crossing.Near.Output, request), Talk(crossing.Far.Output, answer));
        async Task<byte[]> Arrives(PipeReader from, int length) => await Read(from, length);
        var (one, other) = (Arrives(crossing.Far.Input, request.Length), Arrives(crossing.Near.Input, answer.Length));
        await talk;
        over = true;
        await weather;
        Assert.Equal(request, await one);
        Assert.Equal(answer, await other);
        await crossing.End();
    });

    [Fact]
    public void Latency_does_not_add_up() => Explore.Seeds(200, async world =>
    {
        var crossing = new Crossing(world);
        crossing.Strike(Slow(100 * Ms));
        var arrives = crossing.Takes(Read(crossing.Far.Input, 50 * 500));
        for (var chunk = 0; chunk < 50; chunk++)
        {
            await Send(crossing.Near.Output, Bytes(500));
            await world.Delay(Ms);
        }

        Assert.InRange(await arrives, 149 * Ms, 160 * Ms);
        await crossing.End();
    });

    [Fact]
    public void The_map_says_how_long_it_takes_when_its_distances_count() => Explore.Seeds(50, async world =>
    {
        var crossing = new Crossing(world, Distances.Mapped);
        var latency = Atlas.Latency(Here, There);
        Assert.InRange(await crossing.Ping(), latency, latency + Ms);
        await crossing.End();
    });

    [Fact]
    public void Past_the_window_the_sender_waits() => Explore.Seeds(100, async world =>
    {
        var crossing = new Crossing(world, options: Exact with { WindowBytes = 10_000 });
        crossing.Strike(Slow(Second));
        var sent = 0;
        async Task Talk()
        {
            while (sent < 300_000)
            {
                await Send(crossing.Near.Output, Bytes(1000));
                sent += 1000;
            }
        }

        var talk = Talk();
        await world.Delay(Second / 2);

        // The window, and the end's own pipe.
        Assert.InRange(sent, 60_000, 80_000);
        crossing.Heal();
        Assert.Equal(300_000, (await Read(crossing.Far.Input, 300_000)).Length);
        await talk;
        await crossing.End();
    });

    [Fact]
    public void What_is_lost_is_sent_again_and_comes_later() => Explore.Seeds(200, async world =>
    {
        var crossing = new Crossing(world);
        crossing.Strike(Slow(10 * Ms, loss: 0.5));
        var spans = new List<TimeSpan>();
        for (var count = 0; count < 20; count++)
        {
            spans.Add(await crossing.Ping());
        }

        // Lost once: 10 ms, and 200 ms and two ways until it is sent again; lost twice: that, and double as long again.
        Assert.All(spans, span => Assert.True(span < 12 * Ms || span >= 230 * Ms, $"{span}"));
        Assert.Contains(spans, span => span < 12 * Ms);
        Assert.Contains(spans, span => span >= 230 * Ms);
        Assert.All(spans, span => Assert.True(span < 232 * Ms || span >= 670 * Ms, $"{span}"));
        crossing.Heal();
        Assert.InRange(await crossing.Ping(), TimeSpan.Zero, Ms);
        await crossing.End();
    });

    [Fact]
    public void Half_close_travels_like_bytes_and_leaves_the_way_back() => Explore.Seeds(200, async world =>
    {
        var crossing = new Crossing(world);
        var latency = world.Dice.Chance(0.5) ? TimeSpan.Zero : world.Below(Second);
        crossing.Strike(Slow(latency));
        var hears = crossing.Takes(Read(crossing.Far.Input, 1000));
        await Send(crossing.Near.Output, Bytes(10));
        await crossing.Near.Output.CompleteAsync();
        Assert.InRange(await hears, latency, latency + Ms);
        await world.Delay(world.Below(Second));
        Assert.False(crossing.Ended.IsCompleted);
        await Send(crossing.Far.Output, Bytes(10));
        Assert.Equal(Bytes(10), await Read(crossing.Near.Input, 10));
        await crossing.Far.Output.CompleteAsync();
        Assert.Empty(await Read(crossing.Near.Input, 1));
        await crossing.Ended;
    });

    [Fact]
    public void The_failure_of_one_end_is_a_reset_at_the_other() => Explore.Seeds(200, async world =>
    {
        var crossing = new Crossing(world);
        var latency = world.Dice.Chance(0.5) ? TimeSpan.Zero : world.Below(Second);
        crossing.Strike(Slow(latency));
        var (one, other) = world.Dice.Chance(0.5) ? (crossing.Near, crossing.Far) : (crossing.Far, crossing.Near);
        await Send(one.Output, Bytes(10));
        var began = world.Now;
        if (world.Dice.Chance(0.5))
        {
            await one.Output.CompleteAsync(new IOException("It crashed."));
        }
        else
        {
            // It takes nothing any more: whoever sends to it learns of that once the first bytes have been there.
            await one.Input.CompleteAsync();
            await Send(other.Output, Bytes(10));
        }

        await Assert.ThrowsAsync<ConnectionReset>(() => Read(other.Input, 11));
        Assert.InRange(world.Now - began, latency, 2 * latency + Ms);
        await crossing.Ended;
    });

    [Fact]
    public void Who_waits_too_long_for_its_bytes_to_arrive_gives_up_and_the_other_hears_when_it_speaks() =>
        Explore.Seeds(100, async world =>
        {
            var crossing = new Crossing(world, options: Exact with { GiveUpAfter = 60 * Second });
            crossing.Strike(new LinkCut(Here, There, OneWay: world.Dice.Chance(0.5)));
            await Send(crossing.Near.Output, Bytes(10));
            var began = world.Now;
            await Assert.ThrowsAsync<ConnectionReset>(() => Read(crossing.Near.Input, 1));
            Assert.InRange(world.Now - began, 60 * Second, 61 * Second);
            var hears = Read(crossing.Far.Input, 1);
            crossing.Heal();
            await world.Delay(1000 * Second);
            Assert.False(hears.IsCompleted);
            await Send(crossing.Far.Output, Bytes(1));
            await Assert.ThrowsAsync<ConnectionReset>(() => hears);
            await crossing.Ended;
        });

    [Fact]
    public void A_relay_that_is_stopped_resets_both_ends_whatever_it_was_about() => Explore.Seeds(200, async world =>
    {
        var crossing = new Crossing(world, options: Exact with { WindowBytes = 1000 });
        if (world.Dice.Chance(0.5))
        {
            crossing.Strike(Slow(Second), new LinkCut(Here, There, OneWay: true));
        }

        await Send(crossing.Near.Output, Bytes(world.Dice.Below(50_000)));
        await Send(crossing.Far.Output, Bytes(world.Dice.Below(50_000)));
        await world.Delay(world.Below(2 * Second));
        if (world.Dice.Chance(0.3))
        {
            crossing.Strike(new HostCrash(new(There)));
            await world.Delay(world.Below(2 * Second));
        }

        crossing.Stop.Cancel();
        await crossing.Ended;
        await Assert.ThrowsAsync<ConnectionReset>(() => Read(crossing.Near.Input, 100_000));
        await Assert.ThrowsAsync<ConnectionReset>(() => Read(crossing.Far.Input, 100_000));
    });
}
