using Faultline.Engines.Processes;

namespace Faultline.Tests.Engines.Processes;

/// <summary>Trees outlive the server, and the next one finds them as they are.</summary>
public sealed class AdoptionTests
{
    [Fact]
    public async Task A_tree_that_runs_is_found_running_with_its_limits()
    {
        await using var grove = new Grove();
        var address = Grove.Address();
        var before = await grove.Start("a b/c", "sleep 1000 & wait", spec => spec with { Address = address });
        await grove.Restart();
        var after = grove["a b/c"];
        Assert.Equal((TreeState.Running, before.Root, before.Began), (after.State, after.Root, after.Began));
        await grove.Until("a b/c", tree => tree.Usage.Processes == 2);
        await grove.Trees.Kill("a b/c");
        Assert.Null(Grove.StateOf(before.Root!.Value));
    }

    [Fact]
    public async Task A_paused_tree_is_found_paused()
    {
        await using var grove = new Grove();
        await grove.Start("a", "while :; do sleep 0.01; done");
        grove.Trees.Pause("a");
        await grove.Restart();
        Assert.Equal(TreeState.Paused, grove["a"].State);
        grove.Trees.Resume("a");
        await Grove.Until(() => Grove.StateOf(grove["a"].Root!.Value) != 'T');
    }

    [Fact]
    public async Task The_end_of_an_adopted_tree_is_noticed()
    {
        await using var grove = new Grove();
        await grove.Start("a", "while [ ! -e go ]; do sleep 0.01; done; sleep 1000 & echo $!; exit 5");
        await grove.Restart();
        File.WriteAllText(grove.At("go"), "");
        await grove.UntilEnded("a");
        Assert.Null(Grove.StateOf(await grove.Pid("a")));
    }

    [Fact]
    public async Task One_that_ended_meanwhile_has_ended_and_what_it_left_is_gone()
    {
        await using var grove = new Grove();
        var left = 0;
        await grove.Start("a", "setsid sleep 1000 & echo $!; while :; do sleep 0.01; done");
        var child = await grove.Pid("a");
        var root = grove["a"].Root!.Value;
        await grove.Restart(() =>
        {
            Posix.SignalById(root, Posix.SigKill);
            Assert.True(SpinWait.SpinUntil(() => Grove.StateOf(root) is null, TimeSpan.FromSeconds(30)));
            left = child;
        });
        Assert.Equal(TreeState.Ended, grove["a"].State);
        Assert.Null(Grove.StateOf(left));
        await grove.Restart();
        Assert.Equal(TreeState.Ended, grove["a"].State);
        Assert.NotNull(grove["a"].Ending);
    }

    [Fact]
    public async Task A_record_of_another_boot_or_of_an_id_that_is_anothers_now_has_ended_and_hurts_nobody()
    {
        await using var grove = new Grove();
        var other = await grove.Start("bystander", "exec sleep 1000");
        await grove.Start("a", "exec sleep 1000");
        await grove.Restart(() =>
        {
            var records = new TreeRecords(grove.Records);
            var now = records.Load().Single(record => record.Key == "bystander");
            records.Save(now with { Key = "boot", Boot = "another" });
            records.Save(now with { Key = "reused", Start = now.Start - 1 });
        });
        Assert.Equal("ended while nobody watched", grove["boot"].Ending);
        Assert.Equal("ended while nobody watched", grove["reused"].Ending);
        Assert.NotNull(Grove.StateOf(other.Root!.Value));
        Assert.Equal(TreeState.Running, grove["bystander"].State);
    }

    [Fact]
    public async Task A_process_with_our_mark_and_no_record_is_killed()
    {
        await using var grove = new Grove();
        var root = (await grove.Start("a", "setsid sleep 1000 & echo $!; wait")).Root!.Value;
        var child = await grove.Pid("a");
        await grove.Restart(() => File.Delete(Directory.GetFiles(grove.Records).Single()));
        Assert.Null(grove.Trees.Find("a"));
        Assert.Null(Grove.StateOf(root));
        Assert.Null(Grove.StateOf(child));
    }

    [Fact]
    public async Task A_record_that_was_cut_short_is_no_record()
    {
        await using var grove = new Grove();
        await grove.Start("a", "exec sleep 1000");
        var root = grove["a"].Root!.Value;
        await grove.Restart(() =>
        {
            var file = Directory.GetFiles(grove.Records).Single();
            File.WriteAllText(file, File.ReadAllText(file)[..10]);
            File.WriteAllText(file + ".new", "half");
        });
        Assert.Empty(grove.Trees.All);
        Assert.Empty(Directory.GetFiles(grove.Records));
        Assert.Null(Grove.StateOf(root));
    }

    [Fact]
    public async Task Nothing_of_another_owner_is_touched()
    {
        await using var grove = new Grove();
        var root = (await grove.Start("a", "exec sleep 1000")).Root!.Value;
        await using (var other = new ProcessTrees(grove.Node, grove.At("other"), grove.Owner + "/a"))
        {
            Assert.Empty(other.All);
        }

        Assert.NotNull(Grove.StateOf(root));
    }
}
