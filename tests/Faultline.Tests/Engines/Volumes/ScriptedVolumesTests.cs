using Faultline.Engines.Volumes;
using Faultline.Simulation;

namespace Faultline.Tests.Engines.Volumes;

public sealed class ScriptedVolumesTests : VolumesContract
{
    private readonly Dictionary<string, ScriptedVolumes> regions = [];

    [Fact]
    public void A_call_takes_its_time_and_acts_at_the_end_of_it() => Explore.Seeds(20, async world =>
    {
        var volumes = new ScriptedVolumes(world.Clock);
        await volumes.Make("vol-1", null, None);
        volumes.Takes = TimeSpan.FromSeconds(30);
        volumes.Write("vol-1", "a", "1");
        var begun = world.Now;
        var making = volumes.Snapshot("vol-1", "snap-1", None).AsTask();
        Assert.Empty(volumes.Snapshots);
        volumes.Write("vol-1", "a", "22");
        Assert.Equal(2, (await making).Bytes);
        Assert.True(world.Now - begun >= TimeSpan.FromSeconds(30));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => await volumes.Make("vol-2", "snap-1", None)));
        Assert.Equal("22", volumes.Read("vol-2", "a"));
        Assert.Equal(["vol-1", "vol-2"], volumes.Volumes);
    });

    [Fact]
    public async Task The_call_that_was_told_to_fail_fails_and_changes_nothing()
    {
        var volumes = (ScriptedVolumes)Region("here");
        volumes.Fail(2, new IOException("No space left on device."));
        await volumes.Make("vol-1", null, None);
        volumes.Write("vol-1", "a", "1");
        var failed = await Assert.ThrowsAsync<IOException>(async () => await volumes.Snapshot("vol-1", "snap-1", None));
        Assert.Equal("No space left on device.", failed.Message);
        Assert.Empty(volumes.Snapshots);
        Assert.Equal(0, volumes.ChunksKept);
        Assert.Equal(1, (await volumes.Snapshot("vol-1", "snap-1", None)).ChunksWritten);
        Assert.Equal(3, volumes.Calls);
    }

    [Fact]
    public async Task A_scripted_region_and_a_real_one_copy_from_each_other()
    {
        using var folder = new Store.TemporaryFolder();
        await using var real = FolderVolumes.Open(FolderVolumesTests.Node, folder.Path);
        var scripted = Region("here");
        await scripted.Make("vol-1", null, None);
        Write(scripted, "vol-1", "a", Text(ChunkBytes + 1));
        await scripted.Snapshot("vol-1", "snap-1", None);
        Assert.Equal(2, (await real.Copy(scripted, "snap-1", "snap-2", None)).ChunksWritten);
        await real.Make("vol-1", "snap-2", None);
        Assert.Equal(Text(ChunkBytes + 1), File.ReadAllText(Path.Combine(real.FolderOf("vol-1"), "a")));
        Assert.Equal(0, (await scripted.Copy(real, "snap-2", "snap-3", None)).ChunksWritten);
    }

    private protected override IVolumes Region(string name) =>
        regions.TryGetValue(name, out var region) ? region : regions[name] = new(TimeProvider.System);

    private protected override void Write(IVolumes volumes, string volume, string file, string text) =>
        ((ScriptedVolumes)volumes).Write(volume, file, text);

    private protected override string? Read(IVolumes volumes, string volume, string file) =>
        ((ScriptedVolumes)volumes).Read(volume, file);

    private protected override int ChunksKept(IVolumes volumes) => ((ScriptedVolumes)volumes).ChunksKept;
}
