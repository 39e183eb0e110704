using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Tests.Store;

/// <summary>The disk fails at every write and every sync, and the power goes: nothing acknowledged is lost.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_acknowledged_is_lost_wherever_the_disk_fails(bool atSync)
    {
        var reached = 0;
        for (var n = 1; ; n++)
        {
            var failed = false;
            var disk = new MemoryDisk
            {
                Fails = (isSync, count) => (failed |= isSync == atSync && count == n) && isSync == atSync && count == n
                    ? new IOException("spoilt")
                    : null,
            };
            var possible = await Run(disk);
            var dice = new Dice((ulong)n);
            var after = disk.AfterPowerLoss(length => Part(dice, length));
            var found = $"{await Stores.Found(after, "a")} | {await Stores.Found(after, "b")}";
            Assert.True(possible.Contains(found), $"With {n}: found {found}, expected {string.Join(" or ", possible)}");
            if (!failed)
            {
                break;
            }

            reached = n;
        }

        Assert.True(reached > 20, $"Only {reached} points of failure were reached.");
    }

    [Fact]
    public async Task A_journal_that_broke_is_reported_to_its_node_once()
    {
        var disk = new MemoryDisk();
        var heard = new List<Exception>();
        var store = await RegionStore.Open(Stores.Node with { Report = heard.Add }, disk, new());
        var partition = store.Open("a", new Shelves());
        disk.Fails = (isSync, _) => isSync ? new IOException("The cable is out.") : null;
        await Assert.ThrowsAsync<StoreBroken>(() => partition.Set(1, "one"));
        await Assert.ThrowsAsync<StoreBroken>(() => partition.Set(2, "two"));
        Assert.Contains("The cable is out.", Assert.Single(heard).Message, StringComparison.Ordinal);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_says_so_in_one_sentence()
    {
        var disk = new MemoryDisk { Fails = (_, _) => new IOException("The cable is out.") };
        var refused = await Assert.ThrowsAsync<StateUnusable>(async () => await Stores.Open(disk));
        Assert.Equal("The state of here cannot be opened: The cable is out.", refused.Message);
    }

    [Fact]
    public async Task After_a_failed_sync_everything_is_refused_and_nothing_is_tried_again()
    {
        var disk = new MemoryDisk();
        var store = await Stores.Open(disk);
        var partition = store.Open("a", new Shelves());
        var other = store.Open("b", new Shelves());
        await other.Set(1, "x");
        var taken = await other.Take(default);
        disk.Fails = (isSync, _) => isSync ? new IOException("The cable is out.") : null;
        var broken = await Assert.ThrowsAsync<StoreBroken>(() => partition.Set(1, "one"));
        Assert.Contains("The cable is out.", broken.Message, StringComparison.Ordinal);
        disk.Fails = (_, _) => null;

        var (writes, syncs) = (disk.Writes, disk.Syncs);
        await Assert.ThrowsAsync<StoreBroken>(() => partition.Set(2, "two"));
        await Assert.ThrowsAsync<StoreBroken>(async () => await other.Take(default));
        await Assert.ThrowsAsync<StoreBroken>(async () => await taken.Keep());
        await store.DisposeAsync();
        Assert.Equal((writes, syncs), (disk.Writes, disk.Syncs));
    }

    [Fact]
    public async Task All_who_wait_for_a_sync_that_fails_are_refused()
    {
        var disk = new MemoryDisk();
        var store = await Stores.Open(disk);
        var partitions = Enumerable.Range(0, 10).Select(i => store.Open($"p{i}", new Shelves())).ToList();
        disk.Gate = new();
        disk.Fails = (isSync, _) => isSync ? new DiskFull("No room.") : null;
        var sets = partitions.Select(partition => partition.Set(1, "x")).ToList();
        disk.Gate.SetResult();
        foreach (var set in sets)
        {
            var broken = await Assert.ThrowsAsync<StoreBroken>(() => set);
            Assert.StartsWith("The disk is full", broken.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_state_that_fails_to_say_what_changed_is_not_taken_again()
    {
        await using var store = await Stores.Open(new MemoryDisk());
        var partition = store.Open("a", new Unwilling());
        var held = await partition.Take(default);
        await Assert.ThrowsAsync<InvariantBroken>(async () => await held.Keep());
        await Assert.ThrowsAsync<StoreBroken>(async () => await partition.Take(default));
    }

    private static Range Part(Dice dice, int length) => dice.Below(3) switch
    {
        0 => ..dice.Below(length + 1),
        1 => dice.Below(length + 1)..,
        _ => 0..0,
    };

    /// <summary>A fixed work over both partitions, until the disk fails.</summary>
    private static async Task<HashSet<string>> Run(MemoryDisk disk)
    {
        var possible = new HashSet<string>();
        var model = (A: new Shelves(), B: new Shelves());
        var before = Both(model);
        possible.Add(before);
        try
        {
            var store = await Stores.Open(disk, Stores.Short with { SnapshotAfterBytes = 4 << 10 });
            var (a, b) = (store.Open("a", new Shelves()), store.Open("b", new Shelves()));
            for (var i = 0UL; i < 60; i++)
            {
                // Should this step fail, it is there whole or not at all.
                possible = [before];
                Step(model.A, model.B, i);
                before = Both(model);
                possible.Add(before);
                using var one = await a.Take(default);
                using var other = await b.Take(default);
                Step(one.State, other.State, i);
                await one.KeepWith(other);
                possible = [before];
            }

            await store.DisposeAsync();
            return possible;
        }
        catch (Exception failure) when (failure is IOException or StateUnusable or StoreBroken)
        {
            return possible;
        }
    }

    private static void Step(Shelves a, Shelves b, ulong i)
    {
        a.Set(i % 7, $"{i}{new string('x', 150)}");
        if (i % 5 == 4)
        {
            b.Set(i % 3, null);
        }
        else
        {
            b.Set(i % 3, $"{i}");
        }

        if (i % 20 == 19)
        {
            a.Clear(0);
        }
    }

    private static string Both((Shelves A, Shelves B) model) => $"{model.A} | {model.B}";

    private sealed class Unwilling : IState
    {
        public void Flush(Batch batch)
        {
            batch.Put(new(1, 1)).Whole(1, 1);
            throw new InvariantBroken("no");
        }

        public void Load(Key key, ReadOnlySpan<byte> entry)
        {
        }

        public void Loaded()
        {
        }
    }
}
