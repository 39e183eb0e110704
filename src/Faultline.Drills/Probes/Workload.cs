using System.Globalization;
using Faultline.Drills.Ledgers;
using Faultline.Drills.Measuring;
using Faultline.Drills.Plans;
using Faultline.Drills.Probes.Databases;
using Faultline.Drills.Reports;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Probes;

/// <summary>
/// The clients of a drill: all its probes together, what they measured, and what became of what they wrote. The plan's
/// texts are resolved: no <c>${stack.Output}</c> is left in them.
/// </summary>
public sealed class Workload(ISite site, DrillPlan plan) : IAsyncDisposable
{
    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);

    private Hour hour = new(site.Node.Clock);
    private readonly CancellationTokenSource ends = new();
    private IReadOnlyList<Load> loads = [];
    private CancellationTokenRegistration told;
    private Task flushing = Task.CompletedTask;
    private bool isDisposed;

    /// <summary>A folder for the ledgers, which is made; null where they are kept in memory alone.</summary>
    public string? Evidence { get; init; }

    /// <summary>How long queues are emptied in the end, and how long reading back is tried.</summary>
    public TimeSpan CheckMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Begins: returns at once, whether the system answers yet or not. What is under way ends when the token says so.
    /// A <see cref="DrillRefused"/> says what in the plan no probe can do.
    /// </summary>
    public Task Start(CancellationToken ct)
    {
        if (Evidence is not null)
        {
            Directory.CreateDirectory(Evidence);
        }

        hour = new(site.Node.Clock);
        var probes = new Crew(site, plan).Make();
        loads = [.. probes.Select((probe, at) => new Load(site.Node, hour, probe, Open(probe, at), plan.NameOf))];
        told = ct.Register(ends.Cancel);
        foreach (var load in loads)
        {
            load.Start(ends.Token);
        }

        flushing = Evidence is null ? Task.CompletedTask : Flush();
        return Task.CompletedTask;
    }

    /// <summary>Other clients come in the place of those that were there, where those kept something.</summary>
    public void Renew()
    {
        foreach (var load in loads)
        {
            load.Probe.Renew();
        }
    }

    /// <summary>Says when the first strike began: rate steps count from it.</summary>
    public void Strike(DateTimeOffset at)
    {
        foreach (var load in loads)
        {
            load.Strike(at);
        }
    }

    /// <summary>How it fares over the time for which the steady state must hold.</summary>
    public Snapshot Look() => Look(plan.Steady.For);

    /// <summary>How it fares over the last so many seconds.</summary>
    public Snapshot Look(TimeSpan over) => new(hour.Now, over)
    {
        Probes =
        [
            .. from load in loads
               let glance = load.Look(over)
               select new ProbeLook(load.Probe.Name)
               {
                   Offered = glance.Offered,
                   Judged = glance.Judged,
                   Success = glance.Judged == 0 ? 0 : (double)glance.Succeeded.Count / glance.Judged,
                   P99 = glance.Succeeded.Quantile(0.99),
                   DeadZones = [.. glance.DeadZones],
               },
        ],
    };

    /// <summary>No more attempts become due; returns when those under way have ended, within their timeouts.</summary>
    public async ValueTask Stop()
    {
        foreach (var load in loads)
        {
            load.Quit();
        }

        foreach (var load in loads)
        {
            await load.End();
        }
    }

    /// <summary>
    /// Stops, reads back what was written, and says what was measured; without a strike, over all the time.
    /// </summary>
    public async ValueTask<Measured> Finish(DateTimeOffset? struck, CancellationToken ct)
    {
        await Stop();
        var (results, seconds, marks) = (new List<ProbeResult>(), new List<Second>(), new List<Mark>());
        foreach (var load in loads)
        {
            var attempts = load.Log.Ended().ToList();
            var own = Tally.Seconds(attempts);
            var result = Summary.Of(load.Probe.Name, attempts, own, struck, plan.Steady);
            results.Add(result with
            {
                SentLateP99Ms = load.Log.Lateness().Ms(0.99),
                Stranded = struck is { } since ? Stranded(load.Probe, since) : null,
            });
            seconds.AddRange(own);
            marks.AddRange(struck is { } at ? Summary.Marks(result, attempts, at) : []);
        }

        var verdicts = new List<LedgerVerdict>();
        foreach (var load in loads.Where(static load => load.Ledger is not null))
        {
            verdicts.Add(await Judge(load, struck, ct));
        }

        return new()
        {
            Probes = [.. results],
            Seconds = [.. seconds],
            Ledger = [.. verdicts],
            Marks = [.. marks.OrderBy(static mark => mark.At)],
            Problems =
            [
                .. from verdict in verdicts
                   where verdict.Unknown is not null
                   select $"What became of the writes of {verdict.Probe} is not known: {verdict.Unknown}",
                .. from load in loads
                   where load.Ledger?.Trouble is not null
                   select $"The file of the ledger of {load.Probe.Name} is not whole: {load.Ledger!.Trouble}",
            ],
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        ends.Cancel();
        await Stop();
        await flushing;
        foreach (var load in loads)
        {
            await load.Probe.DisposeAsync();
            load.Dispose();
        }

        loads = [];
        await told.DisposeAsync();
        ends.Dispose();
    }

    private Stranded? Stranded(Probe probe, DateTimeOffset struck) =>
        probe.Stranded(struck, hour.Now) is { } stranded
            ? stranded with { Zones = [.. stranded.Zones.Select(zone => plan.NameOf(zone)!).Distinct()] }
            : null;

    private async ValueTask<LedgerVerdict> Judge(Load load, DateTimeOffset? struck, CancellationToken ct)
    {
        var (ledger, name) = (load.Ledger!, load.Probe.Name);
        try
        {
            var remains = await ((IWriter)load.Probe).ReadBack(hour.Now + CheckMax, ct);
            var stale = loads.Select(static each => each.Probe).OfType<PostgresReader>()
                .Where(reader => reader.Writer == name).Sum(static reader => reader.StaleReads);
            remains = remains with { StaleReads = stale };
            return Classification.Of(name, ledger.Entries, remains, struck) with { Digest = ledger.Close(remains) };
        }
        catch (Exception why) when (Failures.Knows(why) && !ct.IsCancellationRequested)
        {
            return Classification.Unknown(name, ledger.Entries, Says(why)) with { Digest = ledger.Close(null) };
        }
    }

    private static string Says(Exception why) =>
        why is OperationCanceledException ? "nobody answered in time." : why.Message;

    private Ledger? Open(Probe probe, int at) => probe is IWriter
        ? new(probe.Name, Evidence is null ? null : Path.Combine(Evidence, FileName(probe.Name, at)))
        : null;

    /// <summary>The number keeps apart what differs only in letters that are not for files.</summary>
    private static string FileName(string probe, int at)
    {
        var letters = probe.Select(static each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_' ? each : '_');
        return string.Create(CultureInfo.InvariantCulture, $"{at + 1}-{string.Concat(letters)}.ledger.csv");
    }

    private async Task Flush()
    {
        try
        {
            while (true)
            {
                await Task.Delay(FlushEvery, site.Node.Clock, ends.Token);
                foreach (var load in loads)
                {
                    load.Ledger?.Flush();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The workload is over.
        }
    }
}
