using System.Globalization;
using Faultline.Engines.Processes;
using Faultline.Kernel;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Tests.Engines.Processes;

/// <summary>What a root finds when it starts, and what its caller hears when it cannot.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task It_runs_in_its_folder_with_its_environment_and_what_it_says_is_kept()
    {
        await using var grove = new Grove();
        Directory.CreateDirectory(grove.At("home"));
        Environment.SetEnvironmentVariable("FAULTLINE_SERVERS_OWN", "secret");
        await grove.Start("a", "pwd; echo oops >&2; exec env", spec => spec with
        {
            Folder = grove.At("home"),
            Environment = new Dictionary<string, string> { ["WHO"] = "me and you" },
        });
        await grove.UntilEnded("a");
        var lines = grove.Output("a").Split('\n');
        Assert.Equal([grove.At("home"), "oops"], lines[..2]);
        Assert.Contains("WHO=me and you", lines);
        Assert.Contains(lines, line => line.StartsWith("PATH=/usr/local/sbin:", StringComparison.Ordinal));
        Assert.Contains($"FAULTLINE_TREE={Uri.EscapeDataString(grove.Owner)}/a", lines);
        Assert.DoesNotContain(lines, line => line.Contains("SERVERS_OWN", StringComparison.Ordinal));
        Assert.Equal("exited with 0", grove["a"].Ending);
    }

    [Fact]
    public async Task A_path_of_its_own_is_left_as_it_is()
    {
        await using var grove = new Grove();
        await grove.Start("a", "echo $PATH", spec => spec with
        {
            Environment = new Dictionary<string, string> { ["PATH"] = "/opt" },
        });
        await grove.UntilEnded("a");
        Assert.Equal("/opt\n", grove.Output("a"));
    }

    [Fact]
    public async Task It_leads_a_session_and_has_no_descriptor_of_the_servers_nor_any_signal_held_back()
    {
        await using var grove = new Grove();
        using var open = File.OpenRead("/proc/self/status");
        using var leaky = new SafeFileHandle(Posix.Open("/proc/self/status", flags: 0, mode: 0), ownsHandle: true);
        const string Script =
            """
            print join(' ', grep { -l "/proc/self/fd/$_" } 0..999), "\n";
            open F, '/proc/self/stat';
            print join(' ', (split ' ', <F>)[0, 4, 5]), "\n";
            exec "grep -E '^Sig(Blk|Ign)' /proc/self/status";
            """;
        var root = (await grove.Start("a", grove.Spec("a", "/usr/bin/perl", "-e", Script))).Root;
        await grove.UntilEnded("a");
        var lines = grove.Output("a").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("0 1 2", lines[0]);
        Assert.Equal($"{root} {root} {root}", lines[1]);
        Assert.Equal("SigBlk:\t0000000000000000", lines[2]);

        // Two that the C library keeps to itself come after the usual ones; and perl does not hear of bad sums.
        var ignored = long.Parse(lines[3].Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.Equal(0, ignored & 0x7FFF_FFFF & ~(1 << 7));
    }

    [Theory]
    [InlineData("/no/such/program", "No such file or directory")]
    [InlineData("/etc/passwd", "Permission denied")]
    [InlineData("/tmp", "Permission denied")]
    public async Task A_program_that_cannot_be_run_fails_at_once_and_leaves_nothing(string program, string why)
    {
        await using var grove = new Grove();
        var failed = await Assert.ThrowsAsync<StartFailed>(() => grove.Start("a", grove.Spec("a", program)));
        Assert.Equal($"{program} cannot be run: {why}.", failed.Message);
        Assert.Null(grove.Trees.Find("a"));
        Assert.Empty(Directory.GetFiles(grove.Records));
    }

    [Fact]
    public async Task A_script_whose_interpreter_is_missing_says_so()
    {
        await using var grove = new Grove();
        await grove.Start("writes", "echo '#!/no/such/shell' > script; chmod +x script");
        await grove.UntilEnded("writes");
        var failed = await Assert.ThrowsAsync<StartFailed>(() => grove.Start("a", grove.Spec("a", grove.At("script"))));
        Assert.EndsWith("what is to interpret it is not there.", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_no_folder_or_no_place_for_its_output_is_not_started()
    {
        await using var grove = new Grove();
        await Assert.ThrowsAsync<StartFailed>(
            () => grove.Start("a", "exit", spec => spec with { Folder = grove.At("nowhere") }));
        await Assert.ThrowsAsync<StartFailed>(
            () => grove.Start("a", "exit", spec => spec with { OutputFile = grove.At("no/where") }));
        Assert.Empty(grove.Trees.All);
    }

    [Fact]
    public async Task A_key_runs_once_and_is_free_again_when_its_tree_has_ended()
    {
        await using var grove = new Grove();
        await grove.Start("a", "exec sleep 1000");
        await Assert.ThrowsAsync<InvariantBroken>(() => grove.Start("a", "exit"));
        Assert.Throws<InvariantBroken>(() => grove.Trees.Forget("a"));
        await grove.Trees.Kill("a");
        await grove.Start("a", "exit 7");
        await grove.UntilEnded("a");
        Assert.Equal("exited with 7", grove["a"].Ending);
        grove.Trees.Forget("a");
        Assert.Null(grove.Trees.Find("a"));
        Assert.Empty(Directory.GetFiles(grove.Records));
    }
}
