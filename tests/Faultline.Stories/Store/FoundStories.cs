using Faultline.Simulation;
using Faultline.Store;

namespace Faultline.Stories.Store;

/// <summary>What simulation found in the store, as the shortest stories: see docs/track-record.md.</summary>
public sealed class FoundStories
{
    [Fact]
    public void A_store_that_breaks_while_a_snapshot_waits_for_the_next_segment_can_be_closed() =>
        Explore.Seeds(120, async world =>
        {
            var host = world.Host("a");
            var books = new Books(world, host, Books.Small);
            await host.Run(books.Open);
            host.Disk.Begin(new FailWrites((long)world.Seed, Count: long.MaxValue));
            await Assert.ThrowsAsync<StoreBroken>(() => host.Run(async () =>
            {
                while (true)
                {
                    await books.Append("account-0");
                }
            }));
            await host.Run(books.Close);
        });

    [Fact]
    public void What_recovery_showed_stays_even_where_a_sync_had_failed() => Explore.Seeds(200, async world =>
    {
        var host = world.Host("a");
        var books = new Books(world, host, Books.Small);
        await host.Run(books.Open);
        await host.Run(() => books.Append("account-0"));
        using (host.Disk.Begin(new FailSyncs(1)))
        {
            await Assert.ThrowsAsync<StoreBroken>(() => host.Run(() => books.Append("account-0")));
        }

        host.Kill();
        await host.Run(books.Open);
        host.Crash();
        await host.Run(books.Open);
    });

    [Fact]
    public void A_file_that_was_named_before_the_process_ended_keeps_its_name() => Explore.Seeds(200, async world =>
    {
        var host = world.Host("a");
        var books = new Books(world, host, Books.Small);
        var folder = world.Host("measure").Disk;
        await using (await RegionStore.Open(world.Node("measure"), folder, Books.Small))
        {
            // The last act of a first start is the sync of the folder.
            host.Disk.At(folder.Writes + folder.Syncs, host.Kill);
        }

        await Assert.ThrowsAsync<HostCrashed>(() => host.Run(books.Open));
        await host.Run(books.Open);
        await host.Run(() => books.Append("account-0"));
        host.Crash();
        await host.Run(books.Open);
    });
}
