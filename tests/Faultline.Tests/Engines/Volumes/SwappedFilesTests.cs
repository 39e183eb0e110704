using Faultline.Engines.Volumes;
using Faultline.Tests.Store;

namespace Faultline.Tests.Engines.Volumes;

/// <summary>A volume is in use while a snapshot is taken: files vanish, and become something else.</summary>
public sealed class SwappedFilesTests
{
    [Fact]
    public void A_name_that_is_a_symlink_is_never_opened()
    {
        using var temporary = new TemporaryFolder();
        Directory.CreateDirectory(temporary["secret"]);
        File.WriteAllText(temporary["file"], "");
        File.CreateSymbolicLink(temporary["to folder"], temporary["secret"]);
        File.CreateSymbolicLink(temporary["to file"], temporary["file"]);
        using var folder = Libc.Folder(temporary.Path);
        Assert.Null(Libc.OpenIn(folder, "to folder", isFolder: true));
        Assert.Null(Libc.OpenIn(folder, "to file", isFolder: false));
        Assert.Null(Libc.OpenIn(folder, "file", isFolder: true));
        Assert.Null(Libc.OpenIn(folder, "gone", isFolder: false));
        using var opened = Libc.OpenIn(folder, "file", isFolder: false);
        Assert.True(Libc.Look(opened!).IsFile);
    }

    [Fact]
    public async Task Files_and_folders_that_are_swapped_for_symlinks_lead_nowhere()
    {
        using var temporary = new TemporaryFolder();
        await using var volumes = FolderVolumes.Open(FolderVolumesTests.Node, temporary["region"]);
        await volumes.Make("vol-1", null, default);
        var root = volumes.FolderOf("vol-1");
        Directory.CreateDirectory(temporary["secret"]);
        File.WriteAllText(Path.Combine(temporary["secret"], "file"), "SECRET");
        using var enough = new CancellationTokenSource();
        var swapping = new Thread(() => Swap(root, temporary["secret"], enough.Token));
        swapping.Start();
        try
        {
            for (var i = 0; i < 40; i++)
            {
                await volumes.Snapshot("vol-1", $"snap-{i}", default);
            }
        }
        finally
        {
            enough.Cancel();
            swapping.Join();
        }

        Assert.All(
            Directory.GetFiles(Path.Combine(temporary["region"], "chunks"), "*", SearchOption.AllDirectories),
            chunk => Assert.DoesNotContain("SECRET", File.ReadAllText(chunk)));
        await volumes.Make("vol-2", "snap-39", default);
    }

    private static void Swap(string root, string secret, CancellationToken ct)
    {
        var (folder, file) = (Path.Combine(root, "folder"), Path.Combine(root, "zfile"));
        while (!ct.IsCancellationRequested)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "file"), "public");
            File.WriteAllText(file, "public");
            Directory.Delete(folder, recursive: true);
            File.Delete(file);
            File.CreateSymbolicLink(folder, secret);
            File.CreateSymbolicLink(file, Path.Combine(secret, "file"));
            File.Delete(folder);
            File.Delete(file);
        }
    }
}
