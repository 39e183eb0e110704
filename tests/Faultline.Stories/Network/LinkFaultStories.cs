using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Network;
using Faultline.Simulation;
using static Faultline.Stories.Network.Crossing;

namespace Faultline.Stories.Network;

/// <summary>Each fault on links and hosts strikes connections that exist, and ends.</summary>
public sealed class LinkFaultStories
{
    /// <summary>What cuts the way between two zones, for one who stands in each.</summary>
    public static TheoryData<string> Cuts => ["link-cut", "zone-isolation", "from everything", "host-pause"];

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Bytes_stand_still_while_the_way_is_cut_and_then_go_on(string kind) => Explore.Seeds(200, async world =>
    {
        var crossing = new Crossing(world);
        await crossing.Ping();
        if (world.Dice.Chance(0.5))
        {
            crossing.Strike(Slow(100 * Ms));
        }

        // Some of it is under way when the cut comes.
        await Send(crossing.Near.Output, Bytes(world.Dice.Below(10)));
        crossing.Strike(kind switch
        {
            "link-cut" => new LinkCut(Here, There, OneWay: false),
            "zone-isolation" => new ZoneIsolation(There.Zone!, FromEverything: false),
            "from everything" => new ZoneIsolation(Here.Zone!, FromEverything: true),
            _ => new HostPause(new(world.Dice.Chance(0.5) ? Here : There)),
        });
        await world.Delay(world.Below(Ms));
        crossing.Far.Input.TryRead(out var before);
        var early = (int)before.Buffer.Length;
        crossing.Far.Input.AdvanceTo(before.Buffer.End);
        await Send(crossing.Near.Output, Bytes(1000));
        await crossing.Near.Output.CompleteAsync();
        var hears = Read(crossing.Far.Input, 2000);
        await world.Delay(world.Below(800 * Second));
        Assert.False(hears.IsCompleted);
        crossing.Heal();
        Assert.InRange(await crossing.Takes(hears), TimeSpan.Zero, Ms);
        Assert.InRange((await hears).Length + early, 1000, 1009);
        await crossing.End();
    });

    [Fact]
    public void A_way_that_is_cut_in_one_direction_carries_in_the_other() => Explore.Seeds(200, async world =>
    {
        var crossing = new Crossing(world);
        crossing.Strike(new LinkCut(There, Here, OneWay: true));
        await crossing.Ping();
        await Send(crossing.Far.Output, Bytes(1));
        var hears = Read(crossing.Near.Input, 1);
        await world.Delay(10 * Second);
        Assert.False(hears.IsCompleted);
        crossing.Heal();
        await hears;
        await crossing.End();
    });

    [Fact]
    public void A_slow_link_is_slow_and_is_quick_again() => Explore.Seeds(200, async world =>
    {
        var crossing = new Crossing(world);
        Assert.InRange(await crossing.Ping(), TimeSpan.Zero, Ms);
        crossing.Strike(Slow(300 * Ms, jitter: 100 * Ms));
        Assert.InRange(await crossing.Ping(), 200 * Ms, 401 * Ms);
        crossing.Heal();
        Assert.InRange(await crossing.Ping(), TimeSpan.Zero, Ms);
        await crossing.End();
    });

    [Fact]
    public void What_is_under_way_on_a_slow_link_does_not_stay_late_when_it_is_quick_again() =>
        Explore.Seeds(200, async world =>
        {
            var crossing = new Crossing(world);
            crossing.Strike(Slow(30 * Second));
            var hears = Read(crossing.Far.Input, 1);
            await Send(crossing.Near.Output, [1]);
            await world.Delay(Second);
            crossing.Strike(Slow(100 * Ms));
            Assert.InRange(await crossing.Takes(hears), 100 * Ms, 101 * Ms);
            await crossing.End();
        });

    [Fact]
    public void A_gray_zone_is_slow_at_its_border_and_recovers() => Explore.Seeds(200, async world =>
    {
        var crossing = new Crossing(world);
        crossing.Strike(new ZoneGray(There.Zone!, 200 * Ms, TimeSpan.Zero, Loss: 0.5));
        var spans = new List<TimeSpan>();
        for (var count = 0; count < 20; count++)
        {
            spans.Add(await crossing.Ping());
        }

        Assert.All(spans, span => Assert.True(span >= 200 * Ms, $"{span}"));
        Assert.Contains(spans, span => span < 202 * Ms);
        Assert.Contains(spans, span => span >= 800 * Ms);
        crossing.Heal();
        Assert.InRange(await crossing.Ping(), TimeSpan.Zero, Ms);
        await crossing.End();
    });

    [Fact]
    public void A_power_loss_is_silence_until_power_is_back_and_something_is_sent() => Explore.Seeds(200, async world =>
    {
        var crossing = new Crossing(world);
        await crossing.Ping();
        var end = world.Dice.Chance(0.5) ? Here : There;
        crossing.Strike(world.Dice.Chance(0.5) ? new HostCrash(new(end)) : new ZonePower(end.Zone!, 1, Second));

        // What ran there dies with its host, or somebody there has not noticed yet.
        var (dead, other) = end == Here ? (crossing.Near, crossing.Far) : (crossing.Far, crossing.Near);
        var dies = world.Dice.Chance(0.7);
        if (dies)
        {
            await dead.Output.CompleteAsync(world.Dice.Chance(0.5) ? new IOException("Killed.") : null);
        }

        var speaksEarly = world.Dice.Chance(0.5);
        if (speaksEarly)
        {
            await Send(other.Output, Bytes(world.Dice.Below(50_000)));
        }

        var hears = Read(other.Input, 1);
        await world.Delay(world.Below(800 * Second));
        Assert.False(hears.IsCompleted);
        crossing.Heal();
        if (!speaksEarly)
        {
            await world.Delay(world.Below(5000 * Second));
            Assert.False(hears.IsCompleted);
        }

        await Send(other.Output, Bytes(1));
        await Assert.ThrowsAsync<ConnectionReset>(() => hears);
        if (!dies)
        {
            await Send(dead.Output, Bytes(1));
        }

        await crossing.Ended;
    });

    [Fact]
    public void A_power_loss_of_a_moment_is_one_all_the_same() => Explore.Seeds(100, async world =>
    {
        var crossing = new Crossing(world);
        await crossing.Ping();
        crossing.Strike(new HostCrash(new(There)));
        crossing.Heal();
        await Send(crossing.Near.Output, Bytes(1));
        await Assert.ThrowsAsync<ConnectionReset>(() => Read(crossing.Near.Input, 1));
        await Send(crossing.Far.Output, Bytes(1));
        await crossing.Ended;
    });

    [Fact]
    public void Who_speaks_to_a_host_without_power_gives_up_some_time() => Explore.Seeds(100, async world =>
    {
        var crossing = new Crossing(world, options: Exact with { GiveUpAfter = 60 * Second });
        crossing.Strike(new HostCrash(new(There)));
        await Send(crossing.Near.Output, Bytes(1));
        await Assert.ThrowsAsync<ConnectionReset>(() => Read(crossing.Near.Input, 1));
        Assert.InRange(world.Elapsed, 60 * Second, 61 * Second);
        await crossing.Far.Output.CompleteAsync(new IOException("Killed."));
        await crossing.Ended;
    });
}
