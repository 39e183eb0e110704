using Faultline.Engines.Processes;

namespace Faultline.Tests.Engines.Processes;

/// <summary>How trees end: by themselves, when asked, when killed; and that nothing of them is left.</summary>
public sealed class EndTests
{
    /// <summary>A daemon in the old manner: two forks, a session of its own, its parents gone.</summary>
    private const string Daemon =
        "use POSIX; if (!fork) { setsid; exit if fork; $| = 1; print qq($$\n); sleep 1000 } wait; ";

    [Theory]
    [InlineData("exit 3", "exited with 3", 3)]
    [InlineData("kill -SEGV $$", "killed by SIGSEGV", null)]
    public async Task An_end_says_why_and_is_told_and_the_next_server_knows(string script, string why, int? code)
    {
        await using var grove = new Grove();
        var told = new TaskCompletionSource();
        using var ear = grove.Trees.OnChange(() =>
        {
            if (grove.Trees.Find("a") is { State: TreeState.Ended })
            {
                told.TrySetResult();
            }
        });
        await grove.Start("a", script);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((why, code), (grove["a"].Ending, grove["a"].ExitCode));
        Assert.Null(grove["a"].Root);
        await grove.Restart();
        Assert.Equal((why, code), (grove["a"].Ending, grove["a"].ExitCode));
    }

