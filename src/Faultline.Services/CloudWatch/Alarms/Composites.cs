using System.Globalization;
using System.Text.Json.Nodes;
using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Keeping;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>
/// Judges composite alarms by the alarms that they are over. One is judged when it was put and when a child's state
/// changes, not else ("SetAlarmState", API reference). Those in a circle are not judged. Pure.
/// </summary>
internal sealed class Composites(string region)
{
    private readonly Dictionary<string, (PutCompositeAlarmInput Put, AlarmRule Rule)> rules =
        new(StringComparer.Ordinal);

    /// <summary>Brings all of them to what their children are; says whether one changed.</summary>
    public bool Judge(AlarmState state, DateTimeOffset now)
    {
        state.Prune(rules);
        var isChanged = false;
        var done = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var alarm in state.Alarms.All.Where(alarm => alarm.Composite is not null).ToList())
        {
            isChanged |= Visit(state, alarm, now, done);
        }

        return isChanged;
    }

    /// <summary>The alarms that are named in a composite alarm's rule.</summary>
    public IEnumerable<Alarm> ChildrenOf(AlarmState state, Alarm alarm) => RuleOf(alarm).Names
        .Distinct(StringComparer.Ordinal)
        .Select(name => state.Find(alarm.Account, region, name))
        .OfType<Alarm>()
        .DistinctBy(child => child.Id);

    /// <summary>Children first. One that is come upon while it is under way is in a circle.</summary>
    private bool Visit(AlarmState state, Alarm alarm, DateTimeOffset now, Dictionary<string, bool> done)
    {
        if (!done.TryAdd(alarm.Id, false))
        {
            return false;
        }

        var (isChanged, inCircle) = (false, false);
        foreach (var child in ChildrenOf(state, alarm).Where(child => child.Composite is not null).ToList())
        {
            isChanged |= Visit(state, child, now, done);
            inCircle |= !done[child.Id];
        }

        done[alarm.Id] = !inCircle;
        return (!inCircle && Judge(state, state.Alarms.Find(alarm.Id)!, now)) || isChanged;
    }

    private bool Judge(AlarmState state, Alarm alarm, DateTimeOffset now)
    {
        var children = ChildrenOf(state, alarm).OrderBy(child => child.Id, StringComparer.Ordinal).ToList();
        var seen = string.Join('\n', children.Select(child => $"{child.Id}={child.Standing.State}"));
        if (alarm.Seen == seen)
        {
            return false;
        }

        var holds = RuleOf(alarm).Holds(name => state.Find(alarm.Account, region, name)?.Standing.State);
        var wanted = holds ? StateValue.Alarm : StateValue.Ok;
        var changed = alarm with { Seen = seen };
        if (wanted != alarm.Standing.State)
        {
            var trigger = children.MaxBy(child => child.Standing.Since);
            changed = Entering.Enter(state, changed, new(wanted, Reason(trigger, wanted), Data(trigger), now), null);
        }

        state.Alarms.Put(changed);
        return true;
    }

    private AlarmRule RuleOf(Alarm alarm)
    {
        if (!rules.TryGetValue(alarm.Id, out var known) || !ReferenceEquals(known.Put, alarm.Composite))
        {
            rules[alarm.Id] = known = (alarm.Composite!, RuleParser.Parse(alarm.Composite!.AlarmRule));
        }

        return known.Rule;
    }

    private static string Reason(Alarm? trigger, string wanted) => trigger is null
        ? $"The alarm rule evaluates to {(wanted == StateValue.Alarm ? "TRUE" : "FALSE")}"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{trigger.Id} transitioned to {trigger.Standing.State} at "
            + $"{trigger.Standing.Since.UtcDateTime:dddd dd MMMM, yyyy HH:mm:ss} UTC");

    private static string? Data(Alarm? trigger) => trigger is null ? null : Json.Text(new JsonObject
    {
        ["triggeringAlarms"] = new JsonArray(new JsonObject
        {
            ["arn"] = trigger.Id,
            ["state"] = new JsonObject
            {
                ["value"] = trigger.Standing.State,
                ["timestamp"] = Reasons.Time(trigger.Standing.Since),
            },
        }),
    });
}
