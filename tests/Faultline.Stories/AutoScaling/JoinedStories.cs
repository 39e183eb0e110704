using Faultline.Simulation;

namespace Faultline.Stories.AutoScaling;

/// <summary>
/// A group, the balancer engine and CloudWatch's own alarms in one region, in AWS's time. Up to an hour is simulated
/// for a seed, with every request carried: about a second of a processor.
/// </summary>
public sealed class JoinedStories
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_group_follows_its_requests_out_and_in_whatever_fails() => Explore.Seeds(100, async world =>
    {
        var shop = await Shop.Open(world, min: 1, max: 8, desired: 1);
        shop.Load = Shop.Target / 2;
        await shop.Until("one serves", Minute * 10, () => shop.Is(1));
        await shop.Track(shop.Label);
        var peak = 3 + world.Dice.Below(3);
        shop.Load = (peak * Shop.Target) - (Shop.Target / 2);
        var isCalm = world.Dice.Chance(0.3);
        if (isCalm)
        {
            // Who fails is counted by some and not by others for a while, so that nobody knows how many are needed.
            shop.Always = group => Assert.True(group.DesiredCapacity <= peak, $"{group.DesiredCapacity} are wanted.");
        }

        var troubles = isCalm ? Task.CompletedTask : Trouble(world, shop);
        while (!troubles.IsCompleted)
        {
            await shop.Watch(Second * 10);
        }

        await troubles;
        await shop.Stage.Clear(_ => true);
        await shop.Stage.AllIsWell();
        await shop.Until($"{peak} serve", Minute * (isCalm ? 10 : 45), () => shop.Is(peak));
        await shop.Until("all of them are healthy", Minute * 3, async () => (await shop.Healthy()).Count == peak);
        shop.Failures = 0;
        await shop.Watch(Minute * 3);
        Assert.True(await shop.Is(peak), "It does not stay.");
        Assert.Equal(0, shop.Failures);
        if (world.Dice.Chance(0.5))
        {
            // The way back is long, and the same whatever failed before: every other one goes it.
            return;
        }

        shop.Load = Shop.Target / 2;
        if (world.Dice.Chance(0.5))
        {
            await shop.Watch(Minute * world.Dice.Below(15));
            await shop.Revive(Second * world.Dice.Below(60));
        }

        shop.Always = group => Assert.True(group.DesiredCapacity <= peak, $"{group.DesiredCapacity} are wanted.");
        await shop.Until("one serves again", Minute * 45, () => shop.Is(1));
    });

    /// <summary>What goes wrong: a zone, APIs, the server itself. All of it is over in the end.</summary>
    private static async Task Trouble(World world, Shop shop)
    {
        var stage = shop.Stage;
        for (var count = 0; count < 3; count++)
        {
            await world.Delay(stage.Seconds(20, 90));
            var span = stage.Seconds(20, 90);
            await (world.Dice.Below(6) switch
            {
                0 => stage.Begin("zone-power", span, ("zone", stage.SomeZone().Name), ("return", "10s")),
                1 => stage.Begin("api-error", span, ("service", "ec2"), ("share", "0.5")),
                2 => stage.Begin("api-error", span, ("service", "cloudwatch"), ("share", "0.5")),
                3 => stage.Begin("api-error", span, ("service", "elbv2"), ("share", "0.5")),
                4 => stage.Begin("capacity-shortage", span, ("place", stage.SomeZone().Name)),
                _ => shop.Revive(stage.Seconds(1, 40)),
            });
        }
    }
}
