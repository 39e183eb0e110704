using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>
/// The loop that brings all groups to what is wanted. One round looks once at EC2 and at what traffic comes from,
/// settles every group, keeps that, and only then asks for what is lacking.
/// </summary>
internal sealed class Rounds(AutoScalingBook book, Node node, Cloud cloud, Tempo tempo)
{
    private readonly Watch watch = new(cloud, node);
    private readonly Hands hands = new(cloud);
    private readonly Dice dice = node.Dice.Fork("autoscaling");
    private DateTimeOffset? looked;

    /// <summary>One round; gives when the next one is due.</summary>
    public async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var asksHealth = looked is null || looked + tempo.Health <= node.Now;
        var (accounts, sources) = await Scope(asksHealth, ct);
        var sight = await watch.Look(accounts, sources, asksHealth, ct);
        looked = asksHealth ? sight.At : looked;
        var (orders, isChanged, next) = await Settle(sight, ct);
        if (accounts.Count > 0)
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

    /// <summary>Who must be looked at: those who have instances, and what those come behind or leave.</summary>
    private async ValueTask<(SortedSet<string> Accounts, List<(string, TrafficSource)> Sources)> Scope(
        bool asksHealth, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var accounts = new SortedSet<string>(StringComparer.Ordinal);
        var sources = new Dictionary<(string, string), TrafficSource>();
        foreach (var member in state.Members.All)
        {
            accounts.Add(member.Account);
            if (member.Registered.IsEmpty || state.Groups.Find(member.Group) is not { } group)
            {
                continue;
            }

            foreach (var source in Sources.ToLeave(group, member))
            {
                sources.TryAdd((member.Account, source), Source(group, source));
            }

            foreach (var source in group.Sources.Where(source => member.Registered.Contains(source.Identifier)
                && (asksHealth && Health.AsksBalancers(group) || source.State == Sources.Added)))
            {
                sources.TryAdd((member.Account, source.Identifier), source);
            }
        }

        accounts.UnionWith(state.Launches.All.Select(launch => launch.Account));
        await held.Keep();
        return (accounts, [.. sources.Select(each => (each.Key.Item1, each.Value))]);
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
            };
            Settling.Settle(scene);
            orders.Add(scene);
            next = next is null || scene.Next < next ? scene.Next : next;
        }

        var isChanged = state.IsChanged;
        await held.Keep();
        return (orders, isChanged, next);
    }

    private async ValueTask Take(Outcome outcome, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        Results.Take(held.State, outcome, tempo, node.Now);
        await held.Keep();
    }

    private static TrafficSource Source(Group group, string identifier) =>
        group.Sources.Find(each => each.Identifier == identifier)
        ?? new(
            identifier,
            identifier.StartsWith("arn:", StringComparison.Ordinal) ? TrafficSource.TargetGroup : TrafficSource.Classic,
            Sources.Removing);
}
