using System.Runtime.Versioning;
using Faultline.Store;

namespace Faultline.Tests.Store;

[UnsupportedOSPlatform("windows")]
public sealed class StateFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder temporary = new();

    private string State => temporary["state"];

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_new_folder_is_for_its_owner_alone_and_says_its_format()
    {
        using var folder = StateFolder.Open(State);
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(State));
        Assert.Equal("faultline-state 1\n", File.ReadAllText(Path.Combine(State, "format")));
    }

    [Fact]
    public void A_second_server_is_refused_and_told_who_holds_the_folder()
    {
        using (StateFolder.Open(State))
        {
            var refused = Assert.Throws<StateUnusable>(() => StateFolder.Open(State));
            Assert.Contains($"held by process {Environment.ProcessId};", refused.Message, StringComparison.Ordinal);
            Assert.Equal(Environment.ProcessId, StateFolder.Holder(State));
        }

        Assert.Null(StateFolder.Holder(State));
        StateFolder.Open(State).Dispose();
    }

    [Fact]
    public void Nobody_holds_a_folder_that_is_not_there() => Assert.Null(StateFolder.Holder(State));

    [Theory]
    [InlineData("faultline-state 2\n", "format 2")]
    [InlineData("faultline-state\n", "does not say")]
    [InlineData("faultline-state -1\n", "does not say")]
    [InlineData("", "does not say")]
    [InlineData("something else\n", "does not say")]
    public void A_folder_of_a_format_that_is_not_known_is_refused_and_stays_as_it_was(string format, string because)
    {
        Directory.CreateDirectory(State);
        File.WriteAllText(Path.Combine(State, "format"), format);
        var refused = Assert.Throws<StateUnusable>(() => StateFolder.Open(State));
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
        Assert.Equal(["format"], Directory.GetFileSystemEntries(State).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_with_other_things_is_refused_and_stays_as_it_was()
    {
        Directory.CreateDirectory(State);
        File.WriteAllText(Path.Combine(State, "thesis.tex"), "");
        var refused = Assert.Throws<StateUnusable>(() => StateFolder.Open(State));
        Assert.Contains("thesis.tex", refused.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(State));
    }

    [Fact]
    public void A_start_that_was_cut_off_does_not_hinder_the_next()
    {
        Directory.CreateDirectory(State);
        File.WriteAllText(Path.Combine(State, "lock"), "");
        File.WriteAllText(Path.Combine(State, "holder"), "123\n");
        File.WriteAllText(Path.Combine(State, "format.new"), "faultl");
        File.WriteAllText(Path.Combine(State, "server.log"), "");
        StateFolder.Open(State).Dispose();
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        File.WriteAllText(State, "");
        var refused = Assert.Throws<StateUnusable>(() => StateFolder.Open(State));
        Assert.EndsWith(" is a file.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_refused()
    {
        // Not even root makes a folder in /proc.
        var refused = Assert.Throws<StateUnusable>(() => StateFolder.Open("/proc/faultline-state"));
        Assert.Contains("/proc/faultline-state", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task Regions_are_kept_beside_each_other_and_erased_alone()
    {
        using var folder = StateFolder.Open(State);
        foreach (var region in (string[])["us-east-1", "eu-central-1"])
        {
            await using var store = await Stores.Open(folder.Region(region));
            await store.Open("a", new Shelves()).Set(1, region);
        }

        Assert.Equal(["eu-central-1", "us-east-1"], folder.Regions);
        Assert.Equal(2 * 4096, folder.Bytes);
        Assert.Equal("0.1=us-east-1", await Stores.Found(folder.Region("us-east-1"), "a"));
        folder.Erase("us-east-1");
        Assert.Equal(["eu-central-1"], folder.Regions);
        Assert.Equal("0.1=eu-central-1", await Stores.Found(folder.Region("eu-central-1"), "a"));
    }

    [Fact]
    public async Task Files_are_for_their_owner_alone()
    {
        using var folder = StateFolder.Open(State);
        await using var store = await Stores.Open(folder.Region("here"));
        await store.Open("a", new Shelves()).Set(1, "x");
        var files = Directory.GetFiles(Path.Combine(State, "regions", "here"), "*.journal");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
    }
}
