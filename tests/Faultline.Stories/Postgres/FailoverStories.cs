using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Simulation;
using static Faultline.Stories.Postgres.Scene;

namespace Faultline.Stories.Postgres;

/// <summary>
/// Another server takes over. Two of one database that take writes fail every story, and so does a value that was
/// acknowledged and is gone.
/// </summary>
public sealed class FailoverStories
{
    [Fact]
    public void A_killed_writer_is_replaced_within_a_second_and_comes_back_as_the_standby() =>
        Strike(async (world, scene, load) =>
        {
            scene.Postgres.Crash("db-a");
            var began = world.Elapsed;
            await scene.Until("writes again", () => load.LastAt > began + 20 * Ms && Writer(scene) == "db-b", Second);
            var ended = scene.View("db").Events.Last(each => each.Kind == ClusterEventKind.FailoverEnded);
            Assert.True(ended.Parts is { } parts
                && parts.Detect + parts.Fence + parts.Promote + parts.Repoint < Second);
        });

    [Fact]
    public void A_zone_without_power_is_left_within_a_second() => Strike(async (world, scene, load) =>
    {
        var fault = new ZonePower(Zone(1), 1, Return: default);
        scene.Begin(fault);
        var began = world.Elapsed;
        await scene.Until("writes again", () => load.LastAt > began + 20 * Ms && Writer(scene) == "db-b", Second);
        Assert.False(scene.Postgres.IsWriting("db-a"));
        await world.Delay(world.Below(3 * Second));
        scene.End(fault);
    });

    [Fact]
    public void A_writer_that_nobody_reaches_ends_itself_before_another_one_writes() =>
        Strike(async (world, scene, load) =>
        {
            var fault = new ZoneIsolation(Zone(1), FromEverything: true);
            scene.Begin(fault);
            var began = world.Elapsed;
            for (var count = 0; count < 20; count++)
            {
                // Whoever sits in that zone cancels the waits, and is told that it is committed there.
                scene.Postgres.CancelWaits("db-a");
                await world.Delay(50 * Ms);
            }

            await scene.Until("writes again", () => load.LastAt > began + 20 * Ms && Writer(scene) == "db-b", Second);
            Assert.False(scene.Postgres.IsWriting("db-a"));
            await world.Delay(world.Below(3 * Second));
            scene.End(fault);
        });

    [Fact]
    public void A_standby_that_nobody_reaches_is_not_waited_for() => Strike(async (world, scene, load) =>
    {
        var fault = new ZoneIsolation(Zone(2), FromEverything: world.Dice.Chance(0.5));
        scene.Begin(fault);
        await world.Delay(1500 * Ms);
        var began = world.Elapsed;
        await scene.Until("writes", () => load.LastAt > began, Second);
        Assert.Equal("db-a", Writer(scene));
        Assert.Contains(scene.View("db").Events, each => each.Kind == ClusterEventKind.StandbyLost);
        scene.End(fault);
    });

    [Fact]
    public void A_host_that_stands_still_and_goes_on_never_writes_beside_another() =>
        Strike(async (world, scene, load) =>
            await scene.During(new HostPause(new(Zone(1))), world.Below(3 * Second) + Ms));

    [Fact]
    public void A_cut_between_the_zones_hurts_nobody_for_long() => Strike(async (world, scene, load) =>
    {
        var fault = new LinkCut(Zone(1), Zone(2), OneWay: world.Dice.Chance(0.5));
        scene.Begin(fault);
        await world.Delay(world.Below(2 * Second) + 800 * Ms);
        var began = world.Elapsed;
        await scene.Until("writes", () => load.LastAt > began, Second);
        scene.End(fault);
    });

    [Fact]
    public void Both_zones_may_come_and_go() => Strike(async (world, scene, load) =>
    {
        for (var count = 0; count < 5; count++)
        {
            var zone = Zone(1 + world.Dice.Below(2));
            Fault fault = world.Dice.Below(3) switch
            {
                0 => new ZonePower(zone, 1, Return: default),
                1 => new ZoneIsolation(zone, FromEverything: true),
                _ => new HostPause(new(zone)),
            };
            _ = scene.During(fault, world.Below(1500 * Ms) + Ms);
            await world.Delay(world.Below(Second));
        }

        await world.Delay(2 * Second);
    });

    [Fact]
    public void The_keeper_may_crash_at_every_step() => Strike(async (world, scene, load) =>
    {
        for (var count = 0; count < 3; count++)
        {
            switch (world.Dice.Below(3))
            {
                case 0:
                    scene.Postgres.Crash(Writer(scene) ?? "db-a");
                    break;
                case 1:
                    var zone = Zone(1 + world.Dice.Below(2));
                    _ = scene.During(new ZonePower(zone, 1, default), world.Below(Second) + Ms);
                    break;
                default:
                    var config = scene.ConfigOf("db");
                    await scene.Apply(config with { Failovers = config.Failovers + 1 });
                    break;
            }

            await world.Delay(world.Below(world.Dice.Chance(0.7) ? 60 * Ms : Second));
            await scene.Crash();
            await world.Delay(world.Below(Second));
        }

        await world.Delay(Second);
    });

    [Fact]
    public void Calls_that_fail_are_made_again() => Strike(async (world, scene, load) =>
    {
        scene.Postgres.FailShare = 0.1 + world.Dice.Fraction() / 5;
        for (var count = 0; count < 3; count++)
        {
            scene.Postgres.Crash(world.Dice.Chance(0.7) ? Writer(scene) ?? "db-a" : "db-b");
            await world.Delay(world.Below(2 * Second));
        }

        scene.Postgres.FailShare = 0;
    });

    [Fact]
    public void A_failover_that_is_asked_for_is_done_once_or_refused() => Strike(async (world, scene, load) =>
    {
        var asked = 1 + world.Dice.Below(2);
        for (var count = 1; count <= asked; count++)
        {
            await scene.Apply(scene.ConfigOf("db") with { Failovers = count });
            if (world.Dice.Chance(0.5))
            {
                scene.Postgres.Crash(world.Dice.Chance(0.5) ? "db-a" : "db-b");
            }

            await scene.Until("done", () => scene.View("db").Failovers == count, 10 * Second);
        }
    });

    private static string? Writer(Scene scene) => scene.Clusters.Find("db")?.Writer;

    /// <summary>A database in two zones under load; after the trouble it is whole again, and nothing is lost.</summary>
    private static void Strike(
        Func<World, Scene, Load, Task> trouble,
        [System.Runtime.CompilerServices.CallerMemberName] string name = "") => Explore.Seeds(200, async world =>
    {
        var scene = new Scene(world);
        await scene.Open();
        await scene.Apply(Config("db", 1, 2));
        await scene.UntilWhole("db");
        var load = new Load(world, scene, scene.ConfigOf("db").Members.Select(member => member.Address));
        await world.Delay(world.Below(500 * Ms));
        await trouble(world, scene, load);
        await scene.UntilWhole("db");
        await load.End();
        await scene.UntilWhole("db");
        scene.CheckNothingIsLost("db");
        Assert.NotEmpty(scene.Acknowledged);
    }, Bound, name);
}
