using Faultline.Simulation;
using Faultline.Store;

namespace Faultline.Stories.Simulation;

/// <summary>Each fault of a disk strikes, and ends.</summary>
public sealed class DiskFaultTests
{
    private static readonly Settings Plain = new(null, null, DoubleCheck: false);
    private static readonly byte[] One = [1];

    [Fact]
    public void The_nth_write_fails_and_the_next_does_not() => Explore.Seeds(50, async world =>
    {
        var disk = world.Disk("a");
        using var file = disk.Open("file");
        using var fault = disk.Begin(new FailWrites(2));
        await file.Write(0, One, sync: true);
        await Assert.ThrowsAsync<IOException>(async () => await file.Write(1, One, sync: true));
        await file.Write(2, One, sync: true);
        Assert.Equal(1, disk.Contents("file")[2]);
    });

    [Fact]
    public void A_write_that_fails_may_have_written_a_part()
    {
        var lengths = new HashSet<int>();
        Explore.Seeds(Plain, 100, async world =>
        {
            var disk = world.Disk("a");
            using var file = disk.Open("file");
            using var fault = disk.Begin(new FailWrites(1));
            await Assert.ThrowsAsync<IOException>(async () => await file.Write(0, new byte[100], sync: false));
            lengths.Add(disk.Contents("file").Length);
        }, null, "");
        Assert.True(lengths.Count > 20);
        Assert.DoesNotContain(100, lengths);
    }

    [Fact]
    public void Creations_deletions_and_moves_count_as_writes() => Explore.Seeds(1, async world =>
    {
        var disk = world.Disk("a");
        using (var file = disk.Open("there"))
        {
            await file.Write(0, One, sync: true);
        }

        using var fault = disk.Begin(new FailWrites(1, Count: 4));
        Assert.Throws<IOException>(() => disk.Open("new"));
        Assert.Throws<IOException>(() => disk.Move("there", "elsewhere"));
        Assert.Throws<IOException>(() => disk.Delete("there"));
        using var open = disk.Open("there");
        Assert.Throws<IOException>(() => open.Resize(10));
        open.Resize(10);
        Assert.Equal(["there"], disk.Files);
    });

    [Fact]
    public void What_a_failed_sync_should_have_kept_is_there_or_not_even_if_a_later_one_succeeds()
    {
        var kept = 0;
        Explore.Seeds(Plain, 200, async world =>
        {
            var disk = world.Disk("a");
            using var file = disk.Open("file");
            disk.SyncFolder("");
            using (disk.Begin(new FailSyncs(1)))
            {
                await Assert.ThrowsAsync<IOException>(async () => await file.Write(0, One, sync: true));
                Assert.Equal(One, disk.Contents("file"));
                await file.Write(1, One, sync: true);
            }

            disk.Crash();
            var found = disk.Contents("file");
            Assert.Equal(1, found[1]);
            kept += found[0];
        }, null, "");
        Assert.InRange(kept, 50, 150);
    }

    [Fact]
    public void The_sync_of_a_folder_can_fail_too() => Explore.Seeds(1, world =>
    {
        var disk = world.Disk("a");
        using var file = disk.Open("file");
        using (disk.Begin(new FailSyncs(1, Count: 100)))
        {
            Assert.Throws<IOException>(() => disk.SyncFolder(""));
        }

        disk.SyncFolder("");
        disk.Crash();
        Assert.True(disk.Exists("file"));
        return Task.CompletedTask;
    });

    [Fact]
    public void A_full_disk_takes_nothing_more_until_it_has_room() => Explore.Seeds(20, async world =>
    {
        var disk = world.Disk("a");
        using var file = disk.Open("file");
        using (disk.Begin(new FullDisk(CapacityBytes: 1000)))
        {
            await file.Write(0, new byte[900], sync: true);
            await Assert.ThrowsAsync<DiskFull>(async () => await file.Write(900, new byte[101], false));
            Assert.Throws<DiskFull>(() => file.Resize(1001));
            await file.Write(0, One, sync: true);
        }

        await file.Write(900, new byte[1000], sync: true);
    });

    [Fact]
    public void A_slow_disk_takes_its_time_until_it_no_longer_does() => Explore.Seeds(50, async world =>
    {
        var disk = world.Disk("a");
        using var file = disk.Open("file");
        var began = world.Now;
        using (disk.Begin(new SlowDisk(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1))))
        {
            await file.Write(0, One, sync: false);
        }

        Assert.True(world.Now - began >= TimeSpan.FromMinutes(1));
        began = world.Now;
        await file.Write(0, One, sync: true);
        Assert.True(world.Now - began < TimeSpan.FromMinutes(1));
    });

    [Fact]
    public void A_stuck_disk_answers_when_it_comes_free() => Explore.Seeds(50, async world =>
    {
        var disk = world.Disk("a");
        using var file = disk.Open("file");
        var stuck = disk.Begin(new StuckDisk());
        var write = file.Write(0, One, sync: true).AsTask();
        await world.Delay(TimeSpan.FromHours(5));
        Assert.False(write.IsCompleted);
        stuck.Dispose();
        await write;
    });

    [Fact]
    public void A_bit_flips_where_it_is_told_to() => Explore.Seeds(1, async world =>
    {
        var disk = world.Disk("a");
        using var file = disk.Open("file");
        await file.Write(0, new byte[10], sync: true);
        disk.SyncFolder("");
        disk.Flip("file", 3, 2);
        Assert.Equal([0, 0, 0, 4, 0, 0, 0, 0, 0, 0], disk.Contents("file"));
        disk.Crash();
        Assert.Equal([0, 0, 0, 4, 0, 0, 0, 0, 0, 0], disk.Contents("file"));
    });

    [Fact]
    public void Power_can_fail_at_any_act_and_nothing_of_that_life_reaches_the_disk_afterwards() =>
        Explore.Seeds(50, async world =>
        {
            var host = world.Host("a");
            host.Disk.At(3, host.Crash);
            await Assert.ThrowsAsync<HostCrashed>(() => host.Run(async () =>
            {
                using var file = host.Disk.Open("first");
                host.Disk.SyncFolder("");
                try
                {
                    await file.Write(0, One, sync: true);
                }
                finally
                {
                    host.Disk.Open("second");
                }
            }));
            await world.Delay(TimeSpan.FromHours(1));
            Assert.Equal(["first"], host.Disk.Files);
            Assert.Empty(host.Disk.Contents("first"));
        });
}
