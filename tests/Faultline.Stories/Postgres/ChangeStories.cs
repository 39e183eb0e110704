using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Simulation;
using static Faultline.Stories.Postgres.Scene;

namespace Faultline.Stories.Postgres;

/// <summary>Clusters that are to be something else while they run.</summary>
public sealed class ChangeStories
{
    [Fact]
    public void Servers_come_and_go_while_it_writes() => Explore.Seeds(60, async world =>
    {
        var scene = await Begin(world, Config("db", 1));
        var load = new Load(world, scene, []);
        int[][] shapes = [[1, 2], [2], [1, 2, 3], [1], [3, 1]];
        foreach (var shape in shapes)
        {
            await scene.Apply(Config("db", shape));
            await world.Delay(world.Below(800 * Ms));
            if (world.Dice.Chance(0.3))
            {
                scene.Postgres.Crash(scene.View("db").Writer!);
            }

            if (world.Dice.Chance(0.5))
            {
                await scene.UntilWhole("db");
            }
        }

        await scene.UntilWhole("db");
        await load.End();
        scene.CheckNothingIsLost("db");
        await scene.Until("who left is gone", () => scene.Postgres.All.Count == 2);
    }, Bound);

    [Fact]
    public void It_is_stopped_and_started_and_restarted() => Explore.Seeds(60, async world =>
    {
        var scene = await Begin(world, world.Dice.Chance(0.5) ? Config("db", 1) : Config("db", 1, 2));
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(1));
        var config = scene.ConfigOf("db");
        await scene.Apply(config with { IsStopped = true });
        if (world.Dice.Chance(0.5))
        {
            await world.Delay(world.Below(20 * Ms));
            await scene.Crash();
        }

        await scene.Until("stopped", () => scene.View("db").Phase == ClusterPhase.Stopped);
        Assert.All(scene.Postgres.All, server => Assert.Equal(ServerProcess.None, server.Process));
        Assert.NotEqual(ScriptedWrite.Acknowledged, await scene.Write(2));
        await world.Delay(3 * Second);
        Assert.Equal(ClusterPhase.Stopped, scene.View("db").Phase);
        await scene.Apply(config);
        await scene.UntilWhole("db");
        await scene.Apply(config with { Restarts = 1 });
        await scene.Until("restarted", () => scene.View("db").Restarts == 1);
        await scene.UntilWhole("db");
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(3));
        scene.CheckNothingIsLost("db");
        var events = scene.View("db").Events.Select(each => each.Kind)
            .Where(kind => kind is not ClusterEventKind.StandbyReady and not ClusterEventKind.StandbyLost);
        Assert.Equal(
            [ClusterEventKind.Made, ClusterEventKind.Stopped, ClusterEventKind.Started, ClusterEventKind.Restarted],
            events);
        Assert.Equal("db-a", scene.View("db").Writer);
    }, Bound);

    [Fact]
    public void A_restart_that_the_keeper_dies_over_ends() => Explore.Seeds(60, async world =>
    {
        var scene = await Begin(world, world.Dice.Chance(0.5) ? Config("db", 1) : Config("db", 1, 2));
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(1));
        scene.Postgres.StartTakes = world.Below(2 * Second) + Ms;
        await scene.Apply(scene.ConfigOf("db") with { Restarts = 1 });

        // At any moment of the restart, most often while the server is about to start.
        await world.Delay(world.Below(scene.Postgres.StartTakes + 100 * Ms));
        await scene.Crash();
        await scene.Until("restarted", () => scene.View("db").Restarts == 1, 20 * Second);
        await scene.UntilWhole("db");
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(2, 5 * Second));
        Assert.Single(scene.View("db").Events, each => each.Kind == ClusterEventKind.Restarted);
        var starts = scene.Postgres.Starts;
        await world.Delay(10 * Second);
        Assert.Equal(starts, scene.Postgres.Starts);
        Assert.Equal("db-a", scene.View("db").Writer);
        scene.CheckNothingIsLost("db");
    }, Bound);

    [Fact]
    public void A_start_that_the_keeper_dies_over_ends() => Explore.Seeds(60, async world =>
    {
        var scene = await Begin(world, world.Dice.Chance(0.5) ? Config("db", 1) : Config("db", 1, 2));
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(1));
        var config = scene.ConfigOf("db");
        await scene.Apply(config with { IsStopped = true });
        await scene.Until("stopped", () => scene.View("db").Phase == ClusterPhase.Stopped);
        scene.Postgres.StartTakes = world.Below(2 * Second) + Ms;
        await scene.Apply(config);
        for (var deaths = 1 + world.Dice.Below(3); deaths > 0; deaths--)
        {
            await world.Delay(world.Below(scene.Postgres.StartTakes + 100 * Ms));
            await scene.Crash();
        }

        await scene.Until(
            "started", () => scene.View("db").Events.Any(each => each.Kind == ClusterEventKind.Started), 20 * Second);
        await scene.UntilWhole("db");
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(2, 5 * Second));
        var starts = scene.Postgres.Starts;
        await world.Delay(10 * Second);
        Assert.Equal(starts, scene.Postgres.Starts);
        scene.CheckNothingIsLost("db");
    }, Bound);

    [Fact]
    public void A_writer_without_a_standby_is_started_again() => Explore.Seeds(60, async world =>
    {
        var scene = await Begin(world, Config("db", 1));
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(1));
        var fault = new ZonePower(Zone(1), 1, Return: default);
        if (world.Dice.Chance(0.5))
        {
            scene.Postgres.Crash("db-a");
        }
        else
        {
            scene.Begin(fault);
            await scene.Until("down", () => scene.View("db").Phase == ClusterPhase.Down, Second);
            Assert.False(scene.Postgres.IsWriting("db-a"));
            scene.End(fault);
        }

        await scene.Until(
            "recovered", () => scene.View("db").Events[^1].Kind == ClusterEventKind.Recovered, 2 * Second);
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(2));
        scene.CheckNothingIsLost("db");
    }, Bound);

    [Fact]
    public void A_failover_without_a_standby_is_refused() => Explore.Seeds(50, async world =>
    {
        var scene = await Begin(world, Config("db", 1));
        await scene.Apply(Config("db", 1) with { Failovers = 1 });
        await scene.Until("refused", () => scene.View("db").Failovers == 1, Second);
        Assert.Equal(ClusterEventKind.FailoverRefused, scene.View("db").Events[^1].Kind);
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(1));
    }, Bound);

    [Fact]
    public void Another_password_and_other_parameters_are_taken_up() => Explore.Seeds(60, async world =>
    {
        var scene = await Begin(world, Config("db", 1, 2));
        await scene.Apply(Config("db", 1, 2) with
        {
            Owner = new("owner", "another", "data"),
            Parameters = new Dictionary<string, string> { ["work_mem"] = "64MB" },
        });
        await scene.Until("the password", () => scene.Postgres.OwnerOf("db-a")?.Password == "another", 2 * Second);
        foreach (var key in new[] { "db-a", "db-b" })
        {
            await scene.Until("parameters", () => scene.Postgres.SettingsOf(key)!.Parameters.Count == 1, 2 * Second);
        }

        await scene.Until("said", () => scene.View("db").IsOwnerSet, 2 * Second);
        await scene.Until(
            "noted", () => scene.View("db").Events[^1].Kind == ClusterEventKind.OwnerSet, 2 * Second);
    }, Bound);

    [Fact]
    public void A_backup_gives_back_what_was_there() => Explore.Seeds(60, async world =>
    {
        var scene = await Begin(world, world.Dice.Chance(0.5) ? Config("db", 1) : Config("db", 1, 2));
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(1));
        await scene.Host.Run(async () => await scene.Clusters.Backup("db", "snap", CancellationToken.None));
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(2));
        await scene.Apply(Config("back", 3) with { Seed = new ClusterSeed.Backup("snap"), Endpoint = null });
        if (world.Dice.Chance(0.5))
        {
            await world.Delay(world.Below(20 * Ms));
            await scene.Crash();
        }

        await scene.Until("restored", () => scene.View("back").Phase == ClusterPhase.Available);
        Assert.Equal([1], scene.Postgres.Values("back-c"));
    }, Bound);

    [Fact]
    public void What_cannot_be_made_says_why() => Explore.Seeds(50, async world =>
    {
        var scene = new Scene(world);
        scene.Postgres.Lacks = "Install PostgreSQL.";
        await scene.Open();
        await scene.Apply(Config("db", 1));
        await scene.Until("failed", () => scene.View("db").Phase == ClusterPhase.Failed, Second);
        Assert.Equal("Install PostgreSQL.", scene.View("db").Why);
        await scene.Apply(Config("back", 2) with { Seed = new ClusterSeed.Backup("none"), Endpoint = null });
        scene.Postgres.Lacks = null;
        await scene.Apply(Config("old", 3) with { Major = 9, Endpoint = null });
        await scene.Until("failed too", () => scene.View("old").Phase == ClusterPhase.Failed, Second);
        await scene.Remove("db");
        Assert.Empty(scene.Postgres.All);
    }, Bound);

    private static async Task<Scene> Begin(World world, ClusterConfig config)
    {
        var scene = new Scene(world);
        await scene.Open();
        await scene.Apply(config);
        await scene.UntilWhole("db");
        return scene;
    }
}
