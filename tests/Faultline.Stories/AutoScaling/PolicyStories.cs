using Faultline.Simulation;

namespace Faultline.Stories.AutoScaling;

/// <summary>Groups that follow their load and their schedules while the server dies.</summary>
public sealed class PolicyStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_group_follows_its_load_out_and_in_though_the_server_dies() => Explore.Seeds(200, async world =>
    {
        var group = await LoadedGroup.Open(world, min: 1, max: 10);
        await group.Track();
        await group.Until("one serves", () => group.Is(1));
        foreach (var load in new[] { 60 + world.Dice.Below(90), 260 + world.Dice.Below(200), world.Dice.Below(90) })
        {
            group.Load = load;
            await group.Watch(Second * world.Dice.Below(40));
            group.Server.Kill();
            await world.Delay(Second * world.Dice.Below(20));
            await group.Server.Start();
            var needed = Math.Max(1, group.Needed);
            await group.Until($"{needed} serve under a load of {load}", () => group.Is(needed));
            await group.Watch(Second * 80);
            Assert.True(await group.Is(needed), $"It does not stay at {needed} under a load of {load}.");
        }

        Assert.Contains(await group.Causes(), cause => cause.Contains(
            "Z a monitor alarm TargetTracking-web-AlarmHigh-1 in state ALARM triggered policy cpu changing the desired "
            + "capacity from ",
            StringComparison.Ordinal));
    });

    [Fact]
    public void A_scheduled_action_acts_once_though_the_server_dies_over_it() => Explore.Seeds(200, async world =>
    {
        var group = await LoadedGroup.Open(world, min: 1, max: 10);
        await group.Until("one serves", () => group.Is(1));
        var at = world.Now + (Second * 30);
        await group.Schedule("up", at, 3);
        await group.Schedule("later", at + (Second * 150), 2);
        await world.Delay(Second * (20 + (world.Dice.Below(200) * 0.1)));
        group.Server.Kill();
        await world.Delay(Second * world.Dice.Below(30));
        await group.Server.Start();
        await group.Until("three serve", () => group.Is(3));
        Assert.True(world.Now >= at, "It acted before its hour.");
        await group.Until("two serve", () => group.Is(2));
        Assert.True(world.Now >= at + (Second * 150), "It acted before its hour.");
        await group.Watch(Second * 60);
        Assert.True(await group.Is(2), "An action acted twice.");
        Assert.Single(await group.Causes(), cause => cause.Contains("from 3 to 2.", StringComparison.Ordinal)
            && cause.Contains("a scheduled action update of AutoScalingGroup", StringComparison.Ordinal));
    });
}
