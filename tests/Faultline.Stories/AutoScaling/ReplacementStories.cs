using Faultline.Simulation;

namespace Faultline.Stories.AutoScaling;

/// <summary>
/// How soon another one serves for one that is killed, behind a balancer that carries, in AWS's time.
/// </summary>
public sealed class ReplacementStories
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>One look at health.</summary>
    private static readonly TimeSpan Look = Minute;

    /// <summary>The longest boot (Steps.Ec2Boot), until the balancer finds it well, and moments between.</summary>
    private static readonly TimeSpan Boot = Second * (40 + 30 + 5);

    [Fact]
    public void One_that_is_killed_is_found_out_and_replaced_within_a_look_and_a_boot() =>
        Explore.Seeds(200, async world =>
        {
            var shop = await Shop.Open(world, min: 3, max: 3, desired: 3);
            shop.Load = 30;
            await shop.Until("three serve", Minute * 10, async () =>
                await shop.Is(3) && (await shop.Healthy()).Count == 3);
            await shop.Watch(Minute + world.Below(Minute));
            shop.Failures = 0;
            var victim = (await shop.Healthy())[world.Dice.Below(3)];
            var killed = world.Now;
            await shop.End(victim);
            await shop.Until("another one is launched", Look, async () => (await shop.Activities()).Exists(each =>
                each.StartTime >= killed && each.Description!.StartsWith("Launching", StringComparison.Ordinal)));
            await shop.Until("three are healthy again", Look + Boot - (world.Now - killed), async () =>
                await shop.Healthy() is { Count: 3 } healthy && !healthy.Contains(victim));
            Assert.InRange(shop.Failures, 0, 2);
        });
}
