using System.Net;
using Faultline.Drills.Ledgers;
using Faultline.Drills.Plans;
using Faultline.Drills.Probes;
using Faultline.Drills.Reports;
using Faultline.Drills.Sites;
using Faultline.Simulation;

namespace Faultline.Stories.Drills;

/// <summary>Clients of a web site in simulated time: they report what is done to them, and nothing else.</summary>
public sealed class ProbeHttpStories
{
    private static readonly IPEndPoint A = new(IPAddress.Parse("10.0.0.1"), 80);
    private static readonly IPEndPoint B = new(IPAddress.Parse("10.0.0.2"), 80);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly HttpPlan Orders = new("orders", "POST", "http://shop.test/orders")
    {
        Rate = 50, Clients = 4, Body = "${key}", ReadBack = "http://shop.test/keys",
    };

    [Fact]
    public void A_stall_of_two_seconds_misses_no_request_and_shows_in_the_latencies() => Explore.Seeds(4, async world =>
    {
        var site = Site(world, ("shop.test", A));
        var shop = new ScriptedShop(world, site.Addresses, A);
        var plan = new HttpPlan("shop", "GET", "http://shop.test/") { Rate = 500, Clients = 10, Timeout = 5 * Second };
        await using var workload = new Workload(site, Drill(plan));
        await workload.Start(CancellationToken.None);
        await world.Delay(3 * Second);
        var stalls = world.Now + 2 * Second;
        shop.Before = () => world.Now < stalls ? world.Delay(stalls - world.Now) : Task.CompletedTask;
        await world.Delay(3 * Second - TimeSpan.FromMilliseconds(1));
        var measured = await workload.Finish(null, CancellationToken.None);
        var result = Assert.Single(measured.Probes);
        Assert.Equal((3000, 3000, 3000), (result.Offered, result.Succeeded, shop.Requests));
        Assert.Empty(result.Failures);
        Assert.InRange(result.SentLateP99Ms, 0, 2);

        // A third of all came in the stall, evenly: the slowest hundredth waited for all of it.
        Assert.InRange(result.MaxMs, 1990, 2100);
        Assert.InRange(result.P99Ms, 1900, 2100);
        Assert.InRange(result.P50Ms, 0, 5);
    });

    [Fact]
    public void Others_who_come_know_nothing_of_what_those_before_them_were_told() => Explore.Seeds(20, async world =>
    {
        var site = Site(world, ("shop.test", A));
        var (first, second) = (new ScriptedShop(world, site.Addresses, A), new ScriptedShop(world, site.Addresses, B));
        var plan = new HttpPlan("shop", "GET", "http://shop.test/") { Rate = 50, Clients = 4 };
        await using var workload = new Workload(site, Drill(plan));
        await workload.Start(CancellationToken.None);
        await world.Delay(Second);
        site.Names["shop.test"] = new([new(B.Address)], 60 * Second);
        await world.Delay(Second);
        Assert.Equal(0, second.Requests);
        workload.Renew();
        await world.Delay(TimeSpan.FromMilliseconds(100));
        var before = first.Requests;
        await world.Delay(Second);
        Assert.Equal(before, first.Requests);
        var measured = await workload.Finish(null, CancellationToken.None);
        Assert.Equal(first.Requests + second.Requests, Assert.Single(measured.Probes).Succeeded);
        Assert.InRange(second.Requests, 1, 60);
    });

