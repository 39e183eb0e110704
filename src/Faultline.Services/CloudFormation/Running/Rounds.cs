using System.Collections.Concurrent;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Services.CloudFormation.Running;

/// <summary>
/// The loop that takes all operations on. One round looks at every stack with something to do, keeps what it is about
/// to ask for, and begins to ask; each answer is kept as it comes, and calls for another round.
/// </summary>
internal sealed class Rounds(
    CloudFormationBook book, Node node, Bindings bindings, Hands hands, Types types, Tempo tempo) : IAsyncDisposable
{
    /// <summary>Steps that are taken at the same time, over all stacks.</summary>
    private const int StepsMax = 32;

    /// <summary>How long deleted stacks are listed (ListStacks, API reference).</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    private readonly CancellationTokenSource stop = new();
    private readonly Dice dice = node.Dice.Fork("cloudformation");
    private readonly ConcurrentDictionary<long, Task> running = new();

    /// <summary>What steps are being taken for. Whoever looks at it or changes it has the turn.</summary>
    private readonly HashSet<string> inFlight = new(StringComparer.Ordinal);

    /// <summary>Calls for another round.</summary>
    public Action Tell { get; set; } = static () => { };

    /// <summary>How many steps were begun.</summary>
    public long Begun { get; private set; }

    /// <summary>One round; gives when the next one is due.</summary>
    public async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var (orders, next) = await Settle(ct);
        foreach (var (number, _) in running.Where(each => each.Value.IsCompleted))
        {
            running.TryRemove(number, out _);
        }

        foreach (var order in orders)
        {
            running[++Begun] = Run(order);
        }

        return next;
    }

    /// <summary>For tests that take one round after the other: all steps that were begun are over.</summary>
    public async Task Idle()
    {
        while (running.Values.Any(each => !each.IsCompleted))
        {
            await Task.WhenAll(running.Values);
        }
    }

    public async ValueTask DisposeAsync()
    {
        stop.Cancel();
        await Idle();
    }

    private async ValueTask<(List<Order> Orders, DateTimeOffset? Next)> Settle(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var orders = new List<Order>();
        DateTimeOffset? next = null;
        Forget(state);
        foreach (var stack in state.Stacks.All.Where(row => row.IsBusy).ToList())
        {
            var scene = Scene(state, stack, StepsMax - inFlight.Count);
            Settling.Settle(scene);
            orders.AddRange(scene.Orders);
            inFlight.UnionWith(scene.Orders.Select(order => order.Key));
            next = next is null || scene.Next < next ? scene.Next ?? next : next;
        }

        await held.Keep();
        return (orders, next);
    }

    private Scene Scene(CloudFormationState state, StackRow stack, int room)
    {
        Bound? bound = null;
        if (stack.Operation is { Phase: Phase.Forward, Cancelled: null })
        {
            try
            {
                bound = bindings.Target(state, stack);
            }
            catch (TemplateFault wrong)
            {
                // It could be bound when it was asked for: what it imports, say, has gone since.
                state.Stacks.Change(stack.Id, row => row with
                {
                    Operation = row.Operation! with { Cancelled = wrong.Message },
                });
            }
        }

        return new(state, stack.Id, node.Now, dice)
        {
            Tempo = tempo,
            Bound = bound,
            InFlight = inFlight,
            Room = room,
            Types = types.Find,
        };
    }

    private async Task Run(Order order)
    {
        await Task.Yield();
        try
        {
            var answer = await hands.Do(order, stop.Token);
            using var held = await book.Take(stop.Token);
            inFlight.Remove(order.Key);
            if (held.State.Stacks.Find(order.Stack.Id) is { Operation: not null } stack)
            {
                Results.Take(Scene(held.State, stack, room: 0), answer);
            }

            await held.Keep();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server stops; its next life begins with what is kept.
        }
        catch (Exception broken)
        {
            node.Report(broken);
        }
        finally
        {
            Tell();
        }
    }

    private void Forget(CloudFormationState state)
    {
        foreach (var stack in state.Stacks.All
            .Where(row => row.IsGone && row.Shown.DeletionTime + Remembered <= node.Now).ToList())
        {
            state.Stacks.Remove(stack.Id);
            foreach (var row in state.ResourcesOf(stack.Id).ToList())
            {
                state.Resources.Remove(row.Id);
            }

            foreach (var happened in state.Events.In(stack.Id).ToList())
            {
                state.Events.Remove(happened.Id);
            }
        }
    }
}
