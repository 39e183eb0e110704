using Faultline.Simulation;

namespace Faultline.Stories.Simulation;

/// <summary>The simulated disk: what a crash leaves.</summary>
public sealed class DiskTests
{
    private static readonly Settings Plain = new(null, null, DoubleCheck: false);

    [Fact]
    public void What_was_synced_is_there_after_a_crash() => Explore.Seeds(200, async world =>
    {
        var disk = world.Disk("a");
        using (var file = disk.Open("folder/file"))
        {
            var bytes = Bytes(world, 3000);
            await file.Write(100, bytes, sync: true);
            disk.SyncFolder("folder");
            await file.Write(5000, Bytes(world, 3000), sync: false);
            disk.Crash();
            Assert.Equal(bytes, disk.Contents("folder/file")[100..3100]);
            Assert.Throws<IOException>(() => file.Length);
        }
    });

    [Fact]
    public void Of_what_was_not_synced_each_write_is_there_or_not_or_torn_at_a_sector()
    {
        var (whole, nothing, torn, garbage) = (0, 0, 0, 0);
        Explore.Seeds(Plain, 300, async world =>
        {
            var disk = world.Disk("a");
            var bytes = Bytes(world, 2048);
            using (var file = disk.Open("file"))
            {
                await file.Write(0, new byte[2048], sync: true);
                disk.SyncFolder("");
                await file.Write(0, bytes, sync: false);
            }

            disk.Crash();
            var found = disk.Contents("file");
            var sectors = found.Chunk(512).Zip(bytes.Chunk(512)).ToArray();
            var kept = sectors.Count(s => s.First.SequenceEqual(s.Second));
            var lost = sectors.Count(s => !s.First.AsSpan().ContainsAnyExcept((byte)0));
            (whole, nothing) = (whole + (kept == 4 ? 1 : 0), nothing + (lost == 4 ? 1 : 0));
            garbage += kept + lost < 4 ? 1 : 0;
            torn += kept is > 0 and < 4 ? 1 : 0;
        }, null, "");
        Assert.All([whole, nothing, torn, garbage], count => Assert.True(count > 10, $"{count}"));
    }

    [Fact]
    public void A_later_write_can_outlive_an_earlier_one()
    {
        var found = new HashSet<(bool, bool)>();
        Explore.Seeds(Plain, 100, async world =>
        {
            var disk = world.Disk("a");
            using (var file = disk.Open("file"))
            {
                await file.Write(0, new byte[20], sync: true);
                disk.SyncFolder("");
                await file.Write(0, new byte[] { 1 }, sync: false);
                await file.Write(10, new byte[] { 1 }, sync: false);
            }

            disk.Crash();
            var bytes = disk.Contents("file");
            found.Add((bytes[0] == 1, bytes[10] == 1));
        }, null, "");
        Assert.Equal(4, found.Count);
    }

    [Fact]
    public void A_name_is_sure_only_once_its_folder_is_synced()
    {
        var found = new HashSet<(bool, bool, bool)>();
        Explore.Seeds(Plain, 200, async world =>
        {
            var disk = world.Disk("a");
            await Fill(disk, "a/sure", 1);
            await Fill(disk, "a/deleted", 2);
            disk.SyncFolder("a");
            await Fill(disk, "a/new", 3);
            disk.Delete("a/deleted");
            disk.Crash();
            Assert.True(disk.Exists("a/sure"));
            Assert.Equal([1], disk.Contents("a/sure"));
            found.Add((disk.Exists("a/new"), disk.Exists("a/deleted"), disk.Exists("b")));
            Assert.All(disk.Files, file => Assert.NotEmpty(disk.Contents(file)));
        }, null, "");
        Assert.Equal(4, found.Count);
    }

    [Fact]
    public void A_move_is_there_whole_or_not_at_all()
    {
        var found = new HashSet<string>();
        Explore.Seeds(Plain, 200, async world =>
        {
            var disk = world.Disk("a");
            await Fill(disk, "old", 1);
            await Fill(disk, "new", 2);
            disk.SyncFolder("");
            disk.Move("new", "old");
            Assert.Equal(["old"], disk.List(""));
            disk.Crash();
            found.Add(string.Join(' ', disk.Files.Select(file => $"{file}{disk.Contents(file)[0]}")));
            await Fill(disk, "c", 3);
            disk.SyncFolder("");
            disk.Move("c", "old");
            disk.SyncFolder("");
            disk.Crash();
            Assert.Equal([3], disk.Contents("old"));
        }, null, "");
        Assert.Equal(["new2 old1", "old2"], found.Order());
    }

    [Fact]
    public void A_folder_lists_what_is_directly_in_it_by_name() => Explore.Seeds(1, async world =>
    {
        var disk = world.Disk("a");
        await Fill(disk, "x/b", 1);
        await Fill(disk, "x/a/deep", 1);
        await Fill(disk, "xy", 1);
        Assert.Equal(["a", "b"], disk.List("x"));
        Assert.Equal(["x", "xy"], disk.List(""));
        Assert.Empty(disk.List("nothing"));
        Assert.True(disk.Exists("x/a"));
        Assert.False(disk.Exists("x/c"));
    });

    [Fact]
    public void New_bytes_are_zero_and_those_cut_off_do_not_come_back() => Explore.Seeds(20, async world =>
    {
        using var file = world.Disk("a").Open("file");
        await file.Write(0, Bytes(world, 10_000), sync: false);
        file.Resize(5000);
        file.Resize(10_000);
        var bytes = new byte[10_000];
        Assert.Equal(5000, file.Read(5000, bytes));
        Assert.Equal(10_000, file.Read(0, bytes));
        Assert.False(bytes.AsSpan(5000).ContainsAnyExcept((byte)0));
        Assert.Equal(0, file.Read(20_000, bytes));
    });

    [Fact]
    public void What_changes_while_it_is_being_written_fails_the_story()
    {
        var failed = Assert.Throws<StoryFailed>(() => Explore.Seeds(Plain, 50, async world =>
        {
            using var file = world.Disk("a").Open("file");
            var bytes = new byte[100];
            var write = file.Write(0, bytes, sync: true);
            bytes[7] = 7;
            await write;
        }, null, ""));
        Assert.Contains("changed before the write returned", failed.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(World world, int count)
    {
        var bytes = new byte[count];
        world.Dice.Fill(bytes);
        return bytes;
    }

    private static async Task Fill(SimulatedDisk disk, string path, byte value)
    {
        using var file = disk.Open(path);
        await file.Write(0, new[] { value }, sync: true);
    }
}