    [Fact]
    public void All_that_a_shop_does_to_writes_is_found_and_nothing_else() => Explore.Seeds(100, async world =>
    {
        var site = Site(world, ("shop.test", A));
        var shop = new ScriptedShop(world, site.Addresses, A);
        var fates = new Dictionary<long, ScriptedShop.Fate>();
        shop.Decide = key => fates[key] = world.Dice.Chance(0.05)
            ? (ScriptedShop.Fate)world.Dice.Below(7)
            : ScriptedShop.Fate.Keep;
        await using var workload = new Workload(site, Drill(Orders));
        await workload.Start(CancellationToken.None);
        var struck = world.Now + Second;
        await world.Delay(4 * Second);
        var measured = await workload.Finish(struck, CancellationToken.None);
        int Count(params ScriptedShop.Fate[] which) => fates.Values.Count(which.Contains);
        var lost = fates.Keys.Where(key => fates[key] == ScriptedShop.Fate.ForgetIt).Order().ToList();
        var verdict = Assert.Single(measured.Ledger);
        Assert.Null(verdict.Unknown);
        Assert.Equal(fates.Count, verdict.Sent);
        Assert.Equal(
            Count(ScriptedShop.Fate.Keep, ScriptedShop.Fate.KeepTwice, ScriptedShop.Fate.ForgetIt),
            verdict.Acknowledged);
        Assert.Equal(lost.Count, verdict.AcknowledgedLost);
        Assert.Equal(lost, verdict.LostSample.Order());
        Assert.Equal(Count(ScriptedShop.Fate.KeepTwice), verdict.Duplicated);
        Assert.Equal(
            Count(ScriptedShop.Fate.KeepAndReset, ScriptedShop.Fate.KeepAndResetWithinTheAnswer),
            verdict.UnacknowledgedPresent);
        Assert.Equal(Count(ScriptedShop.Fate.RefuseIt, ScriptedShop.Fate.Reset), verdict.UnacknowledgedAbsent);
        Assert.Equal((0, 0), (verdict.Divergent, verdict.Reordered));
        Assert.Equal(lost.Count == 0, verdict.Rpo == TimeSpan.Zero);

        var all = measured.Seconds.Where(each => each.Zone is null).SelectMany(each => each.Failures).ToLookup(
            each => each.Key, each => each.Value);
        Assert.Equal(Count(ScriptedShop.Fate.RefuseIt), all["503"].Sum());
        Assert.Equal(Count(
            ScriptedShop.Fate.KeepAndReset, ScriptedShop.Fate.Reset, ScriptedShop.Fate.KeepAndResetWithinTheAnswer),
            all["reset"].Sum());
        Assert.Equal(fates.Count, measured.Seconds.Where(each => each.Zone is null).Sum(each => each.Offered));
    });

    [Fact]
    public void A_client_that_tries_again_succeeds_and_leaves_a_copy() => Explore.Seeds(50, async world =>
    {
        var site = Site(world, ("shop.test", A));
        var shop = new ScriptedShop(world, site.Addresses, A);
        var tried = new HashSet<long>();
        shop.Decide = key => tried.Add(key) && key % 10 == 0 ? ScriptedShop.Fate.KeepAndReset : ScriptedShop.Fate.Keep;
        await using var workload = new Workload(site, Drill(Orders with { Retries = 1 }));
        await workload.Start(CancellationToken.None);
        await world.Delay(2 * Second - TimeSpan.FromMilliseconds(1));
        var measured = await workload.Finish(null, CancellationToken.None);
        Assert.Equal((100, 100), (measured.Probes[0].Offered, measured.Probes[0].Succeeded));
        Assert.Equal((10, 0), (measured.Ledger[0].Duplicated, measured.Ledger[0].AcknowledgedLost));
        Assert.True(measured.Probes[0].MaxMs > 20, "The pause before the second try counts.");
    });

    [Fact]
    public void A_client_keeps_a_name_for_its_time_and_suffers_for_it() => Explore.Seeds(100, async world =>
    {
        var ttl = Second * (2 + world.Dice.Below(4));
        var site = Site(world, ("shop.test", A));
        site.Names["shop.test"] = new([new(A.Address)], ttl);
        var shop = new ScriptedShop(world, site.Addresses, A, "a") { Closes = true };
        _ = new ScriptedShop(world, site.Addresses, B, "b") { Closes = true };
        var plan = new HttpPlan("shop", "GET", "http://shop.test/") { Rate = 20, Clients = 4 };
        await using var workload = new Workload(site, Drill(plan));
        await workload.Start(CancellationToken.None);
        await world.Delay(3.5 * ttl);
        shop.Die();
        var struck = world.Now;
        site.Names["shop.test"] = new([new(B.Address)], ttl);
        await world.Delay(20 * Second);
        Assert.Equal("a", Assert.Single(workload.Look(5 * Second).Probes[0].DeadZones));
        var measured = await workload.Finish(struck, CancellationToken.None);
        var result = measured.Probes[0];

        // All four asked at the beginning, so each is wrong for half of the time: no sooner right, and no later.
        Assert.Subset(new HashSet<string> { "refused", "reset" }, result.Failures.Keys.ToHashSet());
        Assert.InRange(result.Failures.Values.Sum(), ttl.TotalSeconds / 2 * 20 - 5, ttl.TotalSeconds / 2 * 20 + 5);
        Assert.InRange(result.Rto!.Value, ttl / 2 - 0.2 * Second, ttl / 2 + 1.5 * Second);
        var turns = (int)((3.5 * ttl + 20 * Second) / ttl);
        Assert.InRange(site.Resolved, 4 * turns, 4 * (turns + 2));
        Assert.DoesNotContain(measured.Seconds, each => each.Zone == "b" && each.At < struck - Second);
        Assert.Equal([MarkKind.FirstError, MarkKind.Recovered], measured.Marks.Select(mark => mark.Kind));
        Assert.InRange(measured.Marks[0].At, struck, struck + Second);
    });

