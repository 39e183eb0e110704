using Faultline.Engines.Volumes;
using Faultline.Tests.Store;

namespace Faultline.Tests.Engines.Volumes;

/// <summary>What is not as it was written is named, and nothing is made of it.</summary>
public sealed class DamageTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private FolderVolumes volumes = null!;

    private static CancellationToken None => CancellationToken.None;

    private string ManifestFile => Path.Combine(temporary["snapshots"], "snap-1.manifest");

    private string ChunkFile => Directory.GetFiles(temporary["chunks"], "*", SearchOption.AllDirectories).Single();

    public async Task InitializeAsync()
    {
        volumes = FolderVolumes.Open(FolderVolumesTests.Node, temporary.Path);
        await volumes.Make("vol-1", null, None);
        File.WriteAllText(Path.Combine(volumes.FolderOf("vol-1"), "a"), "one pair of boots");
        await volumes.Snapshot("vol-1", "snap-1", None);
    }

    public async Task DisposeAsync() => await volumes.DisposeAsync();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task A_chunk_with_a_flipped_bit_is_named_and_no_volume_made()
    {
        Flip(ChunkFile, 3);
        var damage = await Refused();
        Assert.Equal((ChunkFile, "snap-1"), (damage.File, damage.Snapshot));
        using var folder = new TemporaryFolder();
        await using var there = FolderVolumes.Open(FolderVolumesTests.Node, folder.Path);
        await Assert.ThrowsAsync<SnapshotDamaged>(async () => await there.Copy(volumes, "snap-1", "snap-2", None));
        Assert.Empty(there.Snapshots);
    }

    [Fact]
    public async Task A_chunk_that_is_gone_is_named_and_written_again_by_whoever_has_it()
    {
        var file = ChunkFile;
        File.Delete(file);
        Assert.Equal(file, (await Refused()).File);
        Assert.Equal(1, (await volumes.Snapshot("vol-1", "snap-2", None)).ChunksWritten);
        await volumes.Make("vol-2", "snap-1", None);
        Assert.Equal("one pair of boots", File.ReadAllText(Path.Combine(volumes.FolderOf("vol-2"), "a")));
    }

    [Fact]
    public async Task Any_flipped_bit_of_a_manifest_and_any_missing_end_is_found()
    {
        var whole = File.ReadAllBytes(ManifestFile);
        for (var i = 0; i < whole.Length; i++)
        {
            var flipped = whole.ToArray();
            flipped[i] ^= 0x10;
            Assert.Throws<FormatException>(() => ManifestFormat.Read(flipped));
            Assert.Throws<FormatException>(() => ManifestFormat.Read(whole[..i]));
        }

        Flip(ManifestFile, whole.Length / 2);
        Assert.Equal(ManifestFile, (await Refused()).File);
    }

    [Fact]
    public async Task While_a_manifest_is_damaged_no_chunk_is_swept_and_its_snapshot_can_be_deleted()
    {
        Flip(ManifestFile, 50);
        await Again();
        Assert.Equal(["snap-1"], volumes.Snapshots);
        Assert.Null(volumes.Find("snap-1"));
        Assert.Equal(ManifestFile, (await Refused()).File);

        // Put back from a copy, all of it is there.
        Flip(ManifestFile, 50);
        await Again();
        await volumes.Make("vol-2", "snap-1", None);

        Flip(ManifestFile, 50);
        await Again();
        await volumes.DeleteSnapshot("snap-1");
        Assert.Empty(volumes.Snapshots);
        await Again();
        Assert.Empty(Directory.GetFiles(temporary["chunks"], "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("/out")]
    [InlineData("in/../../out")]
    [InlineData("link/out")]
    [InlineData("missing/out")]
    [InlineData("in/")]
    [InlineData("in//out")]
    [InlineData("./in")]
    [InlineData("in")]
    [InlineData("")]
    public async Task A_manifest_that_leads_out_of_the_volume_is_refused(string path)
    {
        var outside = temporary["elsewhere"];
        Directory.CreateDirectory(outside);
        var manifest = new Manifest(
            [
                new("", EntryKind.Folder) { Mode = 0x1FF },
                new("in", EntryKind.Folder) { Mode = 0x1FF },
                new("link", EntryKind.Symlink) { Target = outside },
                new(path, EntryKind.File),
            ],
            0);
        File.WriteAllBytes(ManifestFile, ManifestFormat.Write(manifest));
        Assert.Contains("leads out of the volume", (await Refused()).Message);
        Assert.Empty(Directory.GetFileSystemEntries(outside));
        Assert.False(File.Exists("/out"));
    }

    [Fact]
    public void A_manifest_is_read_as_it_was_written()
    {
        var chunk = ChunkName.Of("x"u8);
        var manifest = new Manifest(
            [
                new("", EntryKind.Folder) { Mode = 0x1ED, Changed = -5 },
                new("file", EntryKind.File)
                {
                    Length = (4L * Manifest.ChunkBytes) + 1,
                    Chunks = [default, chunk, default, default, chunk],
                    Changed = long.MaxValue,
                },
                new("link", EntryKind.Symlink) { Target = "a\nb", Mode = 0x1FF },
            ],
            7);
        var read = ManifestFormat.Read(ManifestFormat.Write(manifest));
        Assert.Equal(manifest.Facts, read.Facts);
        Assert.Equal(new((4L * Manifest.ChunkBytes) + 1, 1, 1, 7), read.Facts);
        Assert.Equal(manifest.Entries.Select(Said), read.Entries.Select(Said));

        var later = ManifestFormat.Write(manifest);
        later[19]++;
        Assert.Contains("version", Assert.Throws<FormatException>(() => ManifestFormat.Read(later)).Message);
    }

    private static string Said(ManifestEntry entry) =>
        $"{entry with { Chunks = [] }} {string.Join(' ', entry.Chunks)}";

    private static void Flip(string file, int at)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[at] ^= 4;
        File.WriteAllBytes(file, bytes);
    }

    private async Task<SnapshotDamaged> Refused()
    {
        var damage = await Assert.ThrowsAsync<SnapshotDamaged>(async () => await volumes.Make("vol-2", "snap-1", None));
        Assert.Equal(["vol-1"], volumes.Volumes);
        Assert.Single(Directory.GetFileSystemEntries(temporary["volumes"]));
        return damage;
    }

    private async Task Again()
    {
        await volumes.DisposeAsync();
        volumes = FolderVolumes.Open(FolderVolumesTests.Node, temporary.Path);
    }
}
