using System.Net;
using System.Text;
using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Simulation;

namespace Faultline.Stories.Balancer;

/// <summary>What only classic balancers do: one check for all groups, nobody asked when all are sick.</summary>
public sealed class ClassicStories
{
    private const string Checked = "health";

    [Fact]
    public void One_group_is_checked_and_the_other_learns_from_it() => Explore.Seeds(50, async world =>
    {
        await using var stall = new Stall(world);
        await Open(stall, 3);
        Assert.Equal(200, (await stall.Call().Ask()).Status);
        var checks = stall.Workers[0].Checks;
        await world.Delay(Stall.Check.Interval * 4);

        // Three nodes check it, each once in an interval, however many groups it is in.
        Assert.InRange(stall.Workers[0].Checks - checks, 11, 15);
        stall.Workers[1].Status = 500;
        await stall.Until("it is found out", () => Of(stall, "w1", TargetHealth.Unhealthy) == 6);
        var answers = new HashSet<string>();
        for (var i = 0; i < 6; i++)
        {
            answers.Add((await stall.Call().Ask()).Body);
        }

        Assert.Equal(["w0", "w2"], answers.Order(StringComparer.Ordinal));
    });

    [Fact]
    public void A_new_target_has_to_pass_as_many_checks_as_a_sick_one() => Explore.Seeds(50, async world =>
    {
        await using var stall = new Stall(world);
        var began = world.Elapsed;
        await Open(stall, 1);
        Assert.InRange(world.Elapsed - began, Stall.Check.Interval * 2, Stall.Check.Interval * 3);
    });

    [Fact]
    public void When_all_are_sick_nobody_is_asked() => Explore.Seeds(50, async world =>
    {
        await using var stall = new Stall(world);
        await Open(stall, 2);
        stall.Workers.ForEach(worker => worker.Status = 500);
        await stall.Until("both are found out", () => stall.Count(TargetHealth.Unhealthy) == 6);
        stall.Workers.ForEach(worker => worker.Seen.Clear());
        Assert.Equal(503, (await stall.Call().Ask()).Status);
        Assert.All(stall.Workers, worker => Assert.Empty(worker.Seen));
        Assert.All(stall.Look(), node => Assert.False(node.IsInName));
    });

    [Fact]
    public void A_zone_whose_target_is_dead_leaves_the_name_and_its_node_the_others_alone() =>
        Explore.Seeds(50, async world =>
        {
            await using var stall = new Stall(world);
            await Open(stall, 3, group => group with { CrossZone = false });
            Assert.Equal("w1", (await stall.Call(1).Ask()).Body);
            var dead = world.Dice.Below(3);
            stall.Fault(new ZonePower(stall.Zones[dead], 1, TimeSpan.Zero));
            await stall.Until("its node leaves the name", () => !stall.Look()[dead].IsInName);
            for (var zone = 0; zone < 3; zone++)
            {
                Assert.Equal(zone != dead, stall.Look()[zone].IsInName);
                if (zone != dead)
                {
                    Assert.Equal($"w{zone}", (await stall.Call(zone).Ask()).Body);
                }
            }

            stall.Fault();
            await stall.Until("all are in the name", () => stall.Look().All(node => node.IsInName));
            Assert.Equal($"w{dead}", (await stall.Call(dead).Ask()).Body);
        });

    [Theory]
    [InlineData(null)]
    [InlineData("SID")]
    public void A_client_comes_back_by_a_cookie_that_ends_with_its_session(string? cookie) =>
        Explore.Seeds(20, async world =>
        {
            await using var stall = new Stall(world);
            await Open(stall, 3, group => group with
            {
                Sticky = new(Timeout.InfiniteTimeSpan, cookie) { Own = "AWSELB" },
            });
            stall.Workers.ForEach(worker => worker.Says = cookie is null ? null
                : $"HTTP/1.1 200 OK\r\nSet-Cookie: SID=1\r\nContent-Length: 2\r\n\r\n{worker.Name}");
            var first = await stall.Call().Ask();
            var own = first.Cookie("AWSELB");
            Assert.NotNull(own);
            Assert.DoesNotContain("Expires", first.Head, StringComparison.Ordinal);
            await world.Delay(TimeSpan.FromMinutes(20));
            for (var i = 0; i < 6; i++)
            {
                Assert.Equal(first.Body, (await stall.Call(i % 3).Ask(more: $"Cookie: SID=1; {own}\r\n")).Body);
            }
        });

    [Fact]
    public void A_target_is_told_of_its_client_in_words() => Explore.Seeds(20, async world =>
    {
        await using var stall = new Stall(world);
        await Open(stall, 1);
        using var ears = stall.Transport.Listen(new IPEndPoint(IPAddress.Parse("127.9.1.1"), 99));
        await stall.Apply(config => config with
        {
            Listeners =
            [
                new(99, ListenerProtocol.Tcp) { Rules = [new("all", [], new RuleAction.Forward([("words", 1)]))] },
            ],
            Groups = config.Groups.SetItem("words", new("words", TargetProtocol.Tcp)
            {
                Targets = [config.Groups["all"].Targets[0] with { Address = new(IPAddress.Parse("127.9.1.1"), 99) }],
                HealthOf = Checked,
                FailsOpen = false,
                TellsClient = true,
                ProxyVersion = 1,
            }),
        });
        var client = new Caller(stall.Transport, new(stall.Config.Nodes[0].Address, 99));
        await client.Send("hello");
        var line = await ears.AcceptLine();
        var heard = new byte[200];
        var count = await line!.Receive(heard);
        Assert.Matches(
            @"^PROXY TCP4 127\.0\.0\.1 127\.9\.0\.1 \d+ 99\r\n", Encoding.ASCII.GetString(heard, 0, count));
        client.Close();
        line.Close();
    });

    /// <summary>A group that others can learn from, and one that requests go to.</summary>
    private static async Task Open(Stall stall, int workers, Func<GroupConfig, GroupConfig>? with = null)
    {
        GroupConfig Of(GroupConfig group) => (with?.Invoke(group) ?? group) with { FailsOpen = false };
        await stall.Open(workers, group => Of(group) with { HealthOf = Checked }, isWell: false);
        await stall.Apply(config => config with
        {
            Groups = config.Groups.SetItem(Checked, Of(new(Checked, TargetProtocol.Tcp)) with
            {
                Targets = stall.Targets(),
                Check = Stall.Check with { NewHealthyAfter = Stall.Check.HealthyAfter },
            }),
        });
        await stall.Until(
            "all are healthy", () => stall.Views("all").All(view => view.Health is TargetHealth.Healthy
                or TargetHealth.Unused) && stall.Views("all").Any());
    }

    private static int Of(Stall stall, string key, TargetHealth health) => stall.Look()
        .SelectMany(node => node.Targets)
        .Count(view => view.Key == key && view.Health == health);
}
