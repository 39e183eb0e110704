using System.Runtime.CompilerServices;
using Faultline.Kernel;
using Faultline.Simulation;
using Faultline.Store;

namespace Faultline.Stories.Store;

/// <summary>
/// The same work again and again, and each time another write or sync is the one at which something happens: for every
/// one that there is. Then the power fails, and what is recovered must be what was promised.
/// </summary>
public sealed class CrashPoints
{
    private const int Operations = 60;

    /// <summary>Orders of events differ from seed to seed, so the last act is not always the same one.</summary>
    private const int MissesMax = 20;

    [Fact]
    public void Power_fails_at_every_write_and_sync() =>
        AtEvery((host, nth) =>
        {
            host.Disk.At(nth, host.Crash);
            return null;
        });

    [Fact]
    public void The_process_is_killed_at_every_write_and_sync_and_then_the_power_fails() =>
        AtEvery((host, nth) =>
        {
            host.Disk.At(nth, host.Kill);
            return null;
        });

    [Fact]
    public void Every_single_write_fails() =>
        AtEvery((host, nth) => host.Disk.Begin(new FailWrites(nth)));

    [Fact]
    public void Every_write_fails_from_some_write_on() =>
        AtEvery((host, nth) => host.Disk.Begin(new FailWrites(nth, Count: long.MaxValue)));

    [Fact]
    public void Every_single_sync_fails() =>
        AtEvery((host, nth) => host.Disk.Begin(new FailSyncs(nth)));

    [Fact]
    public void Every_sync_fails_from_some_sync_on() =>
        AtEvery((host, nth) => host.Disk.Begin(new FailSyncs(nth, Count: long.MaxValue)));

    [Fact]
    public void Power_fails_at_every_write_and_sync_of_a_recovery()
    {
        var points = EveryPoint(async (world, nth) =>
        {
            var host = world.Host("a");
            var books = new Books(world, host, Books.Small);
            host.Disk.At(100 + world.Dice.Below(100), host.Crash);
            await Work(world, host, books);
            host.Disk.At(nth, host.Crash);
            var before = host.Disk.Writes + host.Disk.Syncs;
            await Recover(host, books);
            var struck = host.Disk.Writes + host.Disk.Syncs >= before + nth;
            await Recover(host, books);
            await Work(world, host, books);
            host.Crash();
            await Recover(host, books);
            return struck;
        }, nameof(Power_fails_at_every_write_and_sync_of_a_recovery));
        Assert.True(points > 3, $"only {points} points");
    }

    private static void AtEvery(Func<Host, int, IDisposable?> strike, [CallerMemberName] string name = "")
    {
        var points = EveryPoint(async (world, nth) =>
        {
            var host = world.Host("a");
            var books = new Books(world, host, Books.Small);
            var fault = strike(host, nth);
            await Work(world, host, books);
            var struck = nth <= host.Disk.Writes + host.Disk.Syncs;
            fault?.Dispose();
            if (world.Dice.Chance(0.5))
            {
                // The process starts again before the power fails: what it found must not be lost any more either.
                host.Kill();
                await Recover(host, books);
            }

            if (world.Dice.Chance(0.3))
            {
                host.Kill();
                await Work(world, host, books);
            }

            host.Crash();
            await Recover(host, books);
            await Work(world, host, books);
            host.Crash();
            await Recover(host, books);
            return struck;
        }, name);
        Assert.True(points > 100, $"only {points} points");
    }

    private static int EveryPoint(Func<World, int, Task<bool>> story, string name)
    {
        var (nth, misses) = (0, 0);
        while (misses < MissesMax)
        {
            nth++;
            var struck = false;
            Explore.Seed((ulong)nth, async world => struck = await story(world, nth), name: name);
            misses = struck ? 0 : misses + 1;
        }

        return nth;
    }

    /// <summary>One life of the host: opens the store and works, until the work, the store or the life ends.</summary>
    private static async Task Work(World world, Host host, Books books)
    {
        try
        {
            await host.Run(async () =>
            {
                await books.Open();
                var left = Operations;
                await Task.WhenAll(Enumerable.Range(0, 3).Select(async writer =>
                {
                    var dice = new Dice((ulong)writer);
                    while (left-- > 0)
                    {
                        await books.Operate(dice);
                    }
                }));
                await books.Close();
            });
        }
        catch (Exception why) when (why is HostCrashed or StoreBroken or StateUnusable or IOException)
        {
            world.Trace($"ended by {why.Message}");
        }
    }

    private static async Task Recover(Host host, Books books)
    {
        try
        {
            await host.Run(books.Open);
        }
        catch (HostCrashed)
        {
        }
    }
}
