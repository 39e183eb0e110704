using System.Net;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Simulation;
using static Faultline.Stories.Postgres.Scene;

namespace Faultline.Stories.Postgres;

/// <summary>Read replicas: over ways that lag and break, behind one another, and as databases of their own.</summary>
public sealed class ReplicaStories
{
    [Fact]
    public void A_replica_in_another_region_lags_behind_a_cut_and_catches_up() => Explore.Seeds(60, async world =>
    {
        var (scene, there) = await Begin(world);
        var cut = new LinkCut(Place(Here), Place(There), OneWay: false);
        scene.Begin(cut);
        await world.Delay(world.Below(50 * Ms));
        for (var count = 0; count < 10; count++)
        {
            await scene.Write(100 + count);
            await world.Delay(150 * Ms);
        }

        Assert.True(there.View("rr").Lag > 600 * Ms, $"The lag is {there.View("rr").Lag}.");
        scene.End(cut);
        await CatchesUp(scene, there, "rr", "rr-a");
    }, Bound);

    [Fact]
    public void A_replica_follows_whoever_writes() => Explore.Seeds(60, async world =>
    {
        var (scene, there) = await Begin(world);
        var load = new Load(world, scene, []);
        for (var count = 0; count < 2; count++)
        {
            var cut = new LinkCut(Place(Here), Place(There), OneWay: world.Dice.Chance(0.5));
            var during = world.Dice.Chance(0.5) ? there.During(cut, world.Below(2 * Second) + Ms) : Task.CompletedTask;
            if (scene.View("db") is { Writer: { } writer })
            {
                scene.Postgres.Crash(writer);
            }

            await world.Delay(world.Below(2 * Second));
            await during;
            if (world.Dice.Chance(0.3))
            {
                await (world.Dice.Chance(0.5) ? scene : there).Crash();
            }
        }

        await load.End();
        await scene.UntilWhole("db");
        scene.CheckNothingIsLost("db");
        await CatchesUp(scene, there, "rr", "rr-a");
    }, Bound);

    [Fact]
    public void A_replica_follows_a_replica() => Explore.Seeds(60, async world =>
    {
        var (scene, there) = await Begin(world);
        await there.Apply(there.ConfigOf("rr") with { Followers = ["leaf"] });
        await there.Apply(Follower("leaf", 2, new(There, "rr", "leaf")));
        await there.Until("leaf", () => there.View("leaf").Phase == ClusterPhase.Available);
        var load = new Load(world, scene, []);
        await world.Delay(Second);
        if (world.Dice.Chance(0.5))
        {
            there.Postgres.Crash("rr-a");
        }

        await world.Delay(Second);
        await load.End();
        await CatchesUp(scene, there, "leaf", "leaf-b");
    }, Bound);

    [Fact]
    public void A_replica_whose_log_is_gone_is_made_anew() => Explore.Seeds(60, async world =>
    {
        var (scene, there) = await Begin(world);
        there.Postgres.Crash("rr-a");
        await scene.Write(7);
        scene.Postgres.LoseSlot(scene.View("db").Writer!, "rr");
        await there.Until(
            "it runs", () => there.Postgres.Find("rr-a") is { Process: Engines.Postgres.ServerProcess.Running });
        await world.Delay(5 * Second);
        await CatchesUp(scene, there, "rr", "rr-a");
    }, Bound);

    [Fact]
    public void A_replica_becomes_a_database_of_its_own() => Explore.Seeds(60, async world =>
    {
        var (scene, there) = await Begin(world);
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(1));
        await CatchesUp(scene, there, "rr", "rr-a");
        if (world.Dice.Chance(0.5))
        {
            there.Begin(new LinkCut(Place(Here), Place(There), OneWay: false));
        }

        await there.Apply(there.ConfigOf("rr") with { Follows = null });
        if (world.Dice.Chance(0.5))
        {
            await world.Delay(world.Below(20 * Ms));
            await there.Crash();
        }

        await there.Until(
            "promoted", () => there.View("rr").Events.Any(each => each.Kind == ClusterEventKind.Promoted));
        var at = there.ConfigOf("rr").Members[0].Address;
        Assert.Equal(ScriptedWrite.Acknowledged, await there.Write(2, at: at));
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(3));
        Assert.Equal([1, 2], there.Postgres.Values("rr-a"));
        Assert.Equal([1, 3], scene.Postgres.Values("db-a"));
    }, Bound);

    private static ClusterConfig Follower(string name, int zone, Following follows) => Config(name, zone) with
    {
        Seed = new ClusterSeed.Source(),
        Members = [new($"{name}-{(char)('a' + zone - 1)}", Place($"euw1-az{zone}-h1"),
            new(IPAddress.Parse($"127.7.{zone}.{name.Length}"), 5432))],
        Endpoint = null,
        Owner = null,
        Follows = follows,
    };

    private static async Task<(Scene Here, Scene There)> Begin(World world)
    {
        var scene = new Scene(world);
        var there = new Scene(world, There, beside: scene);
        there.Elsewhere = name => name == Here ? scene.Clusters : null;
        await scene.Open();
        await there.Open();
        await scene.Apply(Config("db", 1, 2) with { Followers = ["rr"] });
        await scene.UntilWhole("db");
        await there.Apply(Follower("rr", 1, new(Here, "db", "rr")));
        await there.Until(
            "the replica is there", () => there.View("rr") is { Phase: ClusterPhase.Available, IsFed: true });
        return (scene, there);
    }

    private static Task CatchesUp(Scene scene, Scene there, string name, string server) => there.Until(
        $"{name} has everything",
        () => there.View(name) is { Phase: ClusterPhase.Available, IsFed: true } view && view.Lag <= TimeSpan.Zero
            && there.Postgres.Values(server).SequenceEqual(scene.Postgres.Values(scene.View("db").Writer!)));
}
