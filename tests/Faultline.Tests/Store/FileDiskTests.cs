using Faultline.Store;

namespace Faultline.Tests.Store;

public sealed class FileDiskTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task A_store_on_real_files_is_found_again_whether_it_was_closed_or_not()
    {
        var expected = new Shelves();
        for (var life = 0UL; life < 4; life++)
        {
            var store = await Stores.Open(new FileDisk(temporary["region"]));
            var partition = store.Open("a", new Shelves());
            Assert.Equal(expected.ToString(), await partition.Read());
            for (var i = 0UL; i < 300; i++)
            {
                var text = $"{life}.{i}{new string('x', (int)i)}";
                expected.Set((life * 7) + (i % 40), text);
                await partition.Set((life * 7) + (i % 40), text);
            }

            if (life % 2 == 0)
            {
                await store.DisposeAsync();
            }
        }

        Assert.Equal(expected.ToString(), await Stores.Found(new FileDisk(temporary["region"]), "a"));
    }

    [Fact]
    public async Task Bytes_are_where_they_were_written_and_nothing_beyond_the_end()
    {
        var disk = new FileDisk(temporary.Path);
        using var file = disk.Open("file");
        await file.Write(10, new byte[] { 1, 2, 3 }, sync: false);
        await file.Write(12, new byte[] { 4, 5 }, sync: true);
        await file.Write(0, ReadOnlyMemory<byte>.Empty, sync: true);
        var into = new byte[8];
        Assert.Equal(14, file.Length);
        Assert.Equal(5, file.Read(9, into));
        Assert.Equal([0, 1, 2, 4, 5, 0, 0, 0], into);
        Assert.Equal(0, file.Read(14, into));
    }

    [Fact]
    public async Task A_file_that_is_moved_or_deleted_can_still_be_read_by_who_has_it_open()
    {
        var disk = new FileDisk(temporary.Path);
        using var file = disk.Open("a");
        await file.Write(0, new byte[] { 7 }, sync: true);
        disk.Move("a", "b");
        disk.SyncFolder("");
        Assert.Equal(["b"], disk.List(""));
        disk.Delete("b");
        disk.Delete("b");
        var into = new byte[1];
        Assert.Equal(1, file.Read(0, into));
        Assert.Empty(disk.List(""));
    }

    [Fact]
    public async Task A_full_disk_is_named_as_such()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        using var file = new FileDisk("/dev").Open("full");
        await Assert.ThrowsAsync<DiskFull>(async () => await file.Write(0, new byte[] { 1 }, sync: false));
    }

    [Fact]
    public async Task Without_durability_a_put_allocates_nothing()
    {
        await using var store = await Stores.Open(new MemoryDisk(), new(Durability.None));
        var partition = store.Open("a", new Counter());
        for (var i = 0; i < 100; i++)
        {
            Put(partition);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Put(partition);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

#pragma warning disable CA2012 // What is counted is that both are complete at once: awaiting them would hide it.
    private static void Put(Partition<Counter> partition)
    {
        var taking = partition.Take(default);
        Assert.True(taking.IsCompletedSuccessfully);
        using var held = taking.GetAwaiter().GetResult();
        held.State.Count++;
        Assert.True(held.Keep().IsCompletedSuccessfully);
    }
#pragma warning restore CA2012

    private sealed class Counter : IState
    {
        public long Count { get; set; }

        public void Flush(Batch batch) => batch.Put(new(1, 1)).Whole(1, Count);

        public void Load(Key key, ReadOnlySpan<byte> entry)
        {
        }

        public void Loaded()
        {
        }
    }
}
