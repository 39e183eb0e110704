using Faultline.Engines.Volumes;
using Faultline.Kernel;

namespace Faultline.Tests.Engines.Volumes;

/// <summary>What volumes promise, whether they are folders or a simulation's: each kind runs these tests.</summary>
public abstract class VolumesContract
{
    private protected const int ChunkBytes = Manifest.ChunkBytes;

    private protected static CancellationToken None => CancellationToken.None;

    /// <summary>Volumes of a region of that name, empty when first asked for.</summary>
    private protected abstract IVolumes Region(string name);

    private protected abstract void Write(IVolumes volumes, string volume, string file, string text);

    private protected abstract string? Read(IVolumes volumes, string volume, string file);

    private protected abstract int ChunksKept(IVolumes volumes);

    [Fact]
    public async Task What_a_snapshot_holds_is_on_the_volume_that_is_made_from_it()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        Write(volumes, "vol-1", "a", "one pair of boots");
        Write(volumes, "vol-1", "empty", "");
        Write(volumes, "vol-1", "long", Text(3 * ChunkBytes + 5));
        var facts = await volumes.Snapshot("vol-1", "snap-1", None);
        Assert.Equal(new(17 + 3 * ChunkBytes + 5, Files: 3, Chunks: 5, ChunksWritten: 5), facts);
        Assert.Equal(facts, volumes.Find("snap-1"));

