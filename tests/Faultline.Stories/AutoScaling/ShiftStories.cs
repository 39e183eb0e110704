using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Api.ZonalShift;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2;
using Faultline.Simulation;
using Shift = Faultline.Api.ZonalShift.ZonalShift;

namespace Faultline.Stories.AutoScaling;

/// <summary>Groups shifted away from a zone, and spot instances that are about to go, while the server dies.</summary>
public sealed class ShiftStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Nothing_is_launched_in_a_zone_that_a_group_is_shifted_away_from() => Explore.Seeds(200, async world =>
    {
        var replaces = world.Dice.Chance(0.5);
        var crew = await Crew.Open(world, desired: 6, max: 9, request =>
            request.AvailabilityZoneImpairmentPolicy = new()
            {
                ZonalShiftEnabled = true,
                ImpairedZoneHealthCheckBehavior = replaces ? "ReplaceUnhealthy" : "IgnoreUnhealthy",
            });
        await crew.Until("six serve", 20, async () => await crew.Spread() == "2 2 2");
        var zone = crew.Stage.SomeZone();
        var name = ZoneNames.NameOf(Faultline.Drills.Stories.Client.Account, zone);
        var before = (await crew.Look())!.Instances!.ConvertAll(each => each.InstanceId!);
        var shift = await crew.Server.AskShifts<Shift>("StartZonalShift", new StartZonalShiftRequest
        {
            ResourceIdentifier = (await crew.Look())!.AutoScalingGroupARN!,
            AwayFrom = zone.Name,
            ExpiresIn = "1m",
            Comment = "why",
        });
        var end = shift!.ExpiryTime!.Value;
        crew.Always = group =>
        {
            if (world.Now < end)
            {
                Assert.DoesNotContain(group.Instances!, each =>
                    each.AvailabilityZone == name && !before.Contains(each.InstanceId!));
            }
        };
        await Strike(world, crew, zone, name);
        await crew.Desire(7 + world.Dice.Below(3));
        Func<AutoScalingGroup, int> others = group => Crew.Serving(group).Count(each => each.AvailabilityZone != name);
        if (replaces)
        {
            await crew.Until("all that is wanted serves elsewhere", 20, async () =>
                await crew.Look() is { } group && others(group) >= group.DesiredCapacity - Left(group));
        }

        while (world.Now < end)
        {
            await crew.Watch(Second);
        }

        await crew.Stage.AllIsWell();
        await crew.Until("all serve, balanced", 60, async () => await crew.Look() is { } group
            && Crew.Serving(group).Count == group.DesiredCapacity
            && (await crew.Spread()).Split(' ').Select(int.Parse).ToList() is var zones && zones[^1] - zones[0] <= 1);
        await crew.Until("nobody is too many", 20, async () =>
            (await crew.Machines()).Count == (await crew.Look())?.DesiredCapacity);

        int Left(AutoScalingGroup group) => Crew.Serving(group).Count(each => each.AvailabilityZone == name);
    });

    [Fact]
    public void A_spot_instance_at_risk_goes_only_when_another_serves() => Explore.Seeds(200, async world =>
    {
        var crew = await Crew.Open(world, desired: 3, max: 4, request => request.CapacityRebalance = true, spot: "0.1");
        await crew.Until("three serve", 20, async () => await crew.Spread() == "1 1 1");
        var victim = (await crew.Machines())[world.Dice.Below(3)];
        crew.Always = group => Assert.InRange(Crew.Serving(group).Count, 3, 4);
        Assert.True(await crew.Server.Order(victim, new InstanceOrder.Rebalance()));
        if (world.Dice.Chance(0.5))
        {
            await crew.Watch(Second * 0.25 * world.Dice.Below(12));
            await crew.Revive();
        }

        await crew.Until("another one serves in its place", 20, async () => await crew.Look() is { } group
            && Crew.Serving(group).Count == 3 && group.Instances!.TrueForAll(each => each.InstanceId != victim));
        Assert.Equal("1 1 1", await crew.Spread());
        Assert.Contains(await crew.Activities(), each => each.Cause!.EndsWith(
            "was launched in response to an EC2 instance rebalance recommendation.", StringComparison.Ordinal));
        Assert.Equal(3, (await crew.Machines()).Count);
    });

    /// <summary>The zone loses its power, an instance in it ends, or the server dies.</summary>
    private static async Task Strike(World world, Crew crew, Domain zone, string name)
    {
        await crew.Watch(world.Below(Second * 5));
        switch (world.Dice.Below(3))
        {
            case 0:
                await crew.Stage.Begin("zone-power", crew.Stage.Seconds(5, 20), ("zone", zone.Name), ("return", "2s"));
                break;
            case 1:
                var there = (await crew.Look())!.Instances!.First(each => each.AvailabilityZone == name);
                await crew.Try<TerminateInstancesResult>(
                    "TerminateInstances", new TerminateInstancesRequest { InstanceIds = [there.InstanceId!] });
                break;
            default:
                await crew.Revive();
                break;
        }
    }
}
