using Faultline.Simulation;
using Faultline.Store;

namespace Faultline.Stories.Store;

/// <summary>A flipped bit is found and named, or harms nothing; it is never taken for what was written.</summary>
public sealed class DamageStories
{
    [Fact]
    public void A_flipped_bit_is_named_with_its_file_or_harms_nothing()
    {
        var (named, harmless) = (0, 0);
        Explore.Seeds(300, async world =>
        {
            var host = world.Host("a");
            var books = new Books(world, host, Books.Small);
            await Fill(world, host, books);
            var (file, offset) = Flip(world, host.Disk);
            var before = Contents(host.Disk);
            try
            {
                await host.Run(books.Open);
                harmless++;
            }
            catch (StoreDamaged damaged)
            {
                Assert.Equal(file, damaged.File);
                Assert.InRange(damaged.Offset, 0, offset);
                Assert.Contains(file, damaged.Message, StringComparison.Ordinal);
                Assert.Equal(before, Contents(host.Disk));
                named++;
            }
        });
        Assert.True(named > 50 || harmless < 2, $"{named} were named, {harmless} harmless");
    }

    [Fact]
    public void A_flipped_bit_never_reaches_the_snapshot_of_what_it_spoilt() => Explore.Seeds(200, async world =>
    {
        var host = world.Host("a");
        var books = new Books(world, host, Books.Small);
        await host.Run(books.Open);
        await host.Run(() => Write(world, books, operations: 10));
        Flip(world, host.Disk);
        try
        {
            // The store is running, and reads what was damaged only when it makes its snapshots.
            await host.Run(() => Write(world, books, operations: 200));
            await host.Run(books.Close);
            await host.Run(books.Open);
        }
        catch (StoreDamaged damaged)
        {
            Assert.NotEmpty(damaged.File);
        }
    });

    private static async Task Fill(World world, Host host, Books books)
    {
        await host.Run(books.Open);
        await host.Run(() => Write(world, books, 10 + world.Dice.Below(100)));
        await host.Run(books.Close);
        host.Kill();
    }

    private static async Task Write(World world, Books books, int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            await books.Operate(world.Dice);
        }
    }

    /// <summary>Mostly where something was written, now and then where nothing was yet.</summary>
    private static (string File, long Offset) Flip(World world, SimulatedDisk disk)
    {
        var file = disk.Files[world.Dice.Below(disk.Files.Count)];
        var bytes = disk.Contents(file);
        var used = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        var offset = world.Dice.Below(world.Dice.Chance(0.1) || used == 0 ? bytes.Length : used);
        disk.Flip(file, offset, world.Dice.Below(8));
        return (file, offset);
    }

    private static string Contents(SimulatedDisk disk) =>
        string.Join('\n', disk.Files.Select(file => $"{file} {Convert.ToHexString(disk.Contents(file))}"));
}
