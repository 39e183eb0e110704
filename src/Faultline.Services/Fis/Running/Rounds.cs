using System.Collections.Concurrent;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Services.Fis.Keeping;
using Faultline.Services.Fis.Templates;

namespace Faultline.Services.Fis.Running;

/// <summary>
/// The loop that brings experiments on. A look takes in what came of orders, settles every experiment, keeps that, and
/// only then starts what is to be done. What is under way goes on beside the looks, each thing once at a time, so that
/// an action that takes long holds up nothing else.
/// </summary>
internal sealed class Rounds(
    string region, FisBook book, Node node, Hands hands, Catalogue catalogue, IRecorder timeline) : IAsyncDisposable
{
    /// <summary>Actions are asked, and alarms looked at, so often.</summary>
    private static readonly TimeSpan again = TimeSpan.FromSeconds(1);

    /// <summary>What was refused is tried again after that.</summary>
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stop = new();
    private readonly Dictionary<Order, Underway> underWay = [];
    private readonly Dictionary<Order, DateTimeOffset> due = [];
    private readonly ConcurrentQueue<(Order Order, Outcome Outcome)> outcomes = new();
    private bool isOver;

    /// <summary>Told when something came of an order.</summary>
    public Action OnOutcome { get; set; } = static () => { };

    /// <summary>Nothing is under way, and nothing waits to be taken in.</summary>
    public bool IsQuiet => underWay.Count == 0 && outcomes.IsEmpty;

    /// <summary>One look; gives when the next one is due.</summary>
    public async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var now = node.Now;
        var told = new List<Happening>();
        foreach (var (order, outcome) in Arrived(now))
        {
            if (held.State.Experiments.Find(order.Experiment) is { } row)
            {
                Put(held.State, row, Results.Take(row, order, outcome, now), told);
            }
        }

        var (orders, next) = Settle(held.State, now, told);
        await held.Keep();
        told.ForEach(timeline.Note);
        foreach (var (row, order) in orders)
        {
            Start(row, order);
        }

        return outcomes.IsEmpty ? next : now;
    }

    /// <summary>May be called again: a region that is put out and then forgotten ends twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isOver)
        {
            return;
        }

        isOver = true;
        stop.Cancel();
        await Task.WhenAll(underWay.Values.Select(each => each.Task));
        foreach (var each in underWay.Values)
        {
            each.Stop.Dispose();
        }

        stop.Dispose();
    }

    private List<(Order Order, Outcome Outcome)> Arrived(DateTimeOffset now)
    {
        var arrived = new List<(Order, Outcome)>();
        while (outcomes.TryDequeue(out var one))
        {
            arrived.Add(one);
            if (underWay.Remove(one.Order, out var done))
            {
                done.Stop.Dispose();
            }

            if (one.Outcome is Outcome.NotYet)
            {
                due[one.Order] = now + again;
            }
            else if (one.Outcome is Outcome.Refused)
            {
                due[one.Order] = now + (one.Order.Deed is Deed.End or Deed.Deliver ? pause : again);
            }
            else
            {
                due.Remove(one.Order);
            }
        }

        return arrived;
    }

    private (List<(ExperimentRow Row, Order Order)> Orders, DateTimeOffset? Next) Settle(
        FisState state, DateTimeOffset now, List<Happening> told)
    {
        var orders = new List<(ExperimentRow, Order)>();
        var wanted = new HashSet<Order>();
        DateTimeOffset? next = null;
        foreach (var row in state.Experiments.All.ToList())
        {
            if (row.Ended + Limits.ExperimentsKept <= now)
            {
                state.Experiments.Remove(row.Id);
                continue;
            }

            var step = Course.Next(row, catalogue, state.IsEngaged(row.Account), now);
            Put(state, row, step.Row, told);
            next = Earlier(next, step.Next);
            foreach (var order in step.Orders)
            {
                wanted.Add(order);
                if (due.TryGetValue(order, out var hour) && hour > now)
                {
                    next = Earlier(next, hour);
                }
                else if (!underWay.Keys.Any(other => Excludes(other, order)))
                {
                    orders.Add((step.Row, order));
                }
            }
        }

        Forget(wanted);
        return (orders, next);
    }

    /// <summary>An action is asked one thing at a time; all else is done beside each other.</summary>
    private static bool Excludes(Order one, Order other) =>
        one == other || (one.Experiment == other.Experiment && one.Action == other.Action && one.Action.Length > 0);

    /// <summary>Nobody waits any more for the answer to a question that is not asked any more.</summary>
    private void Forget(HashSet<Order> wanted)
    {
        foreach (var old in due.Keys.Where(order => !wanted.Contains(order)).ToList())
        {
            due.Remove(old);
        }

        foreach (var (order, under) in underWay)
        {
            if (order.Deed == Deed.Ask && !wanted.Contains(order))
            {
                under.Stop.Cancel();
            }
        }
    }

    private void Start(ExperimentRow row, Order order)
    {
        var own = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        underWay[order] = new(Do(row, order, own.Token), own);
    }

    private async Task Do(ExperimentRow row, Order order, CancellationToken ct)
    {
        Outcome outcome;
        try
        {
            outcome = await hands.Do(row, order, ct);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            outcome = new Outcome.NotYet();
        }
        catch (Exception trouble)
        {
            node.Report(trouble);
            outcome = new Outcome.Refused(Says.Internal, "An internal error occurred.");
        }

        outcomes.Enqueue((order, outcome));
        OnOutcome();
    }

    private void Put(FisState state, ExperimentRow before, ExperimentRow after, List<Happening> told)
    {
        if (before != after)
        {
            state.Experiments.Put(after);
            told.AddRange(Tidings.Of(before, after, region, node.Now));
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other : one;

    /// <summary>What is being done, and how it is told that nobody needs it any more.</summary>
    private sealed record Underway(Task Task, CancellationTokenSource Stop);
}
