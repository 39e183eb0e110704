using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Tests.Store;

public sealed class RegionStoreTests
{
    private static readonly StoreOptions Memory = new(Durability.None);

    [Theory]
    [InlineData(Durability.Strict)]
    [InlineData(Durability.Relaxed)]
    public async Task What_was_kept_is_there_after_a_clean_stop(Durability durability)
    {
        var disk = new MemoryDisk();
        await using (var store = await Stores.Open(disk, Stores.Short with { Durability = durability }))
        {
            var partition = store.Open("a", new Shelves());
            await partition.Set(2, "two");
            await partition.Set(1, "one");
            await partition.Set(2, "zwei");
            await partition.Set(3, "three");
            await partition.Set(3, null);
        }

        Assert.Equal("0.1=one 0.2=zwei", await Stores.Found(disk.AfterPowerLoss(), "a"));
    }

    [Fact]
    public async Task What_was_kept_is_there_after_a_power_loss()
    {
        var disk = new MemoryDisk();
        var store = await Stores.Open(disk);
        var partition = store.Open("a", new Shelves());
        await partition.Set(1, "one");
        Assert.Equal("0.1=one", await Stores.Found(disk.AfterPowerLoss(), "a"));
    }

    [Fact]
    public async Task Entries_are_loaded_once_each_in_the_order_in_which_they_were_last_put()
    {
        var disk = new MemoryDisk();
        await using (var store = await Stores.Open(disk))
        {
            var partition = store.Open("a", new Shelves());
            foreach (var at in (ulong[])[Shelves.At(2, 1), 5, 3, 9, 5])
            {
                await partition.Set(at, "x");
            }
        }

        await using var again = await Stores.Open(disk);
        var state = new Shelves();
        again.Open("a", state);
        Assert.Equal([Shelves.At(2, 1), 3, 9, 5], state.LoadedInOrder);
        Assert.True(state.IsLoaded);
    }

    [Fact]
    public async Task Clearing_a_kind_deletes_what_stood_and_not_what_comes()
    {
        var disk = new MemoryDisk();
        await using (var store = await Stores.Open(disk))
        {
            var partition = store.Open("a", new Shelves());
            await partition.Set(Shelves.At(1, 1), "old");
            await partition.Set(Shelves.At(1, 2), "old");
            await partition.Set(Shelves.At(2, 1), "stays");
            using var held = await partition.Take(default);
            held.State.Clear(1);
            held.State.Set(Shelves.At(1, 2), "new");
            await held.Keep();
        }

        Assert.Equal("1.2=new 2.1=stays", await Stores.Found(disk, "a"));
    }

    [Fact]
    public async Task Two_partitions_that_are_kept_together_are_both_there_or_neither()
    {
        var disk = new MemoryDisk();
        var store = await Stores.Open(disk);
        var (a, b) = (store.Open("a", new Shelves()), store.Open("b", new Shelves()));
        await a.Set(1, "before");
        await b.Set(1, "before");
        disk.Gate = new();
        using (var one = await a.Take(default))
        using (var other = await b.Take(default))
        {
            one.State.Set(1, "after");
            other.State.Set(1, "after");
            _ = one.KeepWith(other).AsTask();
        }

        foreach (var lost in (bool[])[true, false])
        {
            if (!lost)
            {
                disk.Gate!.SetResult();
                disk.Gate = null;
                await store.DisposeAsync();
            }

            var after = disk.AfterPowerLoss();
            var expected = lost ? "0.1=before" : "0.1=after";
            Assert.Equal(expected, await Stores.Found(after, "a"));
            Assert.Equal(expected, await Stores.Found(after, "b"));
        }
    }

