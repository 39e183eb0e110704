using Faultline.Api.AutoScaling;
using Faultline.Api.Ec2;
using Faultline.Kernel.Places;
using Faultline.Simulation;

namespace Faultline.Stories.AutoScaling;

/// <summary>Groups while zones go dark, capacity runs short, APIs fail, and the server dies.</summary>
public sealed class GroupStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_zone_of_three_is_lost_and_six_serve_in_the_others() => Explore.Seeds(200, async world =>
    {
        var crew = await Crew.Open(world, desired: 6, max: 9);
        await crew.Until("six serve", 20, async () => await crew.Spread() == "2 2 2");
        var zone = crew.Stage.SomeZone();
        var name = ZoneNames.NameOf(Faultline.Drills.Stories.Client.Account, zone);
        await crew.Stage.Begin("zone-power", crew.Stage.Seconds(20, 60), ("zone", zone.Name), ("return", "5s"));
        crew.Always = group =>
        {
            // Nobody goes but who died.
            var there = Crew.Serving(group).Count(each => each.AvailabilityZone != name);
            Assert.True(there >= 4, $"{there} serve where there is power.");
            Assert.True(group.Instances!.Count(each => each.LifecycleState == "InService") <= 10);
        };
        if (world.Dice.Chance(0.5))
        {
            await crew.Watch(Second * 0.25 * world.Dice.Below(20));
            await crew.Revive();
        }

        await crew.Until("six serve in the others", 15, async () => await crew.Look() is { } group
            && Crew.Serving(group).Count(each => each.AvailabilityZone != name) == 6);
        await crew.Stage.AllIsWell();
        crew.Always = group => Assert.InRange(Crew.Serving(group).Count, 6, 7);
        await crew.Until("all is balanced again", 60, async () => await crew.Spread() == "2 2 2");
        await crew.Until("nobody is too many", 20, async () => (await crew.Machines()).Count == 6);
    });

    [Fact]
    public void A_zone_that_is_short_is_used_again_when_it_is_not() => Explore.Seeds(200, async world =>
    {
        var crew = await Crew.Open(world, desired: 0, max: 12);
        var zone = crew.Stage.SomeZone();
        await crew.Stage.Begin("capacity-shortage", crew.Stage.Seconds(10, 40), ("place", zone.Name));
        var wanted = 3 * (1 + world.Dice.Below(3));
        await crew.Desire(wanted);
        await crew.Until("all serve in the others", 10, async () =>
            await crew.Look() is { } group && Crew.Serving(group).Count == wanted);
        Assert.StartsWith("0 ", await crew.Spread());
        Assert.Contains(await crew.Activities(), each => each.StatusCode == "Failed"
            && each.StatusMessage!.Contains("do not have sufficient t3.large capacity", StringComparison.Ordinal));
        await crew.Stage.AllIsWell();
        crew.Always = group => Assert.InRange(Crew.Serving(group).Count, wanted, wanted + 2);
        await crew.Until("it is used", 60, async () =>
            await crew.Spread() == $"{wanted / 3} {wanted / 3} {wanted / 3}");
        crew.Always = static _ => { };
        await crew.Until("nobody is too many", 20, async () => (await crew.Machines()).Count == wanted);
    });

    [Fact]
    public void What_is_killed_is_replaced_within_a_look_and_a_boot() => Explore.Seeds(200, async world =>
    {
        var crew = await Crew.Open(world, desired: 3, max: 3);
        await crew.Until("three serve", 20, async () => await crew.Spread() == "1 1 1");
        await crew.Watch(world.Below(Second * 5));
        var victim = (await crew.Machines())[world.Dice.Below(3)];
        await crew.Server.Ask<TerminateInstancesResult>(
            "TerminateInstances", new TerminateInstancesRequest { InstanceIds = [victim] });
        await crew.Until("another one serves", 4, async () => await crew.Look() is { } group
            && Crew.Serving(group).Count == 3 && Crew.Serving(group).TrueForAll(each => each.InstanceId != victim));
        Assert.Equal("1 1 1", await crew.Spread());
    });

    [Fact]
    public void Whatever_happens_what_is_wanted_comes_and_nothing_twice() => Explore.Seeds(200, async world =>
    {
        var crew = await Crew.Open(world, desired: 4, max: 9);
        var others = new[] { Strike(world, crew), Use(world, crew), Kill(world, crew) };
        for (var until = world.Now + crew.Stage.Seconds(30, 60); world.Now < until;)
        {
            await crew.Watch(Second / 2);
        }

        await Task.WhenAll(others);
        await crew.Stage.Clear(_ => true);
        await crew.Stage.AllIsWell();
        var wanted = world.Dice.Below(10);
        await crew.Desire(wanted);
        await crew.Until("what is wanted serves, balanced, and nothing else runs", 120, async () =>
            await crew.Look() is { } group
            && Crew.Serving(group).Count == wanted
            && (await crew.Spread()).Split(' ').Select(int.Parse).ToList() is var zones
            && zones[^1] - zones[0] <= 1
            && (await crew.Machines()).Order()
                .SequenceEqual(Crew.Serving(group).Select(each => each.InstanceId!).Order()));
        await crew.Until("everything is over", 20, async () =>
            (await crew.Activities()).TrueForAll(each => each.EndTime is not null));
    });

    private static async Task Strike(World world, Crew crew)
    {
        for (var count = 0; count < 6; count++)
        {
            await world.Delay(crew.Stage.Seconds(1, 8));
            var (zone, last) = (crew.Stage.SomeZone(), crew.Stage.Seconds(1, 8));
            var machines = await crew.Machines();
            await (world.Dice.Below(6) switch
            {
                0 => crew.Stage.Begin("zone-power", last, ("zone", zone.Name), ("return", "2s")),
                1 => crew.Stage.Begin("capacity-shortage", last, ("place", zone.Name)),
                2 => crew.Stage.Begin("api-error", last, ("service", "ec2"), ("share", "0.5")),
                3 => crew.Stage.Begin("api-throttle", last, ("service", "ec2"), ("rate", "1")),
                4 => crew.Stage.Begin("control-plane-frozen", last, ("service", "ec2"), ("reads", "fail")),
                _ when machines.Count > 0 => crew.Stage.Begin(
                    "instance-crash", last, ("resource", machines[world.Dice.Below(machines.Count)])),
                _ => crew.Stage.Begin("host-crash", last, ("place", zone.Name), ("share", "0.5")),
            });
        }
    }

    private static async Task Use(World world, Crew crew)
    {
        for (var count = 0; count < 8; count++)
        {
            await world.Delay(crew.Stage.Seconds(1, 5));
            var machines = await crew.Machines();
            switch (machines.Count == 0 ? 0 : world.Dice.Below(4))
            {
                case 0 or 1:
                    await crew.Desire(world.Dice.Below(10));
                    break;
                case 2:
                    await crew.Try<TerminateInstancesResult>("TerminateInstances", new TerminateInstancesRequest
                    {
                        InstanceIds = [machines[world.Dice.Below(machines.Count)]],
                    });
                    break;
                default:
                    await crew.Try<StopInstancesResult>("StopInstances", new StopInstancesRequest
                    {
                        InstanceIds = [machines[world.Dice.Below(machines.Count)]],
                        Force = true,
                    });
                    break;
            }
        }
    }

    private static async Task Kill(World world, Crew crew)
    {
        for (var count = 0; count < 3; count++)
        {
            await world.Delay(crew.Stage.Seconds(2, 15));
            await crew.Revive();
        }
    }
}
