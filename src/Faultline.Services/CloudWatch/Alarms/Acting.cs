using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Services.CloudWatch.Keeping;
using Faultline.Services.CloudWatch.Mutes;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>
/// Does what is due for alarms. It is struck off once it was done and history says so; where the server ends in
/// between, it is done again.
/// </summary>
internal sealed class Acting(
    Node node, AlarmBook book, MutedAlarms muted, Ec2Actions instances, Dictionary<string, ActsOnAlarms> others)
{
    /// <summary>
    /// While the state stays, scaling policies are called again so often ("Alarm actions", user guide).
    /// </summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    /// <summary>So much is done before it is struck off.</summary>
    private const int InOneTurn = 100;

    /// <summary>
    /// When the scaling policies of an alarm were last called. Forgotten with the server, and then called.
    /// </summary>
    private readonly Dictionary<string, DateTimeOffset> called = new(StringComparer.Ordinal);

    /// <summary>Does all that is due now; gives when something that is muted may come to be due.</summary>
    public async ValueTask<DateTimeOffset?> Act(CancellationToken ct)
    {
        var (due, again) = await Due(ct);
        foreach (var some in due.Chunk(InOneTurn))
        {
            var done = new List<Done>(some.Length);
            foreach (var (alarm, transition) in some)
            {
                var items = new List<AlarmHistoryItem>();
                foreach (var action in alarm.Actions(transition.Now.State))
                {
                    var error = await Do(alarm, transition, action, ct);
                    items.Add(HistoryItems.Acted(alarm, transition, action, error, node.Now));
                }

                called[alarm.Id] = node.Now;
                done.Add(new(alarm, transition, items));
            }

            await Strike(done, ct);
        }

        return again;
    }

    /// <summary>Calls the scaling policies of alarms that have been in their state for another minute.</summary>
    public async ValueTask Repeat(IEnumerable<Alarm> alarms, CancellationToken ct)
    {
        foreach (var alarm in alarms)
        {
            if (called.TryGetValue(alarm.Id, out var last) && last + Again > node.Now)
            {
                continue;
            }

            called[alarm.Id] = node.Now;
            var same = new Transition(alarm.Standing.State, alarm.Standing, null);
            foreach (var action in alarm.Actions(alarm.Standing.State).Where(IsScaling))
            {
                await Do(alarm, same, action, ct);
            }
        }
    }

    /// <summary>Whether it has something to be called again for.</summary>
    public static bool IsRepeated(Alarm alarm) =>
        alarm is { ActionsEnabled: true, Composite: null, Pending.Count: 0 }
        && alarm.Actions(alarm.Standing.State) is { Count: > 0 } actions && actions.Exists(IsScaling);

    private static bool IsScaling(string action) => action.Contains(":autoscaling:", StringComparison.Ordinal);

    private async ValueTask<(List<(Alarm Alarm, Transition Transition)> Due, DateTimeOffset? Again)> Due(
        CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var again = muted.Look(held.State, node.Now);
        held.State.Prune(called);
        var due = held.State.Alarms.All
            .SelectMany(alarm => alarm.Pending.Select(transition => (alarm, transition)))
            .ToList();
        // Nothing is done for a state that a crash could take back.
        await held.Keep();
        return (due, again);
    }

    private async ValueTask Strike(List<Done> all, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        foreach (var done in all)
        {
            done.Items.ForEach(item => held.State.Note(done.Alarm.Account, item));
            if (held.State.Alarms.Find(done.Alarm.Id) is { } row)
            {
                held.State.Alarms.Put(row with { Pending = row.Pending.Remove(done.Transition) });
            }
        }

        await held.Keep();
    }

    private async ValueTask<string?> Do(Alarm alarm, Transition transition, string text, CancellationToken ct)
    {
        var action = new AlarmAction(alarm.Account, text, alarm.Name, transition.Now.State)
        {
            At = transition.Now.Since,
            Before = transition.Before,
            Reason = transition.Now.Reason,
            Value = transition.Value,
            Threshold = alarm.Metric?.Threshold,
            Dimensions = (alarm.Metric?.Dimensions ?? []).ToDictionary(each => each.Name, each => each.Value),
        };
        var arn = ActionArn.Parse(text)!;
        return arn.Kind == ActionKind.Instance ? await instances.Act(arn.Verb!, action, ct)
            : others.TryGetValue(arn.Service, out var act) ? await act(action, ct)
            : $"There is no {arn.Service} here yet that could do this";
    }

    private sealed record Done(Alarm Alarm, Transition Transition, List<AlarmHistoryItem> Items);
}
