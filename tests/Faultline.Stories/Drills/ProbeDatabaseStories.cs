using Faultline.Drills.Plans;
using Faultline.Drills.Probes;
using Faultline.Simulation;

namespace Faultline.Stories.Drills;

/// <summary>Writers and readers of a database, over a table that does what a story says.</summary>
public sealed class ProbeDatabaseStories
{
    private static readonly DatabasePlan At = new("db.test", "5432", "shop", "user", "secret");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly PostgresWriterPlan Writer = new("rows", At) { Rate = 50, Clients = 4 };

    [Fact]
    public void All_that_a_database_does_to_rows_is_found_and_nothing_else() => Explore.Seeds(100, async world =>
    {
        var table = new ScriptedTable(world);
        var fates = new Dictionary<long, ScriptedTable.Fate>();
        table.Decide = key => fates[key] = world.Dice.Chance(0.03) ? (ScriptedTable.Fate)world.Dice.Below(6) : default;
        await using var workload = Workload(world, table, Writer);
        await workload.Start(CancellationToken.None);
        await world.Delay(4 * Second);
        await workload.Stop();
        var moved = Move(world, table, fates);
        var measured = await workload.Finish(world.Now, CancellationToken.None);
        int Count(params ScriptedTable.Fate[] which) => fates.Values.Count(which.Contains);
        var verdict = Assert.Single(measured.Ledger);
        Assert.Equal(fates.Count, verdict.Sent);
        Assert.Equal(Count(ScriptedTable.Fate.KeepTwice), verdict.Duplicated);
        Assert.Equal(Count(ScriptedTable.Fate.Forget, ScriptedTable.Fate.KeepAnother), verdict.AcknowledgedLost);
        Assert.Equal(Count(ScriptedTable.Fate.KeepAnother), verdict.Divergent);
        Assert.Equal(Count(ScriptedTable.Fate.KeepAndBreak), verdict.UnacknowledgedPresent);
        Assert.Equal(Count(ScriptedTable.Fate.Break), verdict.UnacknowledgedAbsent);
        Assert.Equal(moved, verdict.Reordered);
        Assert.InRange(table.Prepared, 4, 4 + Count(ScriptedTable.Fate.Break, ScriptedTable.Fate.KeepAndBreak));
    });

    [Fact]
    public void A_database_that_keeps_its_promises_is_not_accused() => Explore.Seeds(100, async world =>
    {
        var table = new ScriptedTable(world);
        var reader = new PostgresReaderPlan("reads", At, "rows") { Rate = 40 };
        await using var workload = Workload(world, table, Writer, reader);
        await workload.Start(CancellationToken.None);
        await world.Delay(3 * Second);
        var measured = await workload.Finish(null, CancellationToken.None);
        var verdict = Assert.Single(measured.Ledger);
        Assert.Equal((0, 0, 0, 0, 0), (
            verdict.AcknowledgedLost, verdict.Duplicated, verdict.Reordered, verdict.StaleReads, verdict.Divergent));
        Assert.True(verdict.AcknowledgedPresent > 100);
        Assert.All(measured.Probes, each => Assert.Equal(1, each.Availability));
    });

    [Fact]
    public void Each_stale_read_is_found() => Explore.Seeds(100, async world =>
    {
        var (table, reads, stale) = (new ScriptedTable(world), 0, 0);
        table.Behind = () =>
        {
            var isStale = ++reads > 20 && world.Dice.Chance(0.05);
            stale += isStale ? 1 : 0;
            return isStale ? 50 : 0;
        };
        var reader = new PostgresReaderPlan("reads", At, "rows") { Rate = 20, Clients = 1 };
        await using var workload = Workload(world, table, Writer, reader);
        await workload.Start(CancellationToken.None);
        await world.Delay(5 * Second);
        var measured = await workload.Finish(null, CancellationToken.None);
        Assert.Equal(stale, Assert.Single(measured.Ledger).StaleReads);
        Assert.True(reads > 80);
    });

    [Fact]
    public void What_hangs_costs_the_timeout_and_what_waits_is_not_hidden() => Explore.Seeds(50, async world =>
    {
        var table = new ScriptedTable(world);
        await using var workload = Workload(world, table, Writer with { Rate = 20 });
        await workload.Start(CancellationToken.None);
        await world.Delay(2 * Second + TimeSpan.FromMilliseconds(25));
        table.HangsUntil = world.Now + 7 * Second;
        var struck = world.Now;
        await world.Delay(20 * Second);
        var result = (await workload.Finish(struck, CancellationToken.None)).Probes[0];
        Assert.Subset(new HashSet<string> { "timeout", "unsent" }, result.Failures.Keys.ToHashSet());
        Assert.InRange(result.Failures["timeout"], 12, 16);
        Assert.InRange(result.Failures.Values.Sum(), 85, 115);
        Assert.InRange(result.Rto!.Value, 4 * Second, 7 * Second);
        Assert.Equal(400, result.Offered, tolerance: 1.0);
        Assert.InRange(result.SentLateP99Ms, 0, 2);
        Assert.InRange(table.Open, 0, 4);
    });

    [Fact]
    public void A_stall_of_two_seconds_shows_in_all_that_waited_for_it() => Explore.Seeds(4, async world =>
    {
        var table = new ScriptedTable(world);
        await using var workload = Workload(world, table, Writer with
        {
            Rate = 500, Clients = 10, Timeout = 10 * Second,
        });
        await workload.Start(CancellationToken.None);
        await world.Delay(3 * Second);
        table.HangsUntil = world.Now + 2 * Second;
        await world.Delay(5 * Second);
        var result = (await workload.Finish(null, CancellationToken.None)).Probes[0];
        Assert.Empty(result.Failures);
        Assert.Equal(result.Offered, result.Succeeded);
        Assert.InRange(result.SentLateP99Ms, 0, 2);

        // Ten were sent and hang; a thousand more were due meanwhile, and wait for a free hand as long.
        Assert.InRange(result.MaxMs, 1900, 10_000);
        Assert.InRange(result.P99Ms, 1500, 10_000);
    });

    private static Workload Workload(World world, ScriptedTable table, params ProbePlan[] probes) =>
        new(new ProbeSite(world) { Databases = (_, ct) => table.Connect(ct) }, new("story") { Probes = [.. probes] });

    /// <summary>Puts a row behind a later one of its client, and gives how many were moved.</summary>
    private static int Move(World world, ScriptedTable table, Dictionary<long, ScriptedTable.Fate> fates)
    {
        var plain = table.Rows.Where(row => fates[row.Key] == ScriptedTable.Fate.Keep).ToList();
        var row = plain[world.Dice.Below(plain.Count / 2)];
        table.Rows.Remove(row);
        table.Rows.Add(row);
        return 1;
    }
}
