using Faultline.Kernel;
using Faultline.Simulation;
using Faultline.Store;

namespace Faultline.Stories.Store;

/// <summary>The store under crashes and faults: nothing acknowledged is lost, nothing is half there.</summary>
public sealed class StoreStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Crashes_at_any_moment_lose_nothing_acknowledged() =>
        Explore.Seeds(200, world => Lives(world, Drawn(world)));

    [Fact]
    public void Relaxed_loses_only_the_last_moment_and_keeps_the_order() =>
        Explore.Seeds(200, world => Lives(world, Drawn(world) with { Durability = Durability.Relaxed }));

    [Fact]
    public void A_clean_stop_loses_nothing_whatever_the_durability() => Explore.Seeds(100, async world =>
    {
        var host = world.Host("a");
        var relaxed = world.Dice.Chance(0.5) ? Durability.Relaxed : Durability.Strict;
        var books = new Books(world, host, Drawn(world) with { Durability = relaxed });
        for (var life = 0; life < 3; life++)
        {
            await host.Run(async () =>
            {
                await books.Open();
                await Write(world, books, operations: 40);
                await books.Close();
            });
            books.Stopped();
            host.Crash();
        }

        await host.Run(books.Open);
    });

    [Fact]
    public void A_disk_that_fills_up_keeps_what_was_acknowledged_and_is_named() => Explore.Seeds(200, async world =>
    {
        var host = world.Host("a");
        var books = new Books(world, host, Drawn(world));
        await host.Run(books.Open);
        var full = host.Disk.Begin(new FullDisk(CapacityBytes: 8_000 + world.Dice.Below(60_000)));
        var broken = await Record.ExceptionAsync(() => host.Run(() => Write(world, books, operations: 1000)));
        if (broken is not null)
        {
            Assert.Contains("The disk is full", Assert.IsType<StoreBroken>(broken).Message, StringComparison.Ordinal);
            broken = await Record.ExceptionAsync(() => host.Run(() => Write(world, books, operations: 1)));
            Assert.IsType<StoreBroken>(broken);
        }

        Stop(world, host);
        full.Dispose();
        await host.Run(async () =>
        {
            await books.Open();
            await Write(world, books, operations: 40);
        });
        host.Crash();
        await host.Run(books.Open);
    });

    [Fact]
    public void A_stuck_disk_holds_up_every_answer_and_loses_none() => Explore.Seeds(50, async world =>
    {
        var host = world.Host("a");
        var books = new Books(world, host, Drawn(world));
        await host.Run(books.Open);
        await host.Run(() => Write(world, books, operations: 20));
        var before = books.Acknowledged;
        var stuck = host.Disk.Begin(new StuckDisk());
        var work = host.Run(() => books.Append("account-0"));
        await world.Delay(Second * 1000);
        Assert.Equal(before, books.Acknowledged);
        stuck.Dispose();
        await work;
        Assert.True(books.Acknowledged > before);
        host.Crash();
        await host.Run(books.Open);
    });

    /// <summary>One life after the other, each ended by chance; now and then already in recovery.</summary>
    private static async Task Lives(World world, StoreOptions options)
    {
        var host = world.Host("a");
        var books = new Books(world, host, options);
        using var slow = world.Dice.Chance(0.3) ? host.Disk.Begin(new SlowDisk(Second / 100, Second / 200)) : null;
        for (var life = 0; life < 6; life++)
        {
            if (world.Dice.Chance(0.5))
            {
                host.Disk.At(1 + world.Dice.Below(60), () => Stop(world, host));
            }

            var work = host.Run(async () =>
            {
                await books.Open();
                await Write(world, books, operations: 100);
                if (world.Dice.Chance(0.5))
                {
                    await books.Close();
                }
            });
            try
            {
                await work.WaitAsync(world.Below(Second / 5), world.Clock);
            }
            catch (Exception why) when (why is TimeoutException or HostCrashed)
            {
                world.Trace($"life {life} is over: {why.Message}");
            }

            Stop(world, host);
        }

        host.Disk.PlanNothing();
        await host.Run(books.Open);
    }

    private static async Task Write(World world, Books books, int operations)
    {
        var writers = 1 + world.Dice.Below(6);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            var dice = world.Dice.Fork($"writer {writer} {books.Acknowledged}");
            while (operations-- > 0)
            {
                await books.Operate(dice);
                if (dice.Chance(0.1))
                {
                    await world.Delay(TimeSpan.FromMicroseconds(dice.Below(5000)));
                }
            }
        }));
    }

    private static void Stop(World world, Host host)
    {
        if (world.Dice.Chance(0.5))
        {
            host.Crash();
            return;
        }

        host.Kill();
    }

    /// <summary>The sizes that decide when segments end and snapshots begin, from absurdly small to never.</summary>
    private static StoreOptions Drawn(World world) => new()
    {
        SegmentBytesMin = 1024 << world.Dice.Below(6),
        SegmentBytesMax = 1024 << (5 + world.Dice.Below(6)),
        SnapshotAfterBytes = 1024 << world.Dice.Below(8),
    };
}
