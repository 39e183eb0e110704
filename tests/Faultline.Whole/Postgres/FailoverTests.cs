using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Faultline.Engines.Postgres.Clusters;
using Npgsql;
using Xunit.Abstractions;

namespace Faultline.Whole.Postgres;

/// <summary>
/// A database of two zones whose writer is killed under load or loses the power of its zone, in turns: nothing that a
/// client was told is committed is lost, and never do two take writes. FAULTLINE_FAILOVERS says how often.
/// </summary>
public sealed class FailoverTests(ITestOutputHelper output)
{
    private static readonly int runs = int.Parse(
        Environment.GetEnvironmentVariable("FAULTLINE_FAILOVERS") ?? "20", CultureInfo.InvariantCulture);

    private readonly ConcurrentQueue<(string Member, long Began)> direct = new();
    private readonly ConcurrentDictionary<long, (long At, string Server)> acknowledged = new();
    private long last;

    [PostgresFact]
    public async Task Nothing_acknowledged_is_lost_and_never_do_two_write()
    {
        await using var town = await Town.Open();
        var config = town.Config("db", 2);
        await town.Clusters.Apply(config, default);
        await town.UntilReady("db");
        await using (var connection = await town.Connect("db"))
        {
            await Farm.Ask(connection, "create table t (n bigint primary key); create table d (n bigint)");
        }

        using var over = new CancellationTokenSource();
        var writers = new List<Task> { Write(town, over.Token) };
        writers.AddRange(config.Members.Select(member => WriteAt(town, member.Key, over.Token)));
        var (kills, outages) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            var isOutage = run % 2 == 1;
            (isOutage ? outages : kills).Add(await FailOver(town, config, isOutage));
        }

        await over.CancelAsync();
        await Task.WhenAll(writers);
        await using var end = await town.Connect("db");
        var there = (await Farm.Ask(end, "select string_agg(n::text, ',') from t"))!.Split(',')
            .Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToHashSet();
        Assert.Empty(acknowledged.Keys.Except(there));
        var order = direct.OrderBy(write => write.Began).Select(write => write.Member).ToList();
        Assert.Equal(runs, order.Zip(order.Skip(1)).Count(pair => pair.First != pair.Second));
        output.WriteLine($"{runs} failovers, {acknowledged.Count} writes acknowledged through the endpoint, none of "
            + $"them lost; {direct.Count} past it, never at two servers in turns");
        Say("kill -9 of the writer", kills);
        Say("power loss of its zone", outages);
        Say("all", [.. kills, .. outages]);
    }

    private void Say(string what, List<double> gaps)
    {
        gaps.Sort();
        if (gaps.Count > 0)
        {
            output.WriteLine($"{what}, to the first write, ms: median {gaps[gaps.Count / 2]:0}, worst {gaps[^1]:0}");
        }
    }

    /// <summary>Ends the writer one way or the other, and waits until another one has taken a write.</summary>
    private async Task<double> FailOver(Town town, ClusterConfig config, bool isOutage)
    {
        var begun = Volatile.Read(ref last);
        await Farm.Until(() => Volatile.Read(ref last) > begun + 20);
        var writer = town.View("db").Writer!;
        var pid = town.Farm.Servers.Find(writer)!.Pid!.Value;
        var ended = Stopwatch.GetTimestamp();
        using var outage = isOutage ? town.LosePower(config.Members.Single(member => member.Key == writer)) : null;
        if (!isOutage)
        {
            Engines.Processes.Posix.SignalById(pid, Signals.Kill);
        }

        await town.Until("db", view => view.Writer != writer);
        var old = town.Farm.At(writer).Address.ToString();
        await Farm.Until(() => acknowledged.Values.Any(write => write.At > ended && write.Server != old));
        var first = acknowledged.Values.Where(write => write.At > ended && write.Server != old).Min(write => write.At);
        outage?.Dispose();
        await town.UntilReady("db");
        return Stopwatch.GetElapsedTime(ended, first).TotalMilliseconds;
    }

    /// <summary>Writes number after number through the endpoint, and connects again when that breaks.</summary>
    private async Task Write(Town town, CancellationToken ct)
    {
        for (var n = 1L; !ct.IsCancellationRequested;)
        {
            try
            {
                await using var connection = await town.Connect("db");
                for (; !ct.IsCancellationRequested; n++)
                {
                    var server = await Farm.Ask(
                        connection, $"insert into t values ({n}) returning host(inet_server_addr())");
                    acknowledged[n] = (Stopwatch.GetTimestamp(), server!);
                    Volatile.Write(ref last, n);
                }
            }
            catch (NpgsqlException)
            {
                // Whether it was written nobody knows: the next number is a new one.
                n++;
            }
        }
    }

    /// <summary>Writes straight to one server, past the endpoint: only while that one takes writes it does.</summary>
    private async Task WriteAt(Town town, string member, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await town.Connect(member);
                while (!ct.IsCancellationRequested)
                {
                    var began = Stopwatch.GetTimestamp();
                    await Farm.Ask(connection, "insert into d values (1)");
                    direct.Enqueue((member, began));
                    await Task.Delay(2, CancellationToken.None);
                }
            }
            catch (NpgsqlException)
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }
}
