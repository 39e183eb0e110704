using Faultline.Kernel.Faults.Kinds;
using Faultline.Network;
using Faultline.Simulation;
using static Faultline.Stories.Network.Crossing;

namespace Faultline.Stories.Network;

/// <summary>
/// A gate on the way of one connection: while it is shut the connection stands still, and nobody is told.
/// </summary>
public sealed class GateStories
{
    [Fact]
    public void What_is_sent_while_it_is_shut_arrives_once_it_is_open() => Explore.Seeds(200, async world =>
    {
        var gate = new Gate();
        var crossing = new Crossing(world, gate: gate);
        var bytes = Bytes(1 + world.Dice.Below(300_000));
        if (world.Dice.Chance(0.5))
        {
            crossing.Strike(Slow(world.Below(100 * Ms)));
        }

        var (there, back) = (Read(crossing.Far.Input, bytes.Length), Read(crossing.Near.Input, 3));
        async Task Talk()
        {
            for (var at = 0; at < bytes.Length; at += 10_000)
            {
                await Send(crossing.Near.Output, bytes[at..Math.Min(at + 10_000, bytes.Length)]);
                await world.Delay(Ms);
            }
        }

        var talks = Talk();
        await world.Delay(world.Below(20 * Ms));
        gate.IsShut = true;
        await world.Delay(Ms);
        await Send(crossing.Far.Output, Bytes(3));
        await world.Delay(Ms + world.Below(800 * Second));
        Assert.False(back.IsCompleted);
        gate.IsShut = false;
        Assert.Equal(bytes, await there);
        Assert.Equal(Bytes(3), await back);
        await talks;
        await crossing.End();
    });

    [Fact]
    public void Whoever_waits_too_long_for_it_gives_up() => Explore.Seeds(50, async world =>
    {
        var gate = new Gate { IsShut = true };
        var crossing = new Crossing(world, gate: gate);
        await Send(crossing.Near.Output, Bytes(3));
        await Assert.ThrowsAsync<ConnectionReset>(() => Read(crossing.Near.Input, 1));
        Assert.InRange(world.Elapsed, 924 * Second, 926 * Second);
    });

    [Fact]
    public void Nothing_is_said_through_it_after_a_loss_of_power() => Explore.Seeds(100, async world =>
    {
        var gate = new Gate();
        var crossing = new Crossing(world, gate: gate);
        await crossing.Ping();
        crossing.Strike(new HostCrash(new(There)));
        gate.IsShut = true;
        await Send(crossing.Near.Output, Bytes(3));
        var hears = Read(crossing.Near.Input, 1);
        crossing.Heal();
        await world.Delay(100 * Second);
        Assert.False(hears.IsCompleted);
        gate.IsShut = false;
        await Assert.ThrowsAsync<ConnectionReset>(() => hears);
    });
}
