using System.Security.Cryptography;
using Faultline.Drills.Ledgers;
using Faultline.Kernel;

namespace Faultline.Tests.Drills;

/// <summary>What clients were told against what is there: all that is planted is found, and nothing else.</summary>
public sealed class ClassificationTests
{
    private const string Probe = "orders";

    private static readonly DateTimeOffset Zero = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_system_that_keeps_all_is_not_accused() => Seeds(200, dice =>
    {
        var entries = Writes(dice, 1000, acknowledged: 0.95);
        var there = Shuffled(dice, entries.Where(entry => entry.Acknowledged is not null || dice.Chance(0.5)));
        var verdict = Judge(entries, new([.. there]) { InOrder = true });
        Assert.Equal(entries.Count, verdict.Sent);
        Assert.Equal(verdict.Acknowledged, verdict.AcknowledgedPresent);
        Assert.Equal(there.Count, verdict.AcknowledgedPresent + verdict.UnacknowledgedPresent);
        Assert.Equal(
            entries.Count, verdict.Acknowledged + verdict.UnacknowledgedPresent + verdict.UnacknowledgedAbsent);
        Assert.Equal((0, 0, 0, 0), (
            verdict.AcknowledgedLost, verdict.Duplicated, verdict.Reordered, verdict.Divergent));
        Assert.Equal(TimeSpan.Zero, verdict.Rpo);
        Assert.Empty(verdict.LostSample);
    });

    [Fact]
    public void One_lost_write_in_a_thousand_is_found() => Seeds(200, dice =>
    {
        var entries = Writes(dice, 2000, acknowledged: 0.95);
        var kept = entries.Where(entry => entry.Acknowledged is not null).ToList();
        var lost = kept.Where(_ => dice.Chance(0.001)).Append(kept[dice.Below(kept.Count)])
            .Select(entry => entry.Key).Distinct().Order().ToList();
        var verdict = Judge(entries, There(entries.Where(entry => !lost.Contains(entry.Key))));
        Assert.Equal(lost.Count, verdict.AcknowledgedLost);
        Assert.Equal(kept.Count - lost.Count, verdict.AcknowledgedPresent);
        Assert.Equal(lost.Take(20).Order(), verdict.LostSample.Order());
        Assert.True(verdict.Rpo > TimeSpan.Zero);
    });

    [Fact]
    public void Copies_strangers_and_other_values_are_found() => Seeds(200, dice =>
    {
        var entries = Writes(dice, 500, acknowledged: 1);
        var found = There(entries).Found.ToList();
        var (copies, strangers, others) = (dice.Below(5), dice.Below(5), dice.Below(5));
        for (var each = 0; each < others; each++)
        {
            found[each * 7] = found[each * 7] with { Value = "another" };
        }

        for (var each = 0; each < copies; each++)
        {
            found.Insert(dice.Below(found.Count), found[100 + dice.Below(300)]);
        }

        for (var each = 0; each < strangers; each++)
        {
            found.Insert(dice.Below(found.Count), new(1000 + each, Payload.Of(Probe, 1000 + each)));
        }

        var verdict = Judge(entries, new([.. found]));
        Assert.Equal(
            (copies, strangers + others, others), (verdict.Duplicated, verdict.Divergent, verdict.AcknowledgedLost));
    });

    [Fact]
    public void A_write_that_stands_too_late_is_found_where_order_is_promised() => Seeds(200, dice =>
    {
        var entries = Writes(dice, 300, acknowledged: 1, clients: 3);
        var found = There(entries).Found.ToList();
        var moved = dice.Below(250);
        var one = found[moved];
        found.RemoveAt(moved);
        found.Insert(moved + 40, one);
        Assert.Equal(1, Judge(entries, new([.. found]) { InOrder = true }).Reordered);
        Assert.Equal(0, Judge(entries, new([.. found])).Reordered);
    });

    [Fact]
    public void Two_that_were_under_way_at_once_may_stand_either_way()
    {
        LedgerEntry[] entries = [Entry(1, 0, 10), Entry(2, 5, 15), Entry(3, 20, 30)];
        Assert.Equal(0, Judge(entries, new([Found(2), Found(1), Found(3)]) { InOrder = true }).Reordered);
        Assert.Equal(2, Judge(entries, new([Found(3), Found(1), Found(2)]) { InOrder = true }).Reordered);

        // Another client's order says nothing, and neither does a later copy.
        LedgerEntry[] others = [entries[0], entries[2] with { Client = 1 }];
        Assert.Equal(0, Judge(others, new([Found(3), Found(1)]) { InOrder = true }).Reordered);
        Assert.Equal(0, Judge(entries, new([Found(1), Found(3), Found(1)]) { InOrder = true }).Reordered);
    }

