using System.Collections.Immutable;
using System.Net;
using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Simulation;

namespace Faultline.Stories.Balancer;

/// <summary>Firewalls before nodes and before targets.</summary>
public sealed class GuardStories
{
    [Fact]
    public void A_target_that_one_zone_cannot_reach_is_unhealthy_there_alone() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(2);
        await stall.Until("all are well", () => stall.Count(TargetHealth.Healthy) == 6);
        await world.Delay(world.Below(TimeSpan.FromSeconds(10)));
        var zones = ImmutableHashSet.Create(stall.Zones[0].Name);
        await stall.Regroup(group => group with
        {
            Targets = [group.Targets[0] with { ClosedTo = zones, ChecksClosedTo = zones }, group.Targets[1]],
        });
        await stall.Until("it is unhealthy", () => stall.Count(TargetHealth.Unhealthy) == 1);
        var view = Assert.Single(stall.Look()[0].Targets, each => each.Health == TargetHealth.Unhealthy);
        Assert.Equal(TargetReason.Timeout, view.Reason);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("w1", (await stall.Call(0).Ask()).Body);
        }

        await stall.Regroup(group => group with
        {
            Targets = [group.Targets[0] with { ClosedTo = [], ChecksClosedTo = [] }, group.Targets[1]],
        });
        await stall.Until("it is well again", () => stall.Count(TargetHealth.Healthy) == 6);
    });

    [Fact]
    public void What_is_under_way_stands_still_while_nothing_passes_and_goes_on() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        stall.Workers[0].Takes = TimeSpan.FromSeconds(2);
        var asked = stall.Call().Ask();
        await world.Delay(world.Below(TimeSpan.FromSeconds(1)) + TimeSpan.FromMilliseconds(100));
        var all = stall.Zones.Select(zone => zone.Name).ToImmutableHashSet();
        await stall.Regroup(group => group with { Targets = [group.Targets[0] with { CutFrom = all }] });
        await world.Delay(TimeSpan.FromSeconds(5));
        Assert.False(asked.IsCompleted);
        await stall.Regroup(group => group with { Targets = [group.Targets[0] with { CutFrom = [] }] });
        Assert.Equal(200, (await asked).Status);
    });

    [Fact]
    public void A_client_that_may_not_come_in_hears_nothing() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        var before = stall.Call();
        Assert.Equal(200, (await before.Ask()).Status);
        await stall.Apply(config => config with { Guard = new Door(Admits: false, Passes: true) });
        var silent = stall.Call().Ask();
        await world.Delay(world.Below(TimeSpan.FromSeconds(50)));
        Assert.False(silent.IsCompleted);
        Assert.Single(stall.Workers[0].Seen);

        // Who was in stays in, as groups remember whom they let in.
        Assert.Equal(200, (await before.Ask()).Status);
        await stall.Apply(config => config with { Guard = new Door(Admits: true, Passes: true) });
        var later = stall.Call();
        Assert.Equal(200, (await later.Ask()).Status);
        await stall.Apply(config => config with { Guard = new Door(Admits: true, Passes: false) });
        var stands = later.Ask();
        await world.Delay(TimeSpan.FromSeconds(5));
        Assert.False(stands.IsCompleted);
        await stall.Apply(config => config with { Guard = null });
        Assert.Equal(200, (await stands).Status);
    });

    private sealed record Door(bool Admits, bool Passes) : IGuard
    {
        bool IGuard.Admits(NodeConfig node, IPEndPoint client, int port) => Admits;

        bool IGuard.Passes(NodeConfig node, IPEndPoint client, int port) => Passes;
    }
}
