using Faultline.Kernel;
using Faultline.Simulation;

namespace Faultline.Stories.Simulation;

/// <summary>The simulator itself: that it is one with its seed, and that it fails when it should.</summary>
public sealed class ExploreTests
{
    private static readonly Settings Plain = new(null, null, DoubleCheck: false);

    [Fact]
    public void Time_passes_only_when_nothing_else_is_left_to_do() => Explore.Seeds(50, async world =>
    {
        var began = world.Now;
        await world.Delay(TimeSpan.FromHours(14));
        Assert.InRange(world.Now - began, TimeSpan.FromHours(14), TimeSpan.FromHours(14) + TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void Timers_strike_in_the_order_of_their_times() => Explore.Seeds(100, async world =>
    {
        var struck = new List<int>();
        async Task Wait(int seconds)
        {
            await world.Delay(TimeSpan.FromSeconds(seconds));
            struck.Add(seconds);
        }

        await Task.WhenAll(Wait(3), Wait(1), Wait(2));
        Assert.Equal([1, 2, 3], struck);
    });

    [Fact]
    public void A_timer_that_is_changed_or_disposed_does_not_strike_as_it_was_set() => Explore.Seeds(50, async world =>
    {
        var struck = new List<string>();
        var second = TimeSpan.FromSeconds(1);
        using var changed = world.Clock.CreateTimer(
            _ => struck.Add("changed"), null, second, Timeout.InfiniteTimeSpan);
        changed.Change(second * 3, Timeout.InfiniteTimeSpan);
        var disposed = world.Clock.CreateTimer(_ => struck.Add("disposed"), null, second, Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        using var periodic = world.Clock.CreateTimer(_ => struck.Add("periodic"), null, second, second * 2);
        await world.Delay(second * 2);
        Assert.Equal(["periodic"], struck);
        await world.Delay(second * 2);
        Assert.Equal(["changed", "periodic", "periodic"], struck.Order());
    });

    [Fact]
    public void Different_seeds_run_what_is_ready_in_different_orders()
    {
        var orders = new HashSet<string>();
        Explore.Seeds(Plain, 200, async world =>
        {
            var order = "";
            async Task Step(string name)
            {
                await Task.Yield();
                order += name;
            }

            await Task.WhenAll(Step("a"), Step("b"), Step("c"));
            orders.Add(order);
        }, null, "");
        Assert.Equal(6, orders.Count);
    }

    [Fact]
    public void A_failure_names_its_seed_the_command_and_what_happened_last()
    {
        var failed = Assert.Throws<StoryFailed>(() => Explore.Seeds(Plain, 200, world =>
        {
            world.Trace("about to fail");
            Assert.True(world.Seed < 7, "seven is too many");
            return Task.CompletedTask;
        }, null, "My_story"));
        Assert.Equal(7UL, failed.Seed);
        Assert.Contains("Fails under seed 7", failed.Message, StringComparison.Ordinal);
        Assert.Contains(
            "FAULTLINE_SEED=7 dotnet test tests/Faultline.Stories --filter "
            + "FullyQualifiedName=Faultline.Stories.Simulation.ExploreTests.My_story",
            failed.Message,
            StringComparison.Ordinal);
        Assert.Contains("seven is too many", failed.Message, StringComparison.Ordinal);
        Assert.Contains("about to fail", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_chooses_how_many_seeds_or_which_one()
    {
        var played = new List<ulong>();
        Task Story(World world)
        {
            played.Add(world.Seed);
            return Task.CompletedTask;
        }

        Explore.Seeds(Settings.From(name => name == "FAULTLINE_SEEDS" ? "3" : null), 200, Story, null, "");
        Explore.Seeds(Settings.From(name => name == "FAULTLINE_SEED" ? "403" : null), 200, Story, null, "");
        Assert.Equal([1, 2, 3, 403], played);
        Assert.Throws<ArgumentException>(() => Settings.From(_ => "many"));
    }

    [Fact]
    public void A_story_that_waits_for_what_never_comes_fails_and_says_what_waits()
    {
        async Task Forever(World world)
        {
            await world.Delay(TimeSpan.FromSeconds(1));
            await Nothing();
        }

        static async Task Nothing() => await new TaskCompletionSource().Task;

        var failed = Assert.Throws<StoryFailed>(() => Explore.Seeds(Plain, 1, Forever, null, ""));
        Assert.IsType<NeverEnding>(failed.InnerException);
        Assert.Contains("Forever > ExploreTests.Nothing", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_story_that_goes_on_for_ever_fails()
    {
        var steps = Assert.Throws<StoryFailed>(() => Explore.Seeds(Plain, 1, async _ =>
        {
            while (true)
            {
                await Task.Yield();
            }
        }, new() { StepsMax = 1000 }, ""));
        Assert.Contains("after 1,000 steps", steps.Message, StringComparison.Ordinal);

        var time = Assert.Throws<StoryFailed>(() => Explore.Seeds(Plain, 1, async world =>
        {
            while (true)
            {
                await world.Delay(TimeSpan.FromMinutes(1));
            }
        }, new() { TimeMax = TimeSpan.FromHours(1) }, ""));
        Assert.Contains("within 01:00:00 of simulated time", time.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_leaves_the_simulated_thread_fails_the_story()
    {
        static async Task Leave(World world)
        {
            // Somebody waits before the work ends, and it has ended before anybody looks, however busy the machine is.
            var work = new TaskCompletionSource();
            async Task Wait() => await work.Task;
            var waiting = Wait();
            var elsewhere = new Thread(work.SetResult);
            elsewhere.Start();
            elsewhere.Join();
            await waiting;
        }

        var left = Assert.Throws<StoryFailed>(() => Explore.Seeds(Plain, 1, Leave, null, ""));
        Assert.IsType<LeftTheThread>(left.InnerException);

        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var raced = Assert.Throws<StoryFailed>(() => Explore.Seeds(Plain, 1, async world =>
        {
            using var timer = world.Clock.CreateTimer(
                _ => source.SetResult(), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            await Task.WhenAny(source.Task, Task.Delay(Timeout.Infinite, default(CancellationToken)));
        }, null, ""));
        Assert.IsType<LeftTheThread>(raced.InnerException);
    }

    [Fact]
    public void The_double_check_finds_what_is_not_drawn_from_the_seed()
    {
        var twice = Plain with { DoubleCheck = true };
        Explore.Seeds(twice, 20, async world => await world.Delay(world.Below(TimeSpan.FromSeconds(1))), null, "");

        var runs = 0;
        var failed = Assert.Throws<StoryFailed>(() => Explore.Seeds(twice, 20, async world =>
        {
            world.Trace("the same in both");
            await world.Delay(TimeSpan.FromSeconds(++runs));
        }, null, ""));
        Assert.Contains("Two runs under the same seed differ", failed.Message, StringComparison.Ordinal);
        Assert.Contains("FAULTLINE_DOUBLECHECK=1", failed.Message, StringComparison.Ordinal);
        Assert.Contains("the same in both", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_waits_for_fails_the_story_nonetheless()
    {
        var thrown = Assert.Throws<StoryFailed>(() => Explore.Seeds(Plain, 1, async world =>
        {
            async void Loose()
            {
                await Task.Yield();
                throw new InvalidOperationException("nobody hears me");
            }

            Loose();
            await world.Delay(TimeSpan.FromSeconds(1));
        }, null, ""));
        Assert.Contains("nobody hears me", thrown.Message, StringComparison.Ordinal);

        var broken = Assert.Throws<StoryFailed>(() => Explore.Seeds(Plain, 1, async world =>
        {
            world.Node("a").Report(new InvariantBroken("two is three"));
            await world.Delay(TimeSpan.FromSeconds(1));
        }, null, ""));
        Assert.Contains("two is three", broken.Message, StringComparison.Ordinal);
    }
}
