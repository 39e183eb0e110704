using Faultline.Drills.Ledgers;
using Faultline.Drills.Measuring;
using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Drills.Probes;

/// <summary>
/// Lets a probe's clients try when attempts are due, however slow the system is. Attempts are dealt to the clients in
/// turn, as people are to their machines: one that is stuck has no other do its work. A client with no free hand takes
/// them later, and their latency counts from when they were due; past its patience it gives them up unsent.
/// </summary>
internal sealed class Load : IDisposable
{
    /// <summary>No timer is set for less: the real clock's know whole milliseconds.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan RestMax = TimeSpan.FromHours(1);
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Signal wake = new();
    private readonly Signal idle = new();
    private readonly Node node;
    private readonly Hour hour;
    private readonly Probe probe;
    private readonly Ledger? ledger;
    private readonly Func<string?, string?> nameOf;
    private readonly Dice dice;
    private readonly Client[] clients;
    private readonly TimeSpan patience;
    private Schedule schedule;
    private CancellationToken ends;
    private Task? pace;
    private int busy;
    private bool stopping;

    /// <param name="nameOf">The one name of a zone: programs have its name, addresses have its id.</param>
    public Load(Node node, Hour hour, Probe probe, Ledger? ledger, Func<string?, string?> nameOf)
    {
        (this.node, this.hour, this.probe, this.ledger, this.nameOf) = (node, hour, probe, ledger, nameOf);
        dice = node.Dice.Fork($"pauses of {probe.Name}");
        clients = [.. Enumerable.Range(0, probe.Plan.Clients).Select(_ => new Client(probe.Hands))];
        schedule = new(probe.Plan.Rate);
        patience = probe.Plan.Timeout * (probe.Plan.Retries + 1);
        Log = new(probe.Name);
    }

    public Probe Probe => probe;

    public Ledger? Ledger => ledger;

    public AttemptLog Log { get; }

    public void Start(CancellationToken ct)
    {
        ends = ct;
        pace = Pace();
    }

    public void Strike(DateTimeOffset at)
    {
        Volatile.Write(ref schedule, schedule.Struck(at - hour.Began, probe.Plan.Steps));
        wake.Tell();
    }

    public Glance Look(TimeSpan over)
    {
        var now = hour.Now;
        return Log.Look(now - over, now, patience);
    }

    /// <summary>Nothing becomes due any more.</summary>
    public void Quit()
    {
        Volatile.Write(ref stopping, true);
        wake.Tell();
    }

    /// <summary>Returns when all that was due has an outcome.</summary>
    public async ValueTask End()
    {
        Quit();
        if (pace is null)
        {
            return;
        }

        await pace;
        while (IsBusy())
        {
            await idle.Wait();
        }
    }

    public void Dispose() => ledger?.Dispose();

    private bool IsBusy()
    {
        lock (gate)
        {
            return busy > 0;
        }
    }

    private async Task Pace()
    {
        await using var timer = wake.Timer(node.Clock);
        using var told = ends.Register(Quit);
        for (var number = 0L; !Volatile.Read(ref stopping);)
        {
            var due = hour.Began + Volatile.Read(ref schedule).Due(number);
            var now = hour.Now;
            if (due is { } at && at <= now)
            {
                Deal(number++, at, now);
                continue;
            }

            var rest = due - now ?? RestMax;
            Signal.Set(timer, rest > Grain ? rest : Grain);
            await wake.Wait();
        }
    }

    private void Deal(long number, DateTimeOffset due, DateTimeOffset now)
    {
        Log.Begin(due, now - due);
        var client = (int)(number % clients.Length);
        lock (gate)
        {
            if (clients[client].Free == 0)
            {
                clients[client].Waiting.Enqueue((number, due));
                return;
            }

            clients[client].Free--;
            busy++;
        }

        _ = Work(client, number, due);
    }

    /// <summary>One hand of a client, until nothing waits for it any more.</summary>
    private async Task Work(int client, long number, DateTimeOffset due)
    {
        while (true)
        {
            await Attempt(client, number, due);
            lock (gate)
            {
                if (clients[client].Waiting.TryDequeue(out var next))
                {
                    (number, due) = next;
                    continue;
                }

                clients[client].Free++;
                busy--;
                break;
            }
        }

        if (Volatile.Read(ref stopping))
        {
            idle.Tell();
        }
    }

    private async Task Attempt(int client, long number, DateTimeOffset due)
    {
        var (key, sent) = (number + 1, hour.Now);
        if (sent - due > patience || ends.IsCancellationRequested)
        {
            Log.End(number, sent, sent, false, null, sent - due > patience ? Failures.Unsent : Failures.Stopped);
            return;
        }

        ledger?.Sent(key, client, sent);
        var outcome = await Try(client, key);
        var done = hour.Now;
        if (outcome.Succeeded)
        {
            ledger?.Acknowledged(key, done);
        }
        else
        {
            ledger?.Failed(key, done, outcome.Failure ?? "");
        }

        Log.End(number, sent, done, outcome.Succeeded, nameOf(outcome.Zone), outcome.Failure);
    }

    private async ValueTask<Outcome> Try(int client, long key)
    {
        try
        {
            for (var tries = 0; ; tries++)
            {
                var outcome = await probe.Try(client, key, ends);
                if (outcome.Succeeded || tries == probe.Plan.Retries)
                {
                    return outcome;
                }

                var pause = PauseMin * Math.Pow(2, Math.Min(tries, 10)) * (0.5 + dice.Fraction() / 2);
                await Task.Delay(pause < PauseMax ? pause : PauseMax, node.Clock, ends);
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            return Outcome.Failed(Failures.Stopped);
        }
        catch (Exception defect)
        {
            // The load goes on; whoever runs the drill hears of it.
            node.Report(defect);
            return Outcome.Failed(Failures.Broken);
        }
    }

    private sealed class Client(int hands)
    {
        public int Free { get; set; } = hands;

        public Queue<(long Number, DateTimeOffset Due)> Waiting { get; } = new();
    }
}
