using System.Collections.Concurrent;
using System.Diagnostics;
using Faultline.Engines.Volumes;
using Faultline.Kernel;
using Faultline.Tests.Store;

namespace Faultline.Tests.Engines.Volumes;

public sealed class FolderVolumesTests : VolumesContract, IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly Dictionary<string, FolderVolumes> regions = [];
    private readonly ConcurrentQueue<Exception> reported = new();

    internal static Node Node { get; } = new("here", TimeProvider.System, new Dice(1));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var region in regions.Values)
        {
            await region.DisposeAsync();
        }
    }

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task A_tree_comes_back_with_its_modes_times_links_and_empty_folders()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        var root = volumes.FolderOf("vol-1");
        Directory.CreateDirectory(Path.Combine(root, "deep/er/empty"));
        Write(volumes, "vol-1", "deep/er/name with\nlines and é", "text");
        Write(volumes, "vol-1", "nothing", "");
        Write(volumes, "vol-1", "large", Text(3 << 20));
        Run("chmod", "0440", Path.Combine(root, "nothing"));
        Run("chmod", "4751", Path.Combine(root, "large"));
        File.CreateSymbolicLink(Path.Combine(root, "inside"), "deep/er");
        Directory.CreateDirectory(temporary["elsewhere"]);
        File.WriteAllText(Path.Combine(temporary["elsewhere"], "file"), "not ours");
        File.CreateSymbolicLink(Path.Combine(root, "outside"), temporary["elsewhere"]);
        File.CreateSymbolicLink(Path.Combine(root, "nowhere"), "not there");
        File.SetLastWriteTimeUtc(Path.Combine(root, "large"), new DateTime(1969, 7, 20, 20, 17, 40, DateTimeKind.Utc));
        Run("chmod", "0550", Path.Combine(root, "deep/er"));
        File.SetLastWriteTimeUtc(Path.Combine(root, "deep"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        var facts = await volumes.Snapshot("vol-1", "snap-1", None);
        Assert.Equal(new(4 + (3 << 20), Files: 3, Chunks: 7, ChunksWritten: 7), facts);
        await volumes.Make("vol-2", "snap-1", None);
        Assert.Equal(Listing(root), Listing(volumes.FolderOf("vol-2")));
        Assert.Contains("deep/er/empty", Listing(root));
        await volumes.Delete("vol-2");
        Assert.False(Directory.Exists(volumes.FolderOf("vol-2")));
        Assert.True(File.Exists(Path.Combine(temporary["elsewhere"], "file")));
    }

    [Fact]
    public async Task Pipes_are_left_out_hard_links_are_copies_and_holes_stay_holes()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        var root = volumes.FolderOf("vol-1");
        Write(volumes, "vol-1", "a", "text");
        Run("mkfifo", Path.Combine(root, "pipe"));
        Run("ln", Path.Combine(root, "a"), Path.Combine(root, "b"));
        using (var sparse = File.OpenHandle(Path.Combine(root, "sparse"), FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(sparse, new byte[] { 7 }, 1L << 30);
            RandomAccess.SetLength(sparse, 8L << 30);
        }

        var facts = await volumes.Snapshot("vol-1", "snap-1", None);
        Assert.Equal(new((8L << 30) + 8, Files: 3, Chunks: 2, ChunksWritten: 2), facts);
        await volumes.Make("vol-2", "snap-1", None);
        Assert.False(File.Exists(Path.Combine(volumes.FolderOf("vol-2"), "pipe")));
        Assert.Equal("text", Read(volumes, "vol-2", "b"));
        using var back = File.OpenHandle(Path.Combine(volumes.FolderOf("vol-2"), "sparse"));
        var one = new byte[1];
        RandomAccess.Read(back, one, 1L << 30);
        Assert.Equal(7, one[0]);
        Assert.Equal(8L << 30, RandomAccess.GetLength(back));
    }

    [Fact]
    public async Task A_snapshot_is_found_again_and_shares_chunks_with_new_ones()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        Write(volumes, "vol-1", "a", Text(ChunkBytes + 1));
        var facts = await volumes.Snapshot("vol-1", "snap-1", None);
        volumes = await OpenAgain();
        Assert.Equal(facts, volumes.Find("snap-1"));
        Assert.Equal(["vol-1"], volumes.Volumes);
        Assert.Equal(0, (await volumes.Snapshot("vol-1", "snap-2", None)).ChunksWritten);
        await volumes.DeleteSnapshot("snap-1");
        Assert.Equal(2, ChunksKept(volumes));
    }

    [Fact]
    public async Task What_a_crash_left_is_swept_at_start()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        Write(volumes, "vol-1", "a", "1");
        await volumes.Snapshot("vol-1", "snap-1", None);
        var root = temporary["here"];
        Directory.CreateDirectory(Path.Combine(root, "volumes/.made-1-vol-2/inner"));
        Directory.CreateDirectory(Path.Combine(root, "volumes/.gone-2-vol-3/inner"));
        Directory.CreateDirectory(Path.Combine(root, "volumes/.lost-3-vol-4/inner"));
        File.WriteAllText(Path.Combine(root, "snapshots/.made-4-snap-2"), "half");
        var unneeded = Path.Combine(root, "chunks/00", new string('0', 62));
        Directory.CreateDirectory(Path.GetDirectoryName(unneeded)!);
        File.WriteAllText(unneeded, "unneeded");
        File.WriteAllText(unneeded + ".new", "half");

        volumes = await OpenAgain();
        Assert.Equal(["vol-1", "vol-4"], volumes.Volumes);
        Assert.Equal(["vol-1", "vol-4"], Names("volumes"));
        Assert.Equal(["snap-1.manifest"], Names("snapshots"));
        Assert.Equal(1, ChunksKept(volumes));
        Assert.Empty(reported);
    }

    [Fact]
    public async Task A_snapshot_that_fails_leaves_nothing()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        Write(volumes, "vol-1", "a", "1");
        var deep = Path.Combine([volumes.FolderOf("vol-1"), .. Enumerable.Repeat("d", 202)]);
        Directory.CreateDirectory(deep);
        var failed = await Assert.ThrowsAsync<IOException>(async () => await volumes.Snapshot("vol-1", "snap-1", None));
        Assert.Contains("200 deep", failed.Message);
        Assert.Equal(0, ChunksKept(volumes));
        Assert.Empty(Names("snapshots"));
    }

    [Fact]
    public async Task No_call_is_made_where_the_id_leads_elsewhere()
    {
        var volumes = Region("here");
        foreach (var id in (string[])["", ".", "..", "../vol", "a/b", ".made-1-x", "a\0b", new('a', 129)])
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await volumes.Make(id, null, None));
        }

        Assert.Empty(Names("volumes"));
    }

    [Fact]
    public async Task A_thread_of_the_caller_never_waits_for_the_disk()
    {
        var volumes = Region("here");
        await volumes.Make("vol-1", null, None);
        Write(volumes, "vol-1", "a", Text(64 * ChunkBytes));
        var taken = volumes.Snapshot("vol-1", "snap-1", None);
        Assert.False(taken.IsCompleted);

        // Nor does a call for another volume wait for the one that has much to do.
        await volumes.Make("vol-2", null, None);
        Assert.Equal(64, (await taken).Chunks);
    }

    private protected override IVolumes Region(string name) =>
        regions.TryGetValue(name, out var region) ? region : regions[name] = Open(name);

    private protected override void Write(IVolumes volumes, string volume, string file, string text) =>
        File.WriteAllText(Path.Combine(volumes.FolderOf(volume), file), text);

    private protected override string? Read(IVolumes volumes, string volume, string file) =>
        Path.Combine(volumes.FolderOf(volume), file) is var path && File.Exists(path) ? File.ReadAllText(path) : null;

    private protected override int ChunksKept(IVolumes volumes) =>
        Directory.GetFiles(
            Path.Combine(Path.GetDirectoryName(volumes.FolderOf("x"))!, "../chunks"), "*", SearchOption.AllDirectories)
            .Length;

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)) && process.ExitCode == 0);
    }

    /// <summary>All that is to be as it was: names, kinds, modes, times, targets and contents.</summary>
    private static string Listing(string root) => string.Join('\n', Directory
        .GetFileSystemEntries(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Order(StringComparer.Ordinal)
        .Append(root)
        .Select(path =>
        {
            var file = new FileInfo(path);
            var time = file.LinkTarget is null ? $"{file.LastWriteTimeUtc:O}" : "";
            var content = file.LinkTarget ?? (file.Exists ? File.ReadAllText(path) : "folder");
            return $"{Path.GetRelativePath(root, path)} {file.UnixFileMode} {time} {content}";
        }));

    private FolderVolumes Open(string name) =>
        FolderVolumes.Open(Node with { Report = reported.Enqueue }, temporary[name]);

    private async Task<IVolumes> OpenAgain()
    {
        await regions["here"].DisposeAsync();
        return regions["here"] = Open("here");
    }

    private IEnumerable<string?> Names(string folder) => Directory
        .GetFileSystemEntries(Path.Combine(temporary["here"], folder)).Select(Path.GetFileName).Order();
}
