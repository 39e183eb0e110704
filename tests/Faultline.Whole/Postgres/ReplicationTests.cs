using Faultline.Engines.Postgres;
using Npgsql;

namespace Faultline.Whole.Postgres;

/// <summary>Standbys: in sync, promoted, fenced off and brought back.</summary>
public sealed class ReplicationTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    [PostgresFact]
    public async Task A_standby_in_sync_has_every_acknowledged_row_when_it_takes_over()
    {
        await using var farm = await Farm.Open();
        await farm.Pair("a-1", "b_2");
        await farm.Ask("a-1", "create table t (n int)");
        var sight = await farm.Look("b_2");
        Assert.True(sight.IsStandby);
        Assert.True(sight.IsFed);
        Assert.Equal(["b_2"], (await farm.Look("a-1")).Slots);
        var acknowledged = 0;
        await using (var connection = await farm.Connect("a-1"))
        {
            var pid = farm.Servers.Find("a-1")!.Pid!.Value;
            try
            {
                while (true)
                {
                    await Farm.Ask(connection, $"insert into t values ({acknowledged + 1})");
                    if (++acknowledged == 100)
                    {
                        Signals.Send(pid, Signals.Kill);
                    }
                }
            }
            catch (NpgsqlException)
            {
                // The writer is gone.
            }
        }

        await farm.Servers.Fence("a-1");
        await farm.Servers.Promote("b_2", default);
        var count = int.Parse((await farm.Ask("b_2", "select count(*) from t"))!);
        Assert.InRange(count, acknowledged, acknowledged + 1);
        await farm.Ask("b_2", "insert into t values (0)");
        sight = await farm.Look("b_2");
        Assert.Equal((2, false), (sight.Timeline, sight.IsStandby));
    }

    [PostgresFact]
    public async Task A_fenced_server_starts_only_behind_another_one()
    {
        await using var farm = await Farm.Open();
        await farm.Pair("a", "b");
        await farm.Ask("a", "create table t (n int)");
        await farm.Ask("a", "insert into t values (1)");
        await farm.Servers.Fence("a");
        await farm.Restart();
        Assert.True(farm.Servers.Find("a")!.IsFenced);
        await Assert.ThrowsAsync<ServerFenced>(async () => await farm.Servers.Start("a", farm.Settings("a"), default));
        await farm.Servers.Promote("b", default);
        await farm.Ask("b", "insert into t values (2)");
        await farm.Servers.Rewind("a", farm.Upstream("b", "a"), default);
        Assert.False(farm.Servers.Find("a")!.IsFenced);
        await farm.Servers.Start("a", farm.Settings("a") with { Upstream = farm.Upstream("b", "a") }, default);
        await farm.Until("a", sight => sight is { IsStandby: true, IsFed: true, Timeline: 2 });
        await farm.Until("b", sight => sight.Followers.Any(each => each.Slot == "a"));
        await farm.Ask("b", "insert into t values (3)");
        await farm.CatchUp("a", "b");
        Assert.Equal("6", await farm.Ask("a", "select sum(n) from t"));
    }

    [PostgresFact]
    public async Task What_only_the_fenced_one_had_is_undone()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        await farm.Standby("b", "a");
        await farm.Ask("a", "create table t (n int)");
        await farm.CatchUp("b", "a");
        await farm.Servers.Kill("b");

        // Nobody waits for the standby: these rows are the writer's alone.
        await farm.Ask("a", "insert into t select generate_series(1, 1000)");
        await farm.Servers.Fence("a");
        await farm.Servers.Start("b", farm.Settings("b") with { Upstream = farm.Upstream("a", "b") }, default);
        await farm.Servers.Promote("b", default);
        await farm.Ask("b", "insert into t values (-1)");
        await farm.Servers.Rewind("a", farm.Upstream("b", "a"), default);
        await farm.Servers.Start("a", farm.Settings("a") with { Upstream = farm.Upstream("b", "a") }, default);
        await farm.CatchUp("a", "b");
        Assert.Equal("-1", await farm.Ask("a", "select string_agg(n::text, ',') from t"));
    }

    [PostgresFact]
    public async Task A_rewind_that_fails_leaves_the_server_fenced_and_a_clone_frees_it()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        await farm.Writer("b");
        await farm.Servers.Stop("a", Grace, default);
        var why = await Assert.ThrowsAsync<PostgresFailed>(
            async () => await farm.Servers.Rewind("a", farm.Upstream("b", "a"), default));
        Assert.Contains("different systems", why.Message, StringComparison.Ordinal);
        Assert.True(farm.Servers.Find("a")!.IsFenced);
        await farm.Servers.Clone("a", farm.Upstream("b", "a"), default);
        Assert.False(farm.Servers.Find("a")!.IsFenced);
        await farm.Servers.Start("a", farm.Settings("a") with { Upstream = farm.Upstream("b", "a") }, default);
        await farm.Until("a", sight => sight is { IsFed: true });
    }

    [PostgresFact]
    public async Task A_commit_waits_for_its_standby_and_for_nobody_once_that_is_said()
    {
        await using var farm = await Farm.Open();
        await farm.Pair("a", "b");
        await farm.Ask("a", "create table t (n int)");
        farm.Servers.Pause("b");
        await using var connection = await farm.Connect("a");
        var insert = Farm.Ask(connection, "insert into t values (1) returning n");
        await using (var other = await farm.Connect("a"))
        {
            while (await Farm.Ask(other, "select count(*) from pg_stat_activity where wait_event = 'SyncRep'") != "1")
            {
                Assert.False(insert.IsCompleted);
            }
        }

        await farm.Servers.Apply("a", farm.Settings("a"), default);
        Assert.Equal("1", await insert);
        farm.Servers.Resume("b");
    }

    [PostgresFact]
    public async Task Places_are_made_and_dropped_as_they_are_named()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        await farm.Standby("b", "a");
        await farm.Servers.SetSlots("a", ["b", "cluster-2.x", "c"], default);
        Assert.Equal(["b", "c", "cluster-2.x"], (await farm.Look("a")).Slots.Order(StringComparer.Ordinal));

        // One that is in use is dropped too.
        await farm.Servers.SetSlots("a", ["c"], default);
        Assert.Equal(["c"], (await farm.Look("a")).Slots);
        await farm.Servers.SetSlots("a", ["b"], default);
        await farm.Until("b", sight => sight.IsFed);
    }

    [PostgresFact]
    public async Task A_standby_that_is_cut_off_lags_and_one_that_is_started_alone_writes_in_its_own_right()
    {
        await using var farm = await Farm.Open();
        await farm.Writer("a");
        await farm.Standby("b", "a");
        await farm.Ask("a", "create table t (n int)");
        await farm.Until("b", sight => sight.Lag == TimeSpan.Zero);
        farm.Servers.Pause("a");
        await farm.Until("b", sight => !sight.IsFed && sight.Lag > TimeSpan.FromSeconds(1));
        farm.Servers.Resume("a");
        await farm.Until("b", sight => sight.IsFed && sight.Lag == TimeSpan.Zero);
        await farm.Servers.Stop("b", Grace, default);
        await farm.Servers.Start("b", farm.Settings("b"), default);
        var sight = await farm.Look("b");
        Assert.Equal((false, 2), (sight.IsStandby, sight.Timeline));
        await farm.Ask("b", "insert into t values (1)");
    }
}
