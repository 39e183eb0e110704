using Faultline.Engines.Processes;

namespace Faultline.Tests.Engines.Processes;

/// <summary>Trees that something else takes processors and memory from, where no cgroup limits them.</summary>
public sealed class PressureTests
{
    private const string Busy = "perl -e '1 while 1' & echo $!; while :; do :; done";

    [Fact]
    public async Task A_tree_takes_turns_as_a_whole_until_the_pressure_is_over()
    {
        await using var grove = new Grove();
        var root = (await grove.Start("a", Busy)).Root!.Value;
        var child = await grove.Pid("a");
        grove.Trees.Press("a", new(Cpu: 0.5, Memory: 0));
        for (var turn = 0; turn < 3; turn++)
        {
            await Grove.Until(() => Grove.StateOf(root) == 'T' && Grove.StateOf(child) == 'T');
            await Grove.Until(() => Grove.StateOf(root) == 'R' && Grove.StateOf(child) == 'R');
        }

        Assert.Equal((TreeState.Running, new Pressure(0.5, 0)), (grove["a"].State, grove["a"].Pressure));
        await Grove.Until(() => Grove.StateOf(root) == 'T');
        grove.Trees.Press("a", Pressure.None);
        Assert.NotEqual('T', Grove.StateOf(root));
        Assert.NotEqual('T', Grove.StateOf(child));
        await NeverStands(grove, root);
    }

    [Fact]
    public async Task It_gets_no_more_of_the_processors_than_is_left()
    {
        await using var grove = new Grove();
        await grove.Start("a", "while :; do :; done");
        await grove.Until("a", tree => tree.Usage.Cpu > TimeSpan.FromSeconds(0.1));
        grove.Trees.Press("a", new(Cpu: 0.9, Memory: 0));
        var (before, began) = (grove["a"].Usage.Cpu, DateTime.UtcNow);
        await grove.Until("a", tree => tree.Usage.Cpu > before + TimeSpan.FromSeconds(0.2));
        Assert.True(DateTime.UtcNow - began > TimeSpan.FromSeconds(0.4), "It had more than half a processor.");
    }

    [Fact]
    public async Task What_it_starts_takes_turns_with_it_and_a_pause_goes_before()
    {
        await using var grove = new Grove();
        var root = (await grove.Start("a", "until [ -e go ]; do :; done; sleep 1000 & echo $!; wait")).Root!.Value;
        grove.Trees.Press("a", new(Cpu: 0.6, Memory: 0));
        File.WriteAllText(grove.At("go"), "");
        var child = await grove.Pid("a");
        await Grove.Until(() => Grove.StateOf(child) == 'T');
        grove.Trees.Pause("a");
        Assert.Equal(TreeState.Paused, grove["a"].State);
        for (var look = 0; look < 60; look++)
        {
            await Task.Delay(5);
            Assert.Equal(('T', 'T'), (Grove.StateOf(root), Grove.StateOf(child)));
        }

        grove.Trees.Resume("a");
        await Grove.Until(() => Grove.StateOf(child) == 'S');
        await Grove.Until(() => Grove.StateOf(child) == 'T');
        await grove.Trees.Stop("a", TimeSpan.FromSeconds(30), default);
        Assert.Equal("stopped: killed by SIGTERM", grove["a"].Ending);
    }

    [Fact]
    public async Task The_next_server_finds_the_pressure_and_can_end_it()
    {
        await using var grove = new Grove();
        var root = (await grove.Start("a", Busy)).Root!.Value;
        var child = await grove.Pid("a");
        grove.Trees.Press("a", new(Cpu: 0.5, Memory: 0));
        await grove.Restart(() =>
        {
            // As a server that was killed would have left them.
            Posix.SignalById(root, Posix.SigStop);
            Posix.SignalById(child, Posix.SigStop);
        });
        Assert.Equal((TreeState.Running, new Pressure(0.5, 0)), (grove["a"].State, grove["a"].Pressure));
        await Grove.Until(() => Grove.StateOf(root) == 'R' && Grove.StateOf(child) == 'R');
        await Grove.Until(() => Grove.StateOf(root) == 'T' && Grove.StateOf(child) == 'T');
        grove.Trees.Press("a", Pressure.None);
        await grove.Restart();
        Assert.Equal((TreeState.Running, Pressure.None), (grove["a"].State, grove["a"].Pressure));
        await NeverStands(grove, root);
    }

    [Fact]
    public async Task A_tree_that_holds_more_than_the_memory_that_is_left_is_killed()
    {
        await using var grove = new Grove();
        foreach (var key in new[] { "small", "large" })
        {
            var megabytes = key == "small" ? 4 : 64;
            await grove.Start(
                key,
                grove.Spec(key, "/usr/bin/perl", "-e", $"$x = 'x' x ({megabytes} << 20); sleep 1000"),
                spec => spec with { MemoryBytesMax = 400 << 20 });
            await grove.Until(key, tree => tree.Usage.MemoryBytes > megabytes << 20);
            grove.Trees.Press(key, new(Cpu: 0, Memory: 0.9));
        }

        await grove.UntilEnded("large");
        Assert.Matches("^out of memory: the tree held [0-9]+ MiB of 40 MiB$", grove["large"].Ending);
        Assert.Equal(TreeState.Running, grove["small"].State);
    }

    /// <summary>For as long as three periods, and a busy one would have to stand still in each.</summary>
    private static async Task NeverStands(Grove grove, int root)
    {
        var before = grove["a"].Usage.Cpu;
        await grove.Until("a", tree =>
        {
            Assert.NotEqual('T', Grove.StateOf(root));
            return tree.Usage.Cpu > before + TimeSpan.FromSeconds(0.3);
        });
    }
}
