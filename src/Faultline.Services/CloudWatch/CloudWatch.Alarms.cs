using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Alarms;
using Faultline.Services.CloudWatch.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudWatch;

internal sealed partial class CloudWatch
{
    public override async ValueTask PutMetricAlarm(Call call, PutMetricAlarmInput request, CancellationToken ct)
    {
        AlarmChecks.Check(request, call.Account, region);
        using var held = await book.Take(ct);
        var alarm = Naming(held.State, call, request.AlarmName, request.Tags, isComposite: false);
        Put(held.State, call, alarm with { Metric = request.With(put => put.Tags = null) });
        await held.Keep();
        lookout.Tell();
    }

    public override async ValueTask PutCompositeAlarm(Call call, PutCompositeAlarmInput request, CancellationToken ct)
    {
        var rule = AlarmChecks.Check(request, call.Account, region);
        using var held = await book.Take(ct);
        var missing = rule.Names.Append(request.ActionsSuppressor).OfType<string>()
            .Where(name => held.State.Find(call.Account, region, name) is null)
            .Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw Refusal.Invalid(
                $"Could not save the composite alarm as alarms [{string.Join(", ", missing)}] in the alarm rule do not "
                + "exist");
        }

        var alarm = Naming(held.State, call, request.AlarmName, request.Tags, isComposite: true);
        Put(held.State, call, alarm with
        {
            Composite = request.With(put => put.Tags = null),
            Seen = null,
            Hush = request.ActionsSuppressor is null ? Hush.None : alarm.Hush,
        });
        await held.Keep();
        lookout.Tell();
    }

    /// <summary>All of them, or none: one that is not there, or that others are over, is in the way.</summary>
    public override async ValueTask DeleteAlarms(Call call, DeleteAlarmsInput request, CancellationToken ct)
    {
        if (request.AlarmNames.Count > Limits.DeletedMax)
        {
            throw Refusal.Invalid($"No more than {Limits.DeletedMax} alarms can be deleted in one call.");
        }

        using var held = await book.Take(ct);
        var all = request.AlarmNames.Distinct(StringComparer.Ordinal).Select(name =>
            held.State.Find(call.Account, region, name) ?? throw Refusal.NoAlarm(name)).ToList();
        if (all.Count(alarm => alarm.Composite is not null) > Limits.CompositesDeletedMax)
        {
            throw Refusal.Invalid("No more than one composite alarm can be deleted in one call.");
        }

        foreach (var alarm in all)
        {
            if (ParentsOf(held.State, alarm).Exists(parent => all.TrueForAll(each => each.Id != parent.Id)))
            {
                throw Refusal.Invalid(
                    $"Cannot delete {alarm.Name} as there are composite alarm(s) depending on it.");
            }
        }

        foreach (var alarm in all)
        {
            held.State.Alarms.Remove(alarm.Id);
            held.State.Note(call.Account, HistoryItems.Configured(alarm, "deleted", call.Now));
        }

        await held.Keep();
    }

    public override async ValueTask SetAlarmState(Call call, SetAlarmStateInput request, CancellationToken ct)
    {
        if (request.StateValue is not (StateValue.Ok or StateValue.Alarm or StateValue.InsufficientData))
        {
            throw Refusal.Invalid($"The value {request.StateValue} for parameter StateValue is invalid.");
        }

        if (request.StateReasonData is { } data && Json.Parse(data) is null)
        {
            throw CloudWatchErrors.InvalidFormatFault("The parameter StateReasonData must be valid JSON.");
        }

        using var held = await book.Take(ct);
        var alarm = held.State.Find(call.Account, region, request.AlarmName)
            ?? throw Refusal.NoAlarm(request.AlarmName);
        var standing = new Standing(request.StateValue, request.StateReason, request.StateReasonData, call.Now);
        held.State.Alarms.Put(alarm.Standing.State == request.StateValue
            ? alarm with { Standing = standing with { Since = alarm.Standing.Since } }
            : Entering.Enter(held.State, alarm, standing, null));
        var changes = held.State.TakeChanges();
        await held.Keep();
        telling.Tell(changes);
        lookout.Tell();
    }

    public override ValueTask EnableAlarmActions(Call call, EnableAlarmActionsInput request, CancellationToken ct) =>
        Enable(call, request.AlarmNames, isEnabled: true, ct);

    public override ValueTask DisableAlarmActions(Call call, DisableAlarmActionsInput request, CancellationToken ct) =>
        Enable(call, request.AlarmNames, isEnabled: false, ct);

    /// <summary>Of those that are there; nobody is told of others.</summary>
    private async ValueTask Enable(Call call, List<string> names, bool isEnabled, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        foreach (var name in names)
        {
            if (held.State.Find(call.Account, region, name) is { } alarm && alarm.ActionsEnabled != isEnabled)
            {
                var changed = alarm.Enabled(isEnabled) with { Configured = call.Now };
                held.State.Alarms.Put(changed);
                held.State.Note(call.Account, HistoryItems.Configured(changed, "updated", call.Now));
            }
        }

        await held.Keep();
    }

    /// <summary>
    /// The alarm of a name as it is put anew, or a new one. What is there keeps its state, and its tags ("Tags" of
    /// PutMetricAlarm).
    /// </summary>
    private Alarm Naming(AlarmState state, Call call, string name, List<Tag>? tags, bool isComposite)
    {
        if (state.Find(call.Account, region, name) is not { } known)
        {
            if (state.Alarms.Count >= Limits.AlarmsMax && state.Alarms.Of(call.Account).Count() >= Limits.AlarmsMax)
            {
                throw Refusal.TooManyAlarms();
            }

            return new(Alarm.ArnOf(region, call.Account, name), call.Account, name)
            {
                Standing = Standing.Initial(call.Now),
                Tags = Tagging.Merge(call, [], tags),
            };
        }

        return (known.Composite is not null) == isComposite
            ? known
            : throw Refusal.Invalid(
                $"A {(isComposite ? "metric" : "composite")} alarm with the name {name} exists already.");
    }

    private static void Put(AlarmState state, Call call, Alarm alarm)
    {
        var isNew = state.Alarms.Find(alarm.Id) is null;
        var put = alarm with { Configured = call.Now };
        state.Alarms.Put(put);
        state.Note(call.Account, HistoryItems.Configured(put, isNew ? "created" : "updated", call.Now));
    }

    private List<Alarm> ParentsOf(AlarmState state, Alarm alarm) =>
    [
        .. state.Alarms.Of(alarm.Account).Where(each => each.Composite is not null
            && lookout.Composites.ChildrenOf(state, each).Any(child => child.Id == alarm.Id)),
    ];
}
