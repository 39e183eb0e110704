using System.Text;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Simulation;

/// <summary>Hosts and the network between them: what a crash, a cut and a slow link do, and that they end.</summary>
public sealed class HostTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_crashed_host_does_nothing_more() => Explore.Seeds(100, async world =>
    {
        var host = world.Host("a");
        var beats = 0;
        var work = host.Run(async () =>
        {
            var clock = host.Node.Clock;
            while (true)
            {
                await Task.Delay(Second, clock);
                beats++;
            }
        });
        await world.Delay(Second * 5.5);
        host.Crash();
        await Assert.ThrowsAsync<HostCrashed>(() => work);
        Assert.Equal(5, beats);
        await world.Delay(Second * 100);
        Assert.Equal(5, beats);
        Assert.Equal(7, await host.Run(() => Task.FromResult(7)));
    });

    [Fact]
    public void A_call_is_answered_after_the_links_delay_both_ways() => Explore.Seeds(100, async world =>
    {
        var (client, server) = (world.Host("client"), world.Host("server"));
        world.Network.Join(client, server, new(Mean: Second * 2, Jitter: Second));
        server.Serve<string, string>(text => Task.FromResult(text + "!"));
        var began = world.Now;
        Assert.Equal("hello!", await world.Network.Call<string, string>(client, server, "hello", Second * 60));
        Assert.InRange(world.Now - began, Second * 2, Second * 6.1);
    });

    [Fact]
    public void What_the_server_throws_comes_back_to_the_caller() => Explore.Seeds(20, async world =>
    {
        var (client, server) = (world.Host("client"), world.Host("server"));
        server.Serve<string, string>(text => throw new FormatException(text));
        var thrown = await Assert.ThrowsAsync<FormatException>(
            () => world.Network.Call<string, string>(client, server, "no", Second));
        Assert.Equal("no", thrown.Message);
    });

    [Fact]
    public void A_cut_link_carries_nothing_until_it_is_healed() => Explore.Seeds(50, async world =>
    {
        var (client, server) = (world.Host("client"), world.Host("server"));
        var arrived = 0;
        server.Serve<string, string>(text =>
        {
            arrived++;
            return Task.FromResult(text);
        });
        world.Network.Join(client, server, world.Network.Usual with { Cut = true });
        var began = world.Now;
        await Assert.ThrowsAsync<NoAnswer>(() => world.Network.Call<string, string>(client, server, "a", Second * 5));
        Assert.InRange(world.Now - began, Second * 5, Second * 6);
        Assert.Equal(0, arrived);
        world.Network.Heal(client, server);
        Assert.Equal("b", await world.Network.Call<string, string>(client, server, "b", Second * 5));
        Assert.Equal(1, arrived);
    });

    [Fact]
    public void With_only_the_way_back_cut_a_request_is_carried_out_and_unanswered() => Explore.Seeds(50, async world =>
    {
        var (client, server) = (world.Host("client"), world.Host("server"));
        var arrived = 0;
        server.Serve<string, string>(text =>
        {
            arrived++;
            return Task.FromResult(text);
        });
        world.Network.JoinOneWay(server, client, world.Network.Usual with { Cut = true });
        await Assert.ThrowsAsync<NoAnswer>(() => world.Network.Call<string, string>(client, server, "a", Second));
        Assert.Equal(1, arrived);
    });

    [Fact]
    public void A_lossy_link_loses_its_share_and_doubles_its_share() => Explore.Seeds(5, async world =>
    {
        var (client, server) = (world.Host("client"), world.Host("server"));
        var (arrived, lost) = (0, 0);
        server.Serve<string, string>(text =>
        {
            arrived++;
            return Task.FromResult(text);
        });
        world.Network.JoinOneWay(client, server, world.Network.Usual with { Loss = 0.25, Twice = 0.5 });
        for (var i = 0; i < 2000; i++)
        {
            try
            {
                await world.Network.Call<string, string>(client, server, "a", Second);
            }
            catch (NoAnswer)
            {
                lost++;
            }
        }

        Assert.InRange(lost, 400, 600);
        Assert.InRange(arrived, 2100, 2400);
    });

    [Fact]
    public void A_call_to_a_host_that_crashes_meanwhile_is_not_answered() => Explore.Seeds(100, async world =>
    {
        var (client, server) = (world.Host("client"), world.Host("server"));
        server.Serve<string, string>(async text =>
        {
            await Task.Delay(Second * 2, server.Node.Clock);
            return text;
        });
        var call = world.Network.Call<string, string>(client, server, "a", Second * 10);
        await world.Delay(Second);
        server.Crash();
        await Assert.ThrowsAsync<NoAnswer>(() => call);
        await Assert.ThrowsAsync<NoAnswer>(() => world.Network.Call<string, string>(client, server, "a", Second));
    });

    [Fact]
    public void A_killed_process_leaves_what_it_wrote_and_a_power_loss_may_not()
    {
        var (kept, forgotten) = (0, 0);
        Explore.Seeds(new(null, null, false), 200, async world =>
        {
            var host = world.Host("a");
            using (var file = host.Disk.Open("file"))
            {
                await file.Write(0, Encoding.UTF8.GetBytes("hello"), sync: false);
            }

            host.Kill();
            Assert.Equal("hello", Encoding.UTF8.GetString(host.Disk.Contents("file")));
            host.Crash();
            if (host.Disk.Exists("file") && host.Disk.Contents("file").Length == 5)
            {
                kept++;
            }
            else
            {
                forgotten++;
            }
        }, null, "");
        Assert.True(kept > 10 && forgotten > 10, $"{kept} kept, {forgotten} forgotten");
    }

    [Fact]
    public void A_story_that_waits_for_a_host_for_ever_says_what_the_host_waits_for()
    {
        static async Task Stand() => await new TaskCompletionSource().Task;

        var failed = Assert.Throws<StoryFailed>(() => Explore.Seeds(new(null, null, false), 1, async world =>
            await world.Host("a").Run(async () => await Stand()), null, ""));
        Assert.Contains("Host.Run > ", failed.Message, StringComparison.Ordinal);
        Assert.Contains("HostTests.Stand", failed.Message, StringComparison.Ordinal);
    }
}
