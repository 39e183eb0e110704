using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Simulation;
using static Faultline.Stories.Postgres.Scene;

namespace Faultline.Stories.Postgres;

/// <summary>What clusters do while nothing is the matter.</summary>
public sealed class PlainStories
{
    [Fact]
    public void A_database_is_made_and_takes_writes_at_its_endpoint() => Explore.Seeds(60, async world =>
    {
        var scene = new Scene(world);
        await scene.Open();
        await scene.Apply(Config("db", 1));
        await scene.Until("available", () => scene.View("db").Phase == ClusterPhase.Available, 2 * Second);
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(1));
        Assert.True(scene.View("db").IsOwnerSet);
        Assert.Equal([ClusterEventKind.Made], scene.View("db").Events.Select(each => each.Kind));
        Assert.Equal([1], scene.Postgres.Values("db-a"));
        await scene.Remove("db");
        Assert.Empty(scene.Postgres.All);
        Assert.Empty(scene.Clusters.All);
        Assert.Equal(0, scene.Transport.Listeners);
    }, Bound);

    [Fact]
    public void A_standby_is_made_and_commits_wait_for_it() => Explore.Seeds(60, async world =>
    {
        var scene = new Scene(world);
        await scene.Open();
        await scene.Apply(Config("db", 1, 2));
        await scene.Until("whole", () => scene.IsWhole("db"), 4 * Second);
        Assert.Equal(ScriptedWrite.Acknowledged, await scene.Write(1));
        Assert.Equal([1], scene.Postgres.Values("db-b"));
        Assert.Equal("db-a", scene.View("db").Writer);
    }, Bound);
}
