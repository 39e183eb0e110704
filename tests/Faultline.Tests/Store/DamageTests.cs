using System.Buffers.Binary;
using Faultline.Store;

namespace Faultline.Tests.Store;

/// <summary>Files that are not as they were written: found and named, or harmless, and never a wrong state.</summary>
public sealed class DamageTests
{
    private const string Segment = "0000000001.journal";
    private const string Whole = "0.1=one 0.2=two 0.3=three";

    [Fact]
    public async Task After_a_clean_stop_every_flipped_bit_is_found_or_harmless()
    {
        var written = await Written(stopsCleanly: true);
        var found = 0;
        for (var at = 0; at < written.End; at++)
        {
            var disk = written.Disk.AfterPowerLoss();
            disk.Bytes(Segment)[at] ^= (byte)(1 << (at % 8));
            try
            {
                Assert.Equal(Whole, await Stores.Found(disk, "a"));
            }
            catch (StoreDamaged damaged)
            {
                Assert.Equal(Segment, damaged.File);
                Assert.InRange(damaged.Offset, 0, at);
                found++;
            }
        }

        // All but padding, the closing block and the end of the file's head.
        Assert.InRange(found, written.End / 2, written.End);
    }

    [Fact]
    public async Task After_a_crash_a_flipped_bit_costs_no_more_than_the_last_block()
    {
        var written = await Written(stopsCleanly: false);
        for (var at = Format.FileHeaderBytes; at < written.End; at++)
        {
            var disk = written.Disk.AfterPowerLoss();
            disk.Bytes(Segment)[at] ^= (byte)(1 << (at % 8));
            try
            {
                var state = await Stores.Found(disk, "a");
                var isWhole = state == Whole || (state == "0.1=one 0.2=two" && at >= written.Last);
                Assert.True(isWhole, $"{state} by byte {at}");
            }
            catch (StoreDamaged damaged)
            {
                Assert.InRange(damaged.Offset, Format.FileHeaderBytes, at);
                Assert.True(at < written.Last);
            }
        }
    }

    [Fact]
    public async Task Every_flipped_bit_of_a_snapshot_is_found_or_harmless()
    {
        var disk = new MemoryDisk();
        var before = "";
        await using (var store = await Stores.Open(disk))
        {
            var partition = store.Open("a", new Shelves());
            for (var i = 0UL; !disk.List("").Any(name => name.EndsWith(".snapshot", StringComparison.Ordinal)); i++)
            {
                await partition.Set(i % 3, new string('x', 200));
            }

            before = await partition.Read();
        }

        var snapshot = disk.List("").Last(name => name.EndsWith(".snapshot", StringComparison.Ordinal));
        var found = 0;
        for (var at = 0; at < disk.Bytes(snapshot).Length; at++)
        {
            var spoilt = disk.AfterPowerLoss();
            spoilt.Bytes(snapshot)[at] ^= (byte)(1 << (at % 8));
            try
            {
                Assert.Equal(before, await Stores.Found(spoilt, "a"));
            }
            catch (StoreDamaged damaged)
            {
                Assert.Equal(snapshot, damaged.File);
                found++;
            }
        }

        Assert.True(found > 600);
    }

    [Fact]
    public async Task A_newer_format_is_refused_before_anything_is_touched()
    {
        var written = await Written(stopsCleanly: true);
        var file = written.Disk.Bytes(Segment);
        file[8] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(FileHeader.Checked), FileHeader.Sum(file));
        var (writes, syncs) = (written.Disk.Writes, written.Disk.Syncs);
        var refused = await Assert.ThrowsAsync<StateUnusable>(async () => await Stores.Open(written.Disk));
        Assert.Equal($"{Segment} is of format 2, and this Faultline reads formats up to 1.", refused.Message);
        Assert.Equal((writes, syncs), (written.Disk.Writes, written.Disk.Syncs));
    }

    [Fact]
    public async Task A_segment_that_ends_too_early_is_named_by_the_next()
    {
        var disk = await Segments();
        var end = End(disk);
        for (var at = end - 300; at < end - 8; at += 7)
        {
            var spoilt = disk.AfterPowerLoss();
            spoilt.Bytes(Segment)[at] ^= 1;
            var damaged = await Assert.ThrowsAsync<StoreDamaged>(async () => await Stores.Open(spoilt));
            Assert.Equal(Segment, damaged.File);
            Assert.InRange(damaged.Offset, end - 800, at);
        }
    }

    [Fact]
    public async Task A_segment_that_is_missing_is_named()
    {
        var disk = await Segments();
        foreach (var missing in (string[])[Segment, "0000000002.journal"])
        {
            var spoilt = disk.AfterPowerLoss();
            spoilt.Delete(missing);
            var damaged = await Assert.ThrowsAsync<StoreDamaged>(async () => await Stores.Open(spoilt));
            Assert.Equal(missing, damaged.File);
        }
    }

    [Fact]
    public async Task A_torn_tail_is_cut_wherever_it_is_torn_and_whatever_of_it_is_left()
    {
        var written = await Written(stopsCleanly: false);
        var last = written.Disk.Bytes(Segment).AsSpan(written.Last, written.End - written.Last).ToArray();
        for (var from = 0; from < last.Length; from++)
        {
            foreach (var kept in new Range[] { new(0, from), new(from + 1, last.Length) })
            {
                var disk = written.Disk.AfterPowerLoss();
                var bytes = disk.Bytes(Segment);
                bytes.AsSpan(written.Last, last.Length).Clear();
                last.AsSpan(kept).CopyTo(bytes.AsSpan(written.Last + kept.GetOffsetAndLength(last.Length).Offset));
                var isWhole = bytes.AsSpan(written.Last, last.Length).SequenceEqual(last);

                // Twice: what the first start leaves must not trouble the second.
                var expected = isWhole ? Whole : "0.1=one 0.2=two";
                var first = await Stores.Found(disk, "a");
                if (first != Whole)
                {
                    Assert.Equal(expected, first);
                }

                Assert.Equal(first, await Stores.Found(disk.AfterPowerLoss(), "a"));
            }
        }
    }

    private static async Task<(MemoryDisk Disk, int Last, int End)> Written(bool stopsCleanly)
    {
        var disk = new MemoryDisk();
        var store = await Stores.Open(disk, Stores.Short with { SegmentBytesMin = 2 << 10 });
        var partition = store.Open("a", new Shelves());
        await partition.Set(1, "one");
        await partition.Set(2, "two");
        var last = End(disk);
        await partition.Set(3, "three");
        if (stopsCleanly)
        {
            await store.DisposeAsync();
        }

        return (disk.AfterPowerLoss(), last, End(disk));
    }

    /// <summary>Several segments, full to their ends.</summary>
    private static async Task<MemoryDisk> Segments()
    {
        var disk = new MemoryDisk();
        await using var store = await Stores.Open(disk, Stores.Short with { SnapshotAfterBytes = long.MaxValue });
        var partition = store.Open("a", new Shelves());
        for (var i = 0UL; i < 100; i++)
        {
            await partition.Set(i, new string('x', 300));
        }

        return disk;
    }

    private static int End(MemoryDisk disk) =>
        (int)Format.Aligned(disk.Bytes(Segment).AsSpan().LastIndexOfAnyExcept((byte)0) + 1);
}
