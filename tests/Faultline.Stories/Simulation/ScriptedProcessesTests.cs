using Faultline.Engines.Processes;
using Faultline.Kernel;
using Faultline.Simulation;

namespace Faultline.Stories.Simulation;

/// <summary>Scripted process trees keep the promises of real ones, in simulated time.</summary>
public sealed class ScriptedProcessesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly ProcessSpec Spec = new() { Program = "/bin/web", Folder = "/", OutputFile = "/log" };

    [Fact]
    public void A_tree_listens_when_it_has_booted_and_says_so() => Play(async (world, processes) =>
    {
        processes.Set("a", new() { Ports = [443, 80], ListensAfter = Second * 3, Jitter = 0.5 });
        var told = new List<TimeSpan>();
        using var ear = processes.OnChange(() => told.Add(world.Elapsed));
        var began = world.Elapsed;
        await processes.Start("a", Spec, default);
        Assert.Empty(processes.Find("a")!.Ports);
        await world.Delay(Second * 5);
        Assert.Equal([80, 443], processes.Find("a")!.Ports);
        Assert.InRange(Assert.Single(told) - began, Second * 3, Second * 4.6);
    });

    [Fact]
    public void One_that_never_boots_never_listens() => Play(async (world, processes) =>
    {
        processes.Set("a", new() { Ports = [80], ListensAfter = null });
        await processes.Start("a", Spec, default);
        await world.Delay(Second * 10_000);
        Assert.Empty(processes.Find("a")!.Ports);
        Assert.Equal(TreeState.Running, processes.Find("a")!.State);
    });

    [Fact]
    public void One_that_cannot_be_run_is_not_there() => Play(async (_, processes) =>
    {
        processes.Default = new() { FailsWith = "no such program" };
        var failed = await Assert.ThrowsAsync<StartFailed>(() => processes.Start("a", Spec, default).AsTask());
        Assert.Equal("no such program", failed.Message);
        Assert.Empty(processes.All);
    });

    [Fact]
    public void Under_pressure_everything_takes_longer_until_it_is_over() => Play(async (world, processes) =>
    {
        processes.Set("a", new() { EndsAfter = Second * 9, Cpus = 1 });
        await processes.Start("a", Spec, default);
        await world.Delay(Second * 3);
        processes.Press("a", new(Cpu: 0.75, Memory: 0));
        await world.Delay(Second * 8);
        Assert.Equal(TreeState.Running, processes.Find("a")!.State);
        Assert.InRange(processes.Find("a")!.Usage.Cpu, Second * 5, Second * 5.1);
        processes.Press("a", Pressure.None);
        await world.Delay(Second * 3.5);
        Assert.Equal(TreeState.Running, processes.Find("a")!.State);
        await world.Delay(Second);
        Assert.Equal(TreeState.Ended, processes.Find("a")!.State);
    });

    [Fact]
    public void What_holds_more_than_the_memory_that_is_left_is_killed() => Play(async (_, processes) =>
    {
        processes.Default = new() { MemoryBytes = 100 << 20 };
        await processes.Start("a", Spec with { MemoryBytesMax = 1000 << 20 }, default);
        await processes.Start("b", Spec, default);
        foreach (var key in new[] { "a", "b" })
        {
            processes.Press(key, new(Cpu: 0, Memory: 0.89));
            Assert.Equal(TreeState.Running, processes.Find(key)!.State);
            processes.Press(key, new(Cpu: 0, Memory: 0.91));
        }

        Assert.Equal("out of memory: the tree held 100 MiB of 90 MiB", processes.Find("a")!.Ending);
        Assert.Equal(TreeState.Running, processes.Find("b")!.State);
    });

    [Fact]
    public void A_tree_ends_by_itself_when_its_script_says_so() => Play(async (world, processes) =>
    {
        processes.Set("a", new() { EndsAfter = Second * 9, ExitCode = 3, Cpus = 0.5 });
        await processes.Start("a", Spec, default);
        await world.Delay(Second * 8);
        Assert.Equal(TreeState.Running, processes.Find("a")!.State);
        await world.Delay(Second * 2);
        var tree = processes.Find("a")!;
        Assert.Equal(
            (TreeState.Ended, "exited with 3", 3, null), (tree.State, tree.Ending, tree.ExitCode, tree.Root));
        Assert.InRange(tree.Usage.Cpu, Second * 4.5, Second * 4.6);
    });

    [Fact]
    public void Term_is_obeyed_or_the_whole_grace_is_waited() => Play(async (world, processes) =>
    {
        processes.Set("obeys", new() { ObeysAfter = Second });
        processes.Set("ignores", new() { IgnoresTerm = true });
        await processes.Start("obeys", Spec, default);
        await processes.Start("ignores", Spec, default);
        var began = world.Elapsed;
        await processes.Stop("obeys", Second * 30, default);
        Assert.InRange(world.Elapsed - began, Second, Second * 1.1);
        Assert.Equal("stopped: killed by SIGTERM", processes.Find("obeys")!.Ending);
        began = world.Elapsed;
        await processes.Stop("ignores", Second * 30, default);
        Assert.InRange(world.Elapsed - began, Second * 30, Second * 30.1);
        Assert.Equal("killed: it had not ended 30 s after TERM", processes.Find("ignores")!.Ending);
        await processes.Stop("ignores", Second * 30, default);
        await processes.Stop("nobody", Second * 30, default);
    });

    [Fact]
    public void Whoever_gives_up_waiting_leaves_the_tree_running() => Play(async (world, processes) =>
    {
        processes.Default = new() { IgnoresTerm = true };
        await processes.Start("a", Spec, default);
        using var patience = new CancellationTokenSource(Second, world.Clock);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => processes.Stop("a", Second * 5, patience.Token).AsTask());
        await world.Delay(Second * 100);
        Assert.Equal(TreeState.Running, processes.Find("a")!.State);
    });

    [Fact]
    public void A_pause_takes_no_time_of_the_script() => Play(async (world, processes) =>
    {
        processes.Default = new() { Ports = [80], ListensAfter = Second * 10 };
        await processes.Start("a", Spec, default);
        await world.Delay(Second * 6);
        processes.Pause("a");
        await world.Delay(Second * 100);
        Assert.Equal(TreeState.Paused, processes.Find("a")!.State);
        Assert.Empty(processes.Find("a")!.Ports);
        processes.Resume("a");
        await world.Delay(Second * 3);
        Assert.Empty(processes.Find("a")!.Ports);
        await world.Delay(Second * 2);
        Assert.Equal([80], processes.Find("a")!.Ports);
    });

    [Fact]
    public void A_paused_tree_does_not_hear_term_and_is_killed_after_the_grace() => Play(async (world, processes) =>
    {
        await processes.Start("a", Spec, default);
        processes.Pause("a");
        var began = world.Elapsed;
        await processes.Stop("a", Second * 7, default);
        Assert.InRange(world.Elapsed - began, Second * 7, Second * 7.1);
        Assert.StartsWith("killed:", processes.Find("a")!.Ending, StringComparison.Ordinal);
    });

    [Fact]
    public void A_key_runs_once_and_what_runs_is_not_forgotten() => Play(async (_, processes) =>
    {
        await processes.Start("a", Spec, default);
        await Assert.ThrowsAsync<InvariantBroken>(() => processes.Start("a", Spec, default).AsTask());
        Assert.Throws<InvariantBroken>(() => processes.Forget("a"));
        await processes.Kill("a");
        Assert.Equal("killed", processes.Find("a")!.Ending);
        await processes.Start("a", Spec, default);
        await processes.Kill("a");
        processes.Forget("a");
        Assert.Null(processes.Find("a"));
    });

    [Fact]
    public void Trees_outlive_the_server_and_its_next_life_hears_of_them() => Play(async (world, processes) =>
    {
        var server = world.Host("server");
        processes.Default = new() { Ports = [80], ListensAfter = Second * 10, IgnoresTerm = true };
        var (before, after) = (0, 0);
        var stops = server.Run(async () =>
        {
            processes.OnChange(() => before++);
            await processes.Start("a", Spec, default);
            await processes.Stop("a", Second * 5, default);
        });
        await world.Delay(Second * 2);
        server.Kill();
        await Assert.ThrowsAsync<HostCrashed>(() => stops);
        await server.Run(() =>
        {
            processes.OnChange(() => after++);
            return Task.CompletedTask;
        });
        await world.Delay(Second * 20);

        // The grace died with the server that granted it.
        Assert.Equal(TreeState.Running, processes.Find("a")!.State);
        Assert.Equal([80], processes.Find("a")!.Ports);
        Assert.Equal((0, 1), (before, after));
        server.Crash();
        processes.PowerOff();
        Assert.Equal("ended while nobody watched", processes.Find("a")!.Ending);
    });

    private static void Play(Func<World, ScriptedProcesses, Task> story) =>
        Explore.Seeds(100, world => story(world, new(world, "server")));
}