        Write(volumes, "vol-1", "a", "later");
        await volumes.Make("vol-2", "snap-1", None);
        Assert.Equal("one pair of boots", Read(volumes, "vol-2", "a"));
        Assert.Equal("", Read(volumes, "vol-2", "empty"));
        Assert.Equal(Text(3 * ChunkBytes + 5), Read(volumes, "vol-2", "long"));
        Assert.Null(Read(volumes, "vol-2", "b"));
        Assert.Equal(["vol-1", "vol-2"], volumes.Volumes);
        Assert.Equal(["snap-1"], volumes.Snapshots);
    }

    [Fact]
    public async Task A_second_snapshot_writes_only_what_changed()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        var text = Text(4 * ChunkBytes).ToCharArray();
        Write(volumes, "vol-1", "a", new(text));
        await volumes.Snapshot("vol-1", "snap-1", None);
        text[2 * ChunkBytes + 7] = '!';
        Write(volumes, "vol-1", "a", new(text));
        Assert.Equal(new(4 * ChunkBytes, 1, 4, ChunksWritten: 1), await volumes.Snapshot("vol-1", "snap-2", None));
        Assert.Equal(new(4 * ChunkBytes, 1, 4, ChunksWritten: 0), await volumes.Snapshot("vol-1", "snap-3", None));
        Assert.Equal(5, ChunksKept(volumes));
    }

    [Fact]
    public async Task Zeros_are_no_chunks_and_equal_chunks_are_one()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        Write(volumes, "vol-1", "zeros", new('\0', 2 * ChunkBytes + 1));
        Write(volumes, "vol-1", "same", new('x', 3 * ChunkBytes));
        var facts = await volumes.Snapshot("vol-1", "snap-1", None);
        Assert.Equal(new(5 * ChunkBytes + 1, 2, Chunks: 1, ChunksWritten: 1), facts);
        await volumes.Make("vol-2", "snap-1", None);
        Assert.Equal(new('\0', 2 * ChunkBytes + 1), Read(volumes, "vol-2", "zeros"));
        Assert.Equal(new('x', 3 * ChunkBytes), Read(volumes, "vol-2", "same"));
    }

    [Fact]
    public async Task A_deleted_snapshot_takes_with_it_what_no_other_needs()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        Write(volumes, "vol-1", "both", "both");
        Write(volumes, "vol-1", "first", "first");
        await volumes.Snapshot("vol-1", "snap-1", None);
        Write(volumes, "vol-1", "first", "second");
        await volumes.Snapshot("vol-1", "snap-2", None);
        Assert.Equal(3, ChunksKept(volumes));
        await volumes.DeleteSnapshot("snap-1");
        Assert.Equal(2, ChunksKept(volumes));
        Assert.Null(volumes.Find("snap-1"));
        await volumes.Make("vol-2", "snap-2", None);
        Assert.Equal("both", Read(volumes, "vol-2", "both"));
        await volumes.DeleteSnapshot("snap-2");
        Assert.Equal(0, ChunksKept(volumes));
    }

    [Fact]
    public async Task What_is_there_is_not_made_again_and_what_is_not_is_not_deleted()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        Write(volumes, "vol-1", "a", "1");
        await volumes.Make("vol-1", null, None);
        Assert.Equal("1", Read(volumes, "vol-1", "a"));
        var facts = await volumes.Snapshot("vol-1", "snap-1", None);
        Write(volumes, "vol-1", "a", "22");
        Assert.Equal(facts, await volumes.Snapshot("vol-1", "snap-1", None));
        await volumes.Delete("vol-9");
        await volumes.DeleteSnapshot("snap-9");
        await volumes.Delete("vol-1");
        await volumes.Delete("vol-1");
        Assert.Empty(volumes.Volumes);
    }

    [Fact]
    public async Task What_nobody_knows_is_a_broken_invariant()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        await Assert.ThrowsAsync<InvariantBroken>(async () => await volumes.Make("vol-2", "snap-9", None));
        await Assert.ThrowsAsync<InvariantBroken>(async () => await volumes.Snapshot("vol-9", "snap-1", None));
        await Assert.ThrowsAsync<InvariantBroken>(async () => await volumes.Lose("vol-9"));
        await Assert.ThrowsAsync<InvariantBroken>(async () => await volumes.Open("snap-9", None));
        await Assert.ThrowsAsync<InvariantBroken>(async () => await volumes.Copy(volumes, "snap-9", "snap-1", None));
        Assert.Equal(["vol-1"], volumes.Volumes);
        Assert.Empty(volumes.Snapshots);
    }

    [Fact]
    public async Task A_lost_volume_is_there_and_empty()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        Write(volumes, "vol-1", "a", "1");
        await volumes.Lose("vol-1");
        Assert.Equal(["vol-1"], volumes.Volumes);
        Assert.Null(Read(volumes, "vol-1", "a"));
        Write(volumes, "vol-1", "b", "2");
        Assert.Equal(new(1, 1, 1, 1), await volumes.Snapshot("vol-1", "snap-1", None));
    }

    [Fact]
    public async Task A_copy_moves_only_the_chunks_that_are_not_there()
    {
        var (here, there) = (Region("here"), Region("there"));
        await here.Make("vol-1", null, None);
        await there.Make("vol-1", null, None);
        Write(here, "vol-1", "a", Text(2 * ChunkBytes));
        Write(here, "vol-1", "b", "only here");
        Write(there, "vol-1", "c", Text(ChunkBytes));
        await there.Snapshot("vol-1", "snap-0", None);
        await here.Snapshot("vol-1", "snap-1", None);

        var facts = await there.Copy(here, "snap-1", "snap-2", None);
        Assert.Equal(new(2 * ChunkBytes + 9, 2, Chunks: 3, ChunksWritten: 2), facts);
        Assert.Equal(facts, await there.Copy(here, "snap-1", "snap-2", None));
        Assert.Equal(facts with { ChunksWritten = 0 }, await there.Copy(here, "snap-1", "snap-3", None));
        await here.DeleteSnapshot("snap-1");
        await there.Make("vol-2", "snap-2", None);
        Assert.Equal(Text(2 * ChunkBytes), Read(there, "vol-2", "a"));
        Assert.Equal("only here", Read(there, "vol-2", "b"));
    }

    [Fact]
    public async Task What_an_open_snapshot_holds_stays_until_it_is_closed()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        Write(volumes, "vol-1", "a", "1");
        await volumes.Snapshot("vol-1", "snap-1", None);
        using (var open = await volumes.Open("snap-1", None))
        {
            await volumes.DeleteSnapshot("snap-1");
            var into = new byte[ChunkBytes];
            Assert.Equal(1, open.Read(open.Manifest.Chunks.Single(), into));
            Assert.Equal((byte)'1', into[0]);
        }

        await volumes.Make("vol-2", null, None);
        for (var looks = 0; ChunksKept(volumes) > 0; looks++)
        {
            Assert.True(looks < 1000, "The chunk is never deleted.");
            await Task.Delay(10);
        }
    }

    [Fact]
    public async Task Calls_at_the_same_time_share_chunks_and_lose_none()
    {
        var volumes = Region("here");
        var rounds = Enumerable.Range(0, 8).Select(async round =>
        {
            var volume = $"vol-{round % 4}";
            await volumes.Make(volume, null, None);
            if (round < 4)
            {
                Write(volumes, volume, "shared", Text(2 * ChunkBytes));
                Write(volumes, volume, "own", $"{volume}");
                await volumes.Snapshot(volume, $"snap-{round}", None);
                await volumes.Snapshot(volume, $"gone-{round}", None);
                await volumes.DeleteSnapshot($"gone-{round}");
            }
        });
        await Task.WhenAll(rounds);
        Assert.Equal(6, ChunksKept(volumes));
        Assert.Equal(6, volumes.Snapshots.Sum(snapshot => volumes.Find(snapshot)!.ChunksWritten));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(
            async round => await volumes.Make($"new-{round}", $"snap-{round}", None)));
        Assert.All(Enumerable.Range(0, 4), round =>
        {
            Assert.Equal(Text(2 * ChunkBytes), Read(volumes, $"new-{round}", "shared"));
            Assert.Equal($"vol-{round}", Read(volumes, $"new-{round}", "own"));
        });
    }

    [Fact]
    public async Task A_cancelled_call_has_done_nothing()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        Write(volumes, "vol-1", "a", "1");
        await volumes.Snapshot("vol-1", "snap-1", None);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await volumes.Make("vol-2", "snap-1", cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await volumes.Snapshot("vol-1", "snap-2", cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await volumes.Copy(volumes, "snap-1", "snap-2", cancelled.Token));
        Assert.Equal(["vol-1"], volumes.Volumes);
        Assert.Equal(["snap-1"], volumes.Snapshots);
        Assert.Equal(1, ChunksKept(volumes));
    }

    /// <summary>A text in which no chunk is like another.</summary>
    private protected static string Text(int length) =>
        string.Create(length, 0, static (span, _) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (char)('a' + ((i / 8) >> (i % 8 * 4) & 15));
            }
        });
}
