using Faultline.Engines.Postgres;

namespace Faultline.Whole.Postgres;

/// <summary>Servers outlive us, and the next of us finds them as they are.</summary>
public sealed class AdoptionTests
{
    [PostgresFact]
    public async Task A_server_that_runs_is_found_running_and_answers()
    {
        await using var farm = await Farm.Open();
        await farm.Pair("a", "b");
        var before = farm.Servers.Find("a")!;
        await farm.Restart();
        Assert.Equal(before, farm.Servers.Find("a"));
        var sight = await farm.Look("a");
        Assert.True(sight.Answers);
        Assert.True(sight.Followers.Single().IsSynchronous);
        Assert.True((await farm.Look("b")).IsFed);
        await farm.Servers.Stop("a", TimeSpan.FromSeconds(60), default);
        Assert.Equal(ServerProcess.None, farm.Servers.Find("a")!.Process);
    }

    [PostgresFact]
    public async Task What_was_half_made_is_gone_and_a_paused_one_is_found_paused()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        farm.Servers.Pause("a");
        var folder = Path.GetDirectoryName(new FileInfo($"/proc/{farm.Servers.Find("a")!.Pid}/cwd").LinkTarget!)!;
        var half = Path.Combine(Path.GetDirectoryName(folder)!, ".made-9-b");
        await farm.Restart(() => Directory.CreateDirectory(Path.Combine(half, "data")));
        Assert.False(Directory.Exists(half));
        Assert.Equal(ServerProcess.Paused, Assert.Single(farm.Servers.All).Process);
        farm.Servers.Resume("a");
        Assert.True((await farm.Look("a")).Answers);
    }

    [PostgresFact]
    public async Task A_cancelled_clone_leaves_nothing_and_what_was_there_runs_on()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        await farm.Writer("b");
        farm.Servers.Pause("a");
        using var cancel = new CancellationTokenSource();
        var clone = farm.Servers.Clone("b", farm.Upstream("a", "b"), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => clone);
        farm.Servers.Resume("a");
        Assert.True((await farm.Look("b")).Answers);
        Assert.Equal(2, farm.Servers.All.Count);
        Assert.Equal(2, farm.Trees.All.Count);
    }
}
