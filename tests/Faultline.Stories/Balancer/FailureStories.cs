using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Balancer;

/// <summary>Targets and zones that die, and what clients notice of it.</summary>
public sealed class FailureStories
{
    [Fact]
    public void A_client_that_leaves_within_its_body_leaves_no_target_waiting() => Explore.Seeds(50, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        var caller = stall.Call();
        await caller.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhal");
        await world.Delay(world.Below(TimeSpan.FromMilliseconds(10)));
        caller.GiveUp();
        await world.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(0, stall.Workers[0].Open);
        Assert.Empty(stall.Workers[0].Seen);
    });

    [Fact]
    public void A_client_that_leaves_while_its_target_thinks_leaves_it_too() => Explore.Seeds(50, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        stall.Workers[0].Takes = TimeSpan.FromSeconds(30);
        var caller = stall.Call();
        await caller.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await world.Delay(world.Below(TimeSpan.FromSeconds(5)) + TimeSpan.FromMilliseconds(10));
        Assert.Equal((1, 0), (stall.Workers[0].Open, stall.Workers[0].Left));
        caller.GiveUp();
        await world.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(1, stall.Workers[0].Left);
    });

    [Fact]
    public void A_dead_target_costs_no_request_that_may_be_asked_again() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(3);
        var deaths = world.Dice.Below(40);
        var caller = stall.Call(world.Dice.Below(3));
        for (var i = 0; i < 60; i++)
        {
            if (i == deaths)
            {
                stall.Workers[world.Dice.Below(3)].Die();
            }

            Assert.Equal(200, (await caller.Ask($"/{i}")).Status);
            await world.Delay(world.Below(TimeSpan.FromSeconds(1)));
        }
    });

    [Fact]
    public void A_request_that_may_change_something_is_not_asked_twice() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(2);
        stall.Workers[0].Says = "";
        stall.Workers[0].Leaves = true;
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            statuses.Add((await stall.Call().Ask($"/{i}", "POST", "Content-Length: 0\r\n")).Status);
        }

        Assert.Equal([200, 200, 502, 502], statuses.Order());
        Assert.Equal(4, stall.Workers.Sum(worker => worker.Seen.Count));
    });

    [Fact]
    public void Every_node_finds_out_for_itself_and_in_time() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(3);
        await world.Delay(world.Below(TimeSpan.FromSeconds(10)));
        var sick = stall.Workers[world.Dice.Below(3)];
        var began = world.Elapsed;
        sick.Status = 500;
        await stall.Until("it is unhealthy", () => stall.Count(TargetHealth.Unhealthy) == 3);

        // Two checks that begin every 10 s.
        Assert.InRange((world.Elapsed - began).TotalSeconds, 10, 20.5);
        Assert.All(
            stall.Views("all").Where(view => view.Health == TargetHealth.Unhealthy),
            view => Assert.Equal((TargetReason.Mismatch, 500), (view.Reason, view.Status)));
        sick.Seen.Clear();
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(200, (await stall.Call(i % 3).Ask()).Status);
        }

        Assert.Empty(sick.Seen);
        began = world.Elapsed;
        sick.Status = 200;
        await stall.Until("it is well again", () => stall.Count(TargetHealth.Healthy) == 9);
        Assert.InRange((world.Elapsed - began).TotalSeconds, 20, 31);
    });

    [Fact]
    public void When_all_are_sick_all_are_asked() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(3);
        stall.Workers.ForEach(worker => worker.Status = 503);
        await stall.Until("all are sick", () => stall.Views("all").All(view => view.Health == TargetHealth.Unhealthy));
        Assert.All(stall.Look(), view => Assert.False(view.IsInName));
        var caller = stall.Call();
        var bodies = new HashSet<string>();
        for (var i = 0; i < 6; i++)
        {
            bodies.Add((await caller.Ask()).Body);
        }

        Assert.Equal(3, bodies.Count);
    });

    [Fact]
    public void A_target_that_leaves_ends_what_is_under_way_and_gets_nothing_new() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(2);
        stall.Workers.ForEach(worker => worker.Takes = TimeSpan.FromSeconds(5));
        var asked = Enumerable.Range(0, 4).Select(_ => stall.Call().Ask()).ToList();
        await world.Delay(TimeSpan.FromSeconds(1));
        await stall.Regroup(group => group with
        {
            Targets = [group.Targets[0] with { Drains = true }, group.Targets[1]],
        });
        Assert.All(stall.Look(), view => Assert.Equal(TargetHealth.Draining, view.Targets[0].Health));
        stall.Workers.ForEach(worker => worker.Takes = default);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("w1", (await stall.Call().Ask()).Body);
        }

        await stall.Regroup(group => group with { Targets = [group.Targets[1]] });
        var bodies = new List<string>();
        foreach (var each in asked)
        {
            bodies.Add((await each).Body);
        }

        Assert.Equal(["w0", "w0", "w1", "w1"], bodies.Order(StringComparer.Ordinal));
    });

    [Fact]
    public void A_change_of_the_config_drops_nobody() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(3);
        var caller = stall.Call();
        for (var i = 0; i < 20; i++)
        {
            await stall.Apply(config => config with
            {
                Listeners =
                [
                    Stall.Listener(new RuleConfig(
                        $"r{i}", [new Condition.Path([$"/own/{i}"])], new RuleAction.Fixed(299, null, null))),
                ],
            });
            Assert.Equal(299, (await caller.Ask($"/own/{i}")).Status);
            Assert.Equal(200, (await caller.Ask($"/own/{i - 1}")).Status);
            Assert.True(caller.IsOpen);
        }
    });

    [Fact]
    public void A_node_without_power_is_silent_and_forgets() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(3);
        var caller = stall.Call(1);
        Assert.Equal(200, (await caller.Ask()).Status);
        stall.Fault(new ZonePower(stall.Zones[1], 1, TimeSpan.Zero));
        var asked = Heard(caller);
        await world.Delay(TimeSpan.FromMinutes(5));
        Assert.False(asked.IsCompleted);
        Assert.Equal([true, false, true], stall.Look().Select(view => view.IsUp));
        Assert.Equal([true, false, true], stall.Look().Select(view => view.IsInName));
        Assert.DoesNotContain(stall.Look()[1].Targets, target => target.Health == TargetHealth.Healthy);
        await Assert.ThrowsAsync<IOException>(() => stall.Call(1).Ask());
        Assert.Equal(200, (await stall.Call(0).Ask()).Status);

        stall.Fault();
        Assert.Equal("gone", await asked);
        await stall.Until("it listens", () => stall.Look()[1].Ports.ContainsKey(80));
        Assert.Equal(200, (await stall.Call(1).Ask()).Status);
    });

    [Fact]
    public void Targets_of_a_zone_without_power_leave_after_their_checks() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(3);
        stall.Fault(new ZonePower(stall.Zones[2], 1, TimeSpan.Zero));
        stall.Workers[2].Die();
        var began = world.Elapsed;
        await stall.Until("two nodes see it", () => stall.Look().Take(2).All(
            view => view.Targets[2].Health == TargetHealth.Unhealthy));
        Assert.InRange((world.Elapsed - began).TotalSeconds, 10, 26);
    });

    [Fact]
    public void A_zone_that_dies_costs_what_its_node_carried_and_no_more() => Explore.Seeds(
        200, world => LoseZone(world, TimeSpan.FromMilliseconds(900)));

    [Fact]
    public void At_200_requests_a_second_a_zone_that_dies_costs_no_more_than_that_either() => Explore.Seeds(
        10, world => LoseZone(world, TimeSpan.FromMilliseconds(150)));

    [Fact]
    public void Without_cross_zone_a_node_asks_its_own_zone() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(6, group => group with { CrossZone = false }, isWell: false);
        await stall.Until("the own ones are well", () => stall.Count(TargetHealth.Healthy) == 6);
        for (var zone = 0; zone < 3; zone++)
        {
            for (var i = 0; i < 4; i++)
            {
                Assert.Contains((await stall.Call(zone).Ask()).Body, (string[])[$"w{zone}", $"w{zone + 3}"]);
            }
        }
    });

    [Fact]
    public void Weights_of_groups_are_kept_within_chance() => Explore.Seeds(200, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(2, group => group with { Targets = [group.Targets[0]] });
        await stall.Apply(config => config with
        {
            Groups = config.Groups.SetItem(
                "other", stall.Group with { Name = "other", Targets = [stall.Targets()[1]] }),
            Listeners =
            [
                Stall.Listener(new RuleConfig("split", [], new RuleAction.Forward([("all", 80), ("other", 20)]))),
            ],
        });
        await stall.Until("both are well", () => stall.Views("other").All(view => view.Health == TargetHealth.Healthy));
        var (caller, hits) = (stall.Call(), 0);
        for (var i = 0; i < 1000; i++)
        {
            hits += (await caller.Ask()).Body == "w1" ? 1 : 0;
        }

        // 200 of 1,000, give or take five standard deviations of 12.6.
        Assert.InRange(hits, 137, 263);
    });

    /// <summary>
    /// Whoever has the address of the dead node suffers until DNS says another. At the other nodes those suffer that
    /// are led to targets of the dead zone, until the checks find them out: no more than their share.
    /// </summary>
    private static async Task LoseZone(World world, TimeSpan pause)
    {
        await using var stall = new Stall(world);
        await stall.Open(6);
        var (death, dead) = (TimeSpan.FromSeconds(10) + world.Below(TimeSpan.FromSeconds(10)), world.Dice.Below(3));
        var (resolved, detected) = (death + TimeSpan.FromSeconds(60), death + TimeSpan.FromSeconds(25));
        var shoppers = Enumerable.Range(0, 30).Select(_ => new Shopper(world, stall)).ToList();
        var all = shoppers.ConvertAll(shopper => shopper.Shop(resolved + TimeSpan.FromSeconds(5), pause));
        await world.Delay(death - world.Elapsed);
        stall.Fault(new ZonePower(stall.Zones[dead], 1, TimeSpan.Zero));
        stall.Workers[dead].Die();
        stall.Workers[dead + 3].Die();
        foreach (var each in all)
        {
            await each;
        }

        var asked = shoppers.SelectMany(shopper => shopper.Asked).ToList();
        Assert.All(asked.Where(each => !each.IsWell), each => Assert.InRange(
            each.At, death - TimeSpan.FromSeconds(5), each.Zone == dead ? resolved : detected));

        // A third of the turns is theirs. A request that one of them refused takes the turn of a live one as well,
        // when its client has long gone: so of those that clients ask it can be a half, and never more.
        var elsewhere = asked.Where(each => each.Zone != dead && each.At > death && each.At < detected).ToList();
        Assert.InRange(elsewhere.Count(each => !each.IsWell), 0, elsewhere.Count / 2);
        Assert.Contains(asked, each => each.Zone == dead && !each.IsWell);
    }

    private static async Task<string> Heard(Caller caller)
    {
        try
        {
            return (await caller.Ask()).Body;
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            return "gone";
        }
    }
}