    [Fact]
    public async Task Whoever_obeys_term_is_not_killed()
    {
        await using var grove = new Grove();
        await grove.Start("a", "trap 'echo bye; exit 4' TERM; echo 1; while :; do sleep 0.01; done");
        await grove.Pid("a");
        await grove.Trees.Stop("a", TimeSpan.FromSeconds(30), default);
        Assert.Equal(("stopped: exited with 4", null), (grove["a"].Ending, grove["a"].ExitCode));
        Assert.EndsWith("bye\n", grove.Output("a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_ignores_term_is_killed_after_the_grace()
    {
        await using var grove = new Grove();
        await grove.Start("a", "trap '' TERM; echo $$; while :; do sleep 0.1; done");
        var pid = await grove.Pid("a");
        await grove.Trees.Stop("a", TimeSpan.FromMilliseconds(50), default);
        Assert.Equal("killed: it had not ended 0.05 s after TERM", grove["a"].Ending);
        Assert.Null(Grove.StateOf(pid));
    }

    [Fact]
    public async Task What_has_ended_or_was_never_there_can_be_stopped_and_killed()
    {
        await using var grove = new Grove();
        await grove.Start("a", "exit 1");
        await grove.UntilEnded("a");
        await grove.Trees.Stop("a", TimeSpan.FromSeconds(1), default);
        await grove.Trees.Kill("a");
        await grove.Trees.Kill("b");
        grove.Trees.Pause("b");
        grove.Trees.Resume("b");
        grove.Trees.Forget("b");
        Assert.Equal("exited with 1", grove["a"].Ending);
    }

    [Fact]
    public async Task What_a_root_leaves_behind_ends_with_it()
    {
        await using var grove = new Grove();
        await grove.Start("a", "sleep 1000 & echo $!; exit 0");
        await grove.UntilEnded("a");
        Assert.Null(Grove.StateOf(await grove.Pid("a")));
    }

    [Fact]
    public async Task What_it_leaves_without_a_mark_is_known_by_its_session()
    {
        await using var grove = new Grove();
        await grove.Start("a", "env -i /bin/sleep 1000 & echo $!; exit 0");
        await grove.UntilEnded("a");
        Assert.Null(Grove.StateOf(await grove.Pid("a")));
    }

    [Fact]
    public async Task A_daemon_that_left_the_session_and_its_parents_is_killed_with_the_tree()
    {
        await using var grove = new Grove();
        await grove.Start("a", grove.Spec("a", "/usr/bin/perl", "-e", Daemon + "sleep 1000"));
        var daemon = await grove.Pid("a");
        Assert.NotNull(Grove.StateOf(daemon));
        await grove.Trees.Kill("a");
        Assert.Null(Grove.StateOf(daemon));
        Assert.Equal("killed", grove["a"].Ending);
    }

    [Fact]
    public async Task One_that_cleared_its_environment_and_left_the_session_is_killed_as_a_descendant()
    {
        await using var grove = new Grove();
        await grove.Start("a", "setsid env -i /bin/sh -c 'echo $$; exec /bin/sleep 1000' & wait");
        var child = await grove.Pid("a");
        await Grove.Until(() => File.ReadAllText($"/proc/{child}/environ").Length < 50);
        await grove.Trees.Kill("a");
        Assert.Null(Grove.StateOf(child));
    }

    [Fact]
    public async Task One_that_was_seen_once_stays_the_trees_whatever_it_does()
    {
        await using var grove = new Grove();

        // It has nothing left that leads to the tree but that it was seen while it had.
        await grove.Start("a", "setsid env -i /bin/sh -c '(echo $$; sleep 1.5; exec /bin/sleep 1000) & sleep 1.5' &"
            + "while :; do sleep 0.01; done");
        await grove.Pid("a");
        await grove.Until("a", tree => tree.Usage.Processes >= 4);
        var before = Descendants(grove["a"].Root!.Value);
        await grove.Trees.Kill("a");
        Assert.All(before, pid => Assert.Null(Grove.StateOf(pid)));
    }

    [Fact]
    public async Task What_forks_on_and_on_loses()
    {
        await using var grove = new Grove();
        var bomb = "fork while !-e 'stop' && select(undef, undef, undef, 0.02) == 0 && ++$n < 7; sleep 1000";
        await grove.Start("a", grove.Spec("a", "/usr/bin/perl", "-e", bomb));
        await grove.Until("a", tree => tree.Usage.Processes > 30);
        await grove.Trees.Kill("a");
        Assert.DoesNotContain(Marked(grove), pid => Grove.StateOf(pid) is not null);
    }

    [Fact]
    public async Task Two_hundred_lives_leave_no_process_descriptor_or_file()
    {
        await using var grove = new Grove();
        var pids = new List<int>();
        async Task Cycles(int number)
        {
            for (var i = 0; i < number / 20; i++)
            {
                var keys = Enumerable.Range(0, 20).Select(key => $"{key}").ToList();
                foreach (var key in keys)
                {
                    pids.Add((await grove.Start(key, grove.Spec("all", "/bin/sleep", "1000"))).Root!.Value);
                }

                await Task.WhenAll(keys.Select(key => grove.Trees.Kill(key).AsTask()));
                keys.ForEach(grove.Trees.Forget);
            }
        }

        await Cycles(20);
        var before = Directory.GetFiles("/proc/self/fd").Where(Lasting).Count();
        await Cycles(200);
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Where(Lasting).Count(), 0, before + 3);
        Assert.All(pids, pid => Assert.False(Directory.Exists($"/proc/{pid}")));
        Assert.Empty(Directory.GetFiles(grove.Records));
        Assert.Empty(grove.Trees.All);
    }

    /// <summary>Descriptors that such tests might lose: other tests run in this process too, and open files.</summary>
    private static bool Lasting(string path) =>
        new FileInfo(path).LinkTarget is { } target
        && (target.Contains("pidfd", StringComparison.Ordinal) || target.EndsWith("all.log", StringComparison.Ordinal)
            || target.StartsWith("/proc/", StringComparison.Ordinal));

    private static List<int> Descendants(int root)
    {
        var table = ProcessTable.Look(new());
        var all = new List<int> { root };
        for (var i = 0; i < all.Count; i++)
        {
            all.AddRange(table.Rows.Where(row => row.Parent == all[i]).Select(row => row.Pid));
        }

        return all;
    }

    private static IEnumerable<int> Marked(Grove grove)
    {
        var files = new ProcFiles();
        var mark = System.Text.Encoding.UTF8.GetBytes(Kinship.MarkOf(grove.Owner, ""));
        return ProcessTable.Look(files).Rows.Select(row => row.Pid)
            .Where(pid => files.Read(pid, "environ"u8).IndexOf(mark) >= 0);
    }
}