    [Fact]
    public void Clients_that_knew_only_what_died_are_told_from_others() => Explore.Seeds(50, async world =>
    {
        var ttl = Second * (6 + world.Dice.Below(6));
        var asks = world.Dice.Chance(0.7);
        var site = Site(world, ("all.test", A), ("all.test", B));
        site.Names["shop.test"] = new([new(A.Address) { Zone = "use1-az1" }], ttl);
        var shop = new ScriptedShop(world, site.Addresses, A) { Closes = true };
        var plan = new HttpPlan("shop", "GET", "http://shop.test/") { Rate = 40, Clients = 4 };
        var drill = Drill(plan, plan with { Name = "knowing", Url = "http://all.test/" });
        await using var workload = new Workload(site, drill with
        {
            ZoneNames = drill.ZoneNames.Add("use1-az1", "us-east-1a"),
        });
        await workload.Start(CancellationToken.None);
        await world.Delay(asks ? 0.5 * ttl : 0.2 * ttl);
        shop.Die();
        var struck = world.Now;
        site.Names["shop.test"] = new([new(B.Address)], ttl);

        // Before anybody asks again the first is back; or all have asked when the second comes, as no name is late for.
        await world.Delay(0.5 * ttl + (asks ? 2 * Second : TimeSpan.Zero));
        foreach (var at in asks ? [B] : new[] { A, B })
        {
            _ = new ScriptedShop(world, site.Addresses, at) { Closes = true };
        }

        await world.Delay(0.5 * ttl);
        var probes = (await workload.Finish(struck, CancellationToken.None)).Probes;
        Assert.Null(probes[1].Stranded);
        Assert.Equal(asks, probes[0].Stranded is not null);
        if (probes[0].Stranded is { } found)
        {
            Assert.Equal((4, 4, ttl), (found.Clients, found.Of, found.Ttl));
            Assert.Equal("us-east-1a", Assert.Single(found.Zones));
            Assert.InRange(found.Longest, 0.5 * ttl - 0.3 * Second, 0.5 * ttl + 0.3 * Second);
            Assert.InRange(found.Shortest, 0.5 * ttl - 0.3 * Second, found.Longest);
        }
    });

    [Fact]
    public void A_zone_is_one_whichever_of_its_names_answers_and_addresses_have() => Explore.Seeds(20, async world =>
    {
        var site = Site(world, ("shop.test", A));
        site.Names["shop.test"] = new([new(A.Address) { Zone = "use1-az5" }], 60 * Second);
        var shop = new ScriptedShop(world, site.Addresses, A, "us-east-1a");
        var drill = Drill(new HttpPlan("shop", "GET", "http://shop.test/") { Rate = 20, Clients = 4 });
        var names = drill.ZoneNames.Add("use1-az5", "us-east-1a");
        await using var workload = new Workload(site, drill with { ZoneNames = names });
        await workload.Start(CancellationToken.None);
        await world.Delay(3 * Second);
        shop.Die();
        await world.Delay(3 * Second);
        var seconds = (await workload.Finish(null, CancellationToken.None)).Seconds;
        Assert.Equal([null, "us-east-1a"], seconds.Select(each => each.Zone).Distinct());
        Assert.Contains(seconds, each => each.Zone is not null && each.Succeeded == 0 && each.Failures.Count > 0);
    });

