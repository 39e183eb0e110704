using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Store;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>
/// The loop that brings all groups to what is wanted. One round looks once at EC2 and at what traffic comes from,
/// settles every group, keeps that, and only then asks for what is lacking.
/// </summary>
internal sealed class Rounds(
    AutoScalingBook book, Node node, Cloud cloud, Tempo tempo, Signals signals, string region, IRecorder timeline)
{
    private readonly Watch watch = new(cloud, node, signals);
    private readonly Hands hands = new(cloud);
    private readonly Dice dice = node.Dice.Fork("autoscaling");
    private DateTimeOffset? looked;

    /// <summary>One round; gives when the next one is due.</summary>
    public async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var asksHealth = looked is null || looked + tempo.Health <= node.Now;
        var scope = await Scan(asksHealth, ct);
        var sight = await watch.Look(scope, asksHealth, ct);
        looked = asksHealth ? sight.At : looked;
        var (orders, isChanged, next) = await Settle(sight, ct);
        if (scope.Accounts.Count > 0)
        {
            var health = looked!.Value + tempo.Health;
            next = next is null || health < next ? health : next;
        }

        if (orders.IsEmpty)
        {
            // What was settled may let something else be settled.
            return isChanged ? node.Now : next;
        }

        var outcome = await hands.Do(orders, ct);
        await Take(outcome, ct);
        return outcome.Changes || isChanged ? node.Now : next;
    }

    private async ValueTask<Scope> Scan(bool asksHealth, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var scope = Scope.Of(held.State, asksHealth);
        await held.Keep();
        return scope;
    }

    private async ValueTask<(Orders Orders, bool IsChanged, DateTimeOffset? Next)> Settle(
        Sight sight, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var now = node.Now;
        Groups.Activities.Forget(state, now);
        var members = state.Members.All.ToLookup(row => row.Group, StringComparer.Ordinal);
        var launches = state.Launches.All.ToLookup(row => row.Group, StringComparer.Ordinal);
        var hooks = state.Hooks.All.ToLookup(row => row.Group, StringComparer.Ordinal);
        var orders = new Orders();
        DateTimeOffset? next = null;
        foreach (var group in state.Groups.All.ToList())
        {
            var scene = new Scene(state, group, members[group.Id], launches[group.Id], sight, now)
            {
                Dice = dice,
                Tempo = tempo,
                Hooks = [.. hooks[group.Id].Select(row => row.Shown)],
                Away = Impairment.Zones(group, signals.ShiftedAway),
            };
            Settling.Settle(scene);
            orders.Add(scene);
            next = next is null || scene.Next < next ? scene.Next : next;
        }

        var isChanged = state.IsChanged;
        await Keep(held);
        return (orders, isChanged, next);
    }

    private async ValueTask Take(Outcome outcome, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        Results.Take(held.State, outcome, tempo, node.Now);
        await Keep(held);
    }

    /// <summary>Keeps, and then tells what of it others may want to know.</summary>
    private async ValueTask Keep(Held<AutoScalingState> held)
    {
        var told = Tidings.Of(held.State.Activities.Changes, region, node.Now).ToList();
        await held.Keep();
        told.ForEach(timeline.Note);
    }
}