    [Fact]
    public void Each_acknowledged_message_is_there_dead_in_flight_or_lost()
    {
        var entries = Enumerable.Range(1, 10)
            .Select(key => Entry(key, key * 10, key == 10 ? null : key * 10 + 5)).ToList();
        var remains = new Remains([Found(1), Found(2), Found(3), Found(3)])
        {
            DeadLetters = [Found(3), Found(4), Found(5), Found(10), Found(77)], Hidden = 1,
        };
        var verdict = Judge(entries, remains);
        Assert.Equal((9, 3, 2, 1, 3), (
            verdict.Acknowledged, verdict.AcknowledgedPresent, verdict.DeadLetters, verdict.InFlight,
            verdict.AcknowledgedLost));
        Assert.Equal((1, 0, 1, 1), (
            verdict.UnacknowledgedPresent, verdict.UnacknowledgedAbsent, verdict.Duplicated, verdict.Divergent));
        Assert.Equal((4, 0), (
            Judge(entries, remains with { Hidden = 99 }).InFlight,
            Judge(entries, remains with { Hidden = 99 }).AcknowledgedLost));
    }

    [Fact]
    public void The_time_that_was_lost_runs_from_the_last_that_is_kept_to_the_strike()
    {
        LedgerEntry[] entries = [.. Enumerable.Range(1, 5).Select(key => Entry(key, key * 10 - 10, key * 10))];
        double? Rpo(double? struck, params long[] kept)
        {
            var remains = new Remains([.. kept.Select(key => Found(key))]);
            return Classification.Of(Probe, entries, remains, struck is { } at ? Ms(at) : null).Rpo?.TotalMilliseconds;
        }

        Assert.Equal(40, Rpo(60, 1, 2, 4, 5));
        Assert.Equal(60, Rpo(60));
        Assert.Equal(0, Rpo(60, 1, 2, 3, 4, 5));
        Assert.Equal(0, Rpo(null, 1, 2, 3, 4, 5));
        Assert.Null(Rpo(null, 1));

        // Acknowledged after the strike and lost nevertheless: it runs up to there.
        Assert.Equal(10, Rpo(20, 1, 2, 3, 4));
        Assert.Equal(30, Rpo(20, 1, 2, 4));
    }

    [Fact]
    public void A_ledger_is_a_file_whose_digest_anybody_can_check()
    {
        var path = Path.Combine(Path.GetTempPath(), $"faultline-{Environment.ProcessId}-ledger.csv");
        try
        {
            string digest;
            using (var ledger = new Ledger(Probe, path))
            {
                for (var key = 1; key <= 2000; key++)
                {
                    ledger.Sent(key, 1, Ms(key));
                }

                ledger.Acknowledged(1, Ms(7));
                ledger.Failed(2, Ms(8), "a,b\nc");
                ledger.Flush();
                Assert.Contains(
                    "failed,2,1,2030-01-01T00:00:00.0080000Z,a b c\n", Read(path), StringComparison.Ordinal);
                Assert.Equal(1, ledger.Entries.Count(entry => entry.Acknowledged == Ms(7)));
                Assert.Equal(1, ledger.Entries.Count(entry => entry.Failed is not null));
                digest = ledger.Close(new([Found(1)]) { DeadLetters = [new(9)] });
            }

            Assert.EndsWith($"found,1,,,{Payload.Of(Probe, 1)}\ndead,9,,,\n", Read(path), StringComparison.Ordinal);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), digest);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    private static void Seeds(int count, Action<Dice> test)
    {
        for (var seed = 1UL; seed <= (ulong)count; seed++)
        {
            test(new(seed));
        }
    }

    private static LedgerVerdict Judge(IReadOnlyCollection<LedgerEntry> entries, Remains remains) =>
        Classification.Of(Probe, entries, remains, Zero + TimeSpan.FromHours(1));

    /// <summary>Each client writes one after the other.</summary>
    private static List<LedgerEntry> Writes(Dice dice, int count, double acknowledged, int clients = 5)
    {
        var free = new double[clients];
        var entries = new List<LedgerEntry>();
        for (var key = 1; key <= count; key++)
        {
            var client = dice.Below(clients);
            var sent = free[client] + dice.Below(10);
            var done = free[client] = sent + 1 + dice.Below(50);
            entries.Add(Entry(key, sent, dice.Chance(acknowledged) ? done : null) with { Client = client });
        }

        return entries;
    }

    private static Remains There(IEnumerable<LedgerEntry> entries) =>
        new([.. entries.OrderBy(entry => entry.Sent).Select(entry => Found(entry.Key))]);

    /// <summary>In an order that a system which promises to keep each client's may have.</summary>
    private static List<Found> Shuffled(Dice dice, IEnumerable<LedgerEntry> entries)
    {
        var lines = entries.GroupBy(entry => entry.Client).Select(each => new Queue<LedgerEntry>(each)).ToList();
        var found = new List<Found>();
        while (lines.Count > 0)
        {
            var line = lines[dice.Below(lines.Count)];
            found.Add(Found(line.Dequeue().Key));
            lines.RemoveAll(each => each.Count == 0);
        }

        return found;
    }

    private static Found Found(long key) => new(key, Payload.Of(Probe, key));

    private static DateTimeOffset Ms(double ms) => Zero + TimeSpan.FromMilliseconds(ms);

    private static LedgerEntry Entry(long key, double sent, double? acknowledged) =>
        new(Probe, 0, key, Ms(sent)) { Acknowledged = acknowledged is { } at ? Ms(at) : null };
}