    [Fact]
    public void A_connection_is_kept_wherever_its_name_leads_by_now() => Explore.Seeds(50, async world =>
    {
        var site = Site(world, ("shop.test", A));
        var shop = new ScriptedShop(world, site.Addresses, A);
        var plan = new HttpPlan("shop", "GET", "http://shop.test/") { Rate = 20, Clients = 4 };
        await using var workload = new Workload(site, Drill(plan));
        await workload.Start(CancellationToken.None);
        await world.Delay(5 * Second);
        Assert.InRange(shop.Connections, 4, 40); // One answer in ten ends its connection.
        Assert.Equal(1, workload.Look().Probes[0].Success);
        Assert.Empty(workload.Look().Probes[0].DeadZones);
    });

    [Fact]
    public void A_dead_address_costs_its_share_and_the_next_one_answers() => Explore.Seeds(50, async world =>
    {
        var site = Site(world, ("shop.test", A), ("shop.test", B));
        site.Silence(A.Address);
        _ = new ScriptedShop(world, site.Addresses, B) { Closes = true };
        var plan = new HttpPlan("shop", "GET", "http://shop.test/") { Rate = 20, Clients = 4 };
        await using var workload = new Workload(site, Drill(plan));
        await workload.Start(CancellationToken.None);
        await world.Delay(5 * Second - TimeSpan.FromMilliseconds(1));
        var result = (await workload.Finish(null, CancellationToken.None)).Probes[0];
        Assert.Equal((100, 100), (result.Offered, result.Succeeded));
        Assert.InRange(result.MaxMs, 1000, 1050);
    });

    [Fact]
    public void Failures_are_told_apart() => Explore.Seeds(50, async world =>
    {
        var site = Site(world, ("silent.test", A), ("refused.test", B));
        site.Silence(A.Address);
        var plans = new[] { "silent", "refused", "unknown" }.Select(name =>
            new HttpPlan(name, "GET", $"http://{name}.test/") { Rate = 10, Clients = 2 });
        await using var workload = new Workload(site, Drill([.. plans]));
        await workload.Start(CancellationToken.None);
        await world.Delay(3 * Second);
        var measured = await workload.Finish(null, CancellationToken.None);
        Assert.Equal(["timeout", "refused", "names"], measured.Probes.Select(each => Assert.Single(each.Failures).Key));
        Assert.All(measured.Probes, each => Assert.Equal(each.Offered, each.Failures.Values.Sum()));
        Assert.All(measured.Probes, each => Assert.Equal(0, each.Availability));
    });

    [Fact]
    public void What_cannot_be_read_back_is_not_judged() => Explore.Seeds(20, async world =>
    {
        var site = Site(world, ("shop.test", A));
        var shop = new ScriptedShop(world, site.Addresses, A);
        await using var workload = new Workload(site, Drill(Orders));
        await workload.Start(CancellationToken.None);
        await world.Delay(2 * Second);
        await workload.Stop();
        shop.Die();
        var measured = await workload.Finish(null, CancellationToken.None);
        Assert.NotNull(measured.Ledger[0].Unknown);
        Assert.Equal(measured.Ledger[0].Sent, measured.Ledger[0].Acknowledged);
        Assert.Equal(0, measured.Ledger[0].AcknowledgedLost);
        Assert.Contains("orders", Assert.Single(measured.Problems), StringComparison.Ordinal);
    });

    [Fact]
    public void A_spike_begins_with_the_strike() => Explore.Seeds(20, async world =>
    {
        var site = Site(world, ("shop.test", A));
        _ = new ScriptedShop(world, site.Addresses, A);
        var plan = new HttpPlan("shop", "GET", "http://shop.test/")
        {
            Rate = 10, Clients = 2, Steps = [new(2 * Second, 100), new(3 * Second, 0)],
        };
        await using var workload = new Workload(site, Drill(plan));
        await workload.Start(CancellationToken.None);
        await world.Delay(Second);
        workload.Strike(world.Now);
        await world.Delay(10 * Second);
        Assert.Equal(130, workload.Look().Probes[0].Offered, tolerance: 1.0);
    });

    private static ProbeSite Site(World world, params (string Name, IPEndPoint At)[] names)
    {
        var site = new ProbeSite(world);
        foreach (var each in names.GroupBy(each => each.Name))
        {
            site.Names[each.Key] = new([.. each.Select(one => new ResolvedAddress(one.At.Address))], 60 * Second);
        }

        return site;
    }

    private static DrillPlan Drill(params ProbePlan[] probes) => new("story") { Probes = [.. probes] };
}