    [Fact]
    public async Task Keep_waits_for_the_disk_and_gives_the_turn_back_at_once()
    {
        var disk = new MemoryDisk();
        await using var store = await Stores.Open(disk);
        var partition = store.Open("a", new Shelves());
        disk.Gate = new();
        var first = await partition.Take(default);
        first.State.Set(1, "one");
        var kept = first.Keep().AsTask();
        Assert.False(kept.IsCompleted);

        // The second has the turn, sees what is not durable yet, and so its answer may not leave either.
        var second = await partition.Take(default);
        Assert.Equal("0.1=one", second.State.ToString());
        var seen = second.Keep().AsTask();
        Assert.False(seen.IsCompleted);
        disk.Gate.SetResult();
        await kept;
        await seen;
        disk.Gate = null;

        var third = await partition.Take(default);
        Assert.True(third.Keep().AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Writers_that_wait_at_the_same_time_share_a_sync()
    {
        var disk = new MemoryDisk();
        await using var store = await Stores.Open(disk, new());
        var partitions = Enumerable.Range(0, 50).Select(i => store.Open($"p{i}", new Shelves())).ToList();
        disk.Gate = new();
        var before = disk.Syncs;
        var sets = partitions.Select(partition => partition.Set(1, "x")).ToList();
        disk.Gate.SetResult();
        await Task.WhenAll(sets);

        // The first goes alone, and all others together.
        Assert.Equal(before + 2, disk.Syncs);
    }

    [Fact]
    public async Task Disposing_after_Keep_does_not_take_the_turn_from_whoever_has_it_now()
    {
        await using var store = await Stores.Open(new MemoryDisk(), Memory);
        var partition = store.Open("a", new Shelves());
        var first = await partition.Take(default);
        await first.Keep();
        var second = await partition.Take(default);
        first.Dispose();
        var third = partition.Take(default).AsTask();
        Assert.False(third.IsCompleted);
        await Assert.ThrowsAsync<InvariantBroken>(async () => await first.Keep());
        second.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task A_turn_that_is_given_back_without_Keep_hands_over_what_changed()
    {
        var disk = new MemoryDisk();
        await using (var store = await Stores.Open(disk))
        {
            var partition = store.Open("a", new Shelves());
            using var held = await partition.Take(default);
            held.State.Set(1, "one");
        }

        Assert.Equal("0.1=one", await Stores.Found(disk, "a"));
    }

    [Fact]
    public async Task Partitions_are_named_once_they_keep_something_and_until_they_are_dropped()
    {
        var disk = new MemoryDisk();
        await using (var store = await Stores.Open(disk))
        {
            foreach (var name in (string[])["q/b", "q/a", "r/c", "q/empty", "q/gone"])
            {
                var partition = store.Open(name, new Shelves());
                if (name != "q/empty")
                {
                    await partition.Set(1, name);
                }

                if (name == "q/gone")
                {
                    await (await partition.Take(default)).Drop();
                }
            }

            Assert.Equal(["q/a", "q/b"], store.Names("q/"));
        }

        await using var again = await Stores.Open(disk);
        Assert.Equal(["q/a", "q/b"], again.Names("q/"));
        Assert.Equal(["q/a", "q/b", "r/c"], again.Names(""));
    }

    [Fact]
    public async Task A_dropped_partition_can_be_made_again_and_is_empty()
    {
        var disk = new MemoryDisk();
        await using (var store = await Stores.Open(disk))
        {
            var old = store.Open("a", new Shelves());
            await old.Set(1, "old");
            var held = await old.Take(default);
            var late = old.Take(default).AsTask();
            await held.Drop();
            var fresh = store.Open("a", new Shelves());
            await fresh.Set(2, "new");

            // Who waited for the old one gets it, and may look, but not change anything.
            var waited = await late;
            Assert.True(old.Dropped);
            waited.State.Set(3, "lost");
            await Assert.ThrowsAsync<InvariantBroken>(async () => await waited.Keep());
        }

        Assert.Equal("0.2=new", await Stores.Found(disk, "a"));
    }

    [Fact]
    public async Task Without_durability_nothing_is_read_or_written()
    {
        var disk = new MemoryDisk();
        await using (var store = await Stores.Open(disk, Memory))
        {
            var partition = store.Open("a", new Shelves());
            await partition.Set(1, "one");
            Assert.Equal(["a"], store.Names(""));
        }

        Assert.Empty(disk.List(""));
        Assert.Equal(0, disk.Writes);
    }
}
