using Faultline.Engines.Postgres;
using Npgsql;

namespace Faultline.Whole.Postgres;

/// <summary>One server: made, started, looked at, ended in every way, and removed.</summary>
public sealed class ServerTests
{
    [PostgresFact]
    public async Task A_server_is_made_answers_and_is_gone_without_a_trace()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a:1/x");
        var sight = await farm.Look("a:1/x");
        Assert.Null(sight.Trouble);
        Assert.False(sight.IsStandby);
        Assert.Equal((1, 0, false), (sight.Timeline, sight.Connections, sight.NeedsRestart));
        Assert.True(sight.Written > 0 && sight.Counts.BlocksHit > 0);
        var view = Assert.Single(farm.Servers.All);
        Assert.Equal(("a:1/x", ServerProcess.Running, false), (view.Key, view.Process, view.IsFenced));
        Assert.True(farm.Servers.BytesOf("a:1/x") > 10_000_000);
        var data = new FileInfo($"/proc/{view.Pid}/cwd").LinkTarget!;
        Assert.True(Farm.ProcessesIn(data).Count > 3);
        await farm.Servers.Delete("a:1/x", default);
        await farm.Servers.Delete("a:1/x", default);
        Assert.Empty(farm.Servers.All);
        Assert.Null(farm.Servers.Find("a:1/x"));
        Assert.Empty(Farm.ProcessesIn(data));
        Assert.False(Directory.Exists(Path.GetDirectoryName(data)));
        Assert.Empty(farm.Trees.All);
    }

    [PostgresFact]
    public async Task What_was_committed_survives_a_kill_and_an_end_in_order()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        await farm.Ask("a", "create table t as select 1 as n");
        await farm.Servers.Kill("a");
        Assert.Equal(ServerProcess.None, farm.Servers.Find("a")!.Process);
        Assert.Equal("Connection refused", (await farm.Look("a")).Trouble);
        await farm.Servers.Start("a", farm.Settings("a"), default);
        await farm.Ask("a", "insert into t values (2)");
        await using (var open = await farm.Connect("a"))
        {
            // In order, and without waiting for whoever is connected.
            await farm.Servers.Stop("a", TimeSpan.FromSeconds(60), default);
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => Farm.Ask(open, "select 1"));
        }

        Assert.Null(farm.Servers.Find("a")!.Why);
        await farm.Servers.Start("a", farm.Settings("a"), default);
        Assert.Equal("3", await farm.Ask("a", "select sum(n) from t"));

        // Once after the kill, and not after the end in order.
        var lines = AllLogs(farm, "a").Split('\n');
        Assert.Single(lines, line => line.Contains("was interrupted", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task A_start_that_was_killed_while_it_wrote_its_lock_is_followed_by_one_that_works()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        var data = new FileInfo($"/proc/{farm.Servers.Find("a")!.Pid}/cwd").LinkTarget!;
        await farm.Servers.Kill("a");
        await File.WriteAllTextAsync(Path.Combine(data, "postmaster.pid"), "");
        await farm.Servers.Start("a", farm.Settings("a"), default);
        Assert.Null((await farm.Look("a")).Trouble);

        // The process that it names is somebody's: ours.
        await farm.Servers.Kill("a");
        await File.WriteAllTextAsync(Path.Combine(data, "postmaster.pid"), $"{Environment.ProcessId}\n{data}\n");
        await farm.Servers.Start("a", farm.Settings("a"), default);
        Assert.Null((await farm.Look("a")).Trouble);
    }

    [PostgresFact]
    public async Task An_end_of_its_own_is_told_and_says_why()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        var heard = 0;
        using var ear = farm.Servers.OnChange(() => Interlocked.Increment(ref heard));
        Signals.Send(farm.Servers.Find("a")!.Pid!.Value, Signals.Kill);
        await Farm.Until(() => farm.Servers.Find("a")!.Process == ServerProcess.None);
        Assert.Equal("killed by SIGKILL", farm.Servers.Find("a")!.Why);
        await Farm.Until(() => heard > 0);
        await farm.Servers.Start("a", farm.Settings("a"), default);
        Assert.Null((await farm.Look("a")).Trouble);
    }

    [PostgresFact]
    public async Task A_backend_that_nobody_knew_is_killed_with_its_server()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        var pid = farm.Servers.Find("a")!.Pid!.Value;
        var data = new FileInfo($"/proc/{pid}/cwd").LinkTarget!;

        // Nothing tells it that its parent is gone, and nothing in it says whose it is.
        await using var connection = await farm.Connect("a");
        var backend = int.Parse((await Farm.Ask(connection, "select pg_backend_pid()"))!);
        Signals.Send(backend, Signals.Stop);
        Signals.Send(pid, Signals.Kill);
        await farm.Servers.Kill("a");
        Assert.Empty(Farm.ProcessesIn(data));
    }

    [PostgresFact]
    public async Task A_look_has_an_answer_within_its_limit_also_when_the_server_stands_still()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        Assert.Null((await farm.Look("a")).Trouble);
        farm.Servers.Pause("a");
        Assert.Equal(ServerProcess.Paused, farm.Servers.Find("a")!.Process);
        for (var i = 0; i < 3; i++)
        {
            // The first by the connection that is kept, the next by new ones.
            var sight = await farm.Servers.Look("a", TimeSpan.FromMilliseconds(50), default);
            Assert.Equal("It did not answer within 0.05 s.", sight.Trouble);
        }

        farm.Servers.Resume("a");
        Assert.Null((await farm.Look("a")).Trouble);
        using var cancelled = new CancellationTokenSource();
        farm.Servers.Pause("a");
        var look = farm.Servers.Look("a", Farm.Limit, cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => look);
        farm.Servers.Resume("a");
    }

    [PostgresFact]
    public async Task A_server_that_cannot_start_says_what_its_log_says_and_nothing_runs()
    {
        await using var farm = await Farm.Open();
        await farm.Servers.Create("a", new(farm.Servers.Versions[0].Major, Farm.Admin, Farm.Password), default);
        var wrong = farm.Settings("a") with { Parameters = Parameters(("work_mem", "plenty")) };
        var why = await Assert.ThrowsAsync<PostgresFailed>(async () => await farm.Servers.Start("a", wrong, default));
        Assert.Contains("invalid value for parameter \"work_mem\": \"plenty\"", why.Message, StringComparison.Ordinal);
        Assert.Equal(ServerProcess.None, farm.Servers.Find("a")!.Process);
        await farm.Servers.Start("a", farm.Settings("a"), default);
        Assert.Null((await farm.Look("a")).Trouble);
    }

    [PostgresFact]
    public async Task Parameters_are_taken_at_once_or_wait_for_a_restart_and_wrong_ones_change_nothing()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        var odd = farm.Settings("a") with
        {
            Parameters = Parameters(("work_mem", "9MB"), ("my.text", "it's\n\\ odd"), ("max_connections", "50")),
        };
        await farm.Servers.Apply("a", odd, default);
        Assert.True((await farm.Look("a")).NeedsRestart);
        Assert.Equal("9MB", await farm.Ask("a", "show work_mem"));
        Assert.Equal("it's\n\\ odd", await farm.Ask("a", "show my.text"));
        Assert.Equal("100", await farm.Ask("a", "show max_connections"));
        await farm.Servers.Stop("a", TimeSpan.FromSeconds(60), default);
        await farm.Servers.Start("a", odd, default);
        Assert.False((await farm.Look("a")).NeedsRestart);
        Assert.Equal("50", await farm.Ask("a", "show max_connections"));
        var wrong = odd with { Parameters = Parameters(("work_mem", "plenty")) };
        var why = await Assert.ThrowsAsync<PostgresFailed>(async () => await farm.Servers.Apply("a", wrong, default));
        Assert.Contains("work_mem", why.Message, StringComparison.Ordinal);
        Assert.Equal("9MB", await farm.Ask("a", "show work_mem"));
        var alien = odd with { Parameters = Parameters(("x = 1\nport", "1")) };
        await Assert.ThrowsAsync<PostgresFailed>(async () => await farm.Servers.Apply("a", alien, default));
    }

    [PostgresFact]
    public async Task Logs_are_listed_and_read_and_no_other_file_is()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        await Assert.ThrowsAsync<PostgresException>(() => farm.Ask("a", "select nonsense"));
        var log = farm.Servers.Logs("a")[^1];
        Assert.StartsWith("postgresql.log.", log.Name, StringComparison.Ordinal);
        const string refusal = "column \"nonsense\" does not exist";
        await Farm.Until(() => AllLogs(farm, "a").Contains(refusal, StringComparison.Ordinal));
        var all = farm.Servers.ReadLog("a", log.Name, 0, 1 << 20)!;
        Assert.Equal(all[10..15], farm.Servers.ReadLog("a", log.Name, 10, 5));
        Assert.Empty(farm.Servers.ReadLog("a", log.Name, 1 << 30, 5)!);
        Assert.Null(farm.Servers.ReadLog("a", "../server.json", 0, 5));
        Assert.Null(farm.Servers.ReadLog("b", log.Name, 0, 5));
        Assert.DoesNotContain("secret", AllLogs(farm, "a"), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Two_servers_are_two_databases_by_their_identifiers_too()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        await farm.Writer("b");
        const string identifier = "select system_identifier from pg_control_system()";
        Assert.NotEqual(await farm.Ask("a", identifier), await farm.Ask("b", identifier));
    }

    internal static Dictionary<string, string> Parameters(params (string Name, string Value)[] all) =>
        all.ToDictionary(each => each.Name, each => each.Value);

    /// <summary>All that it logged: it begins another file when it starts in another minute.</summary>
    internal static string AllLogs(Farm farm, string key) => string.Concat(farm.Servers.Logs(key).Select(
        file => System.Text.Encoding.UTF8.GetString(farm.Servers.ReadLog(key, file.Name, 0, 1 << 20)!)));
}
