using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Keeping;
using Faultline.Services.CloudWatch.Mutes;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudWatch;

internal sealed partial class CloudWatch
{
    /// <summary>"MaxRecords" of ListAlarmMuteRules, API reference.</summary>
    private const int MuteRulesPage = 50;

    public override async ValueTask PutAlarmMuteRule(
        Call call, PutAlarmMuteRuleInput request, CancellationToken ct)
    {
        _ = new MuteTimes(request);
        using var held = await book.Take(ct);
        foreach (var name in request.MuteTargets?.AlarmNames ?? [])
        {
            // By their names only: an ARN would mute nothing.
            _ = held.State.Alarms.Find(call.Account, Alarm.ArnOf(region, call.Account, name)) ?? throw Refusal.Invalid(
                $"The alarm {name} in MuteTargets does not exist in this account and region. Put it first.");
        }

        var id = MuteRule.ArnOf(region, call.Account, request.Name);
        var rules = held.State.MuteRules;
        var known = rules.Find(call.Account, id);
        if (known is null && rules.Of(call.Account).Count() >= Limits.MuteRulesMax)
        {
            throw Refusal.TooManyMuteRules();
        }

        rules.Put(new(id, call.Account, request.Name, request.With(put => put.Tags = null), call.Now)
        {
            Tags = known?.Tags ?? Tagging.Merge(call, [], request.Tags),
        });
        await held.Keep();
        lookout.Tell();
    }

    public override async ValueTask<GetAlarmMuteRuleOutput> GetAlarmMuteRule(
        Call call, GetAlarmMuteRuleInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var id = MuteRule.ArnOf(region, call.Account, request.AlarmMuteRuleName);
        var rule = held.State.MuteRules.Find(call.Account, id)
            ?? throw Refusal.NoResource("alarm-mute-rule", request.AlarmMuteRuleName);
        await held.Keep();
        var times = new MuteTimes(rule.Put);
        return new()
        {
            Name = rule.Name,
            AlarmMuteRuleArn = rule.Id,
            Description = rule.Put.Description,
            Rule = rule.Put.Rule,
            MuteTargets = rule.Put.MuteTargets,
            StartDate = rule.Put.StartDate,
            ExpireDate = rule.Put.ExpireDate,
            Status = times.At(call.Now).Status,
            LastUpdatedTimestamp = rule.Updated,
            MuteType = times.Type,
        };
    }

    public override async ValueTask<ListAlarmMuteRulesOutput> ListAlarmMuteRules(
        Call call, ListAlarmMuteRulesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        if (request.AlarmName is { } alarm && held.State.Find(call.Account, region, alarm) is null)
        {
            throw Refusal.NoResource("alarm", alarm);
        }

        var (page, next) = Pages.Cut(
            call,
            held.State.MuteRules.Of(call.Account)
                .Where(rule => request.AlarmName is not { } name || rule.Targets.Contains(name))
                .Select(rule => (Rule: rule, Times: new MuteTimes(rule.Put)))
                .Select(each => (each.Rule, each.Times.Type, each.Times.At(call.Now).Status))
                .Where(each => request.Statuses is not { Count: > 0 } asked || asked.Contains(each.Status)),
            each => each.Rule.Name,
            request.MaxRecords ?? MuteRulesPage,
            Limits.AlarmsPageMax,
            request.NextToken);
        await held.Keep();
        return new()
        {
            AlarmMuteRuleSummaries = page.ConvertAll(each => new AlarmMuteRuleSummary
            {
                AlarmMuteRuleArn = each.Rule.Id,
                ExpireDate = each.Rule.Put.ExpireDate,
                Status = each.Status,
                MuteType = each.Type,
                LastUpdatedTimestamp = each.Rule.Updated,
            }),
            NextToken = next,
        };
    }

    /// <summary>Unmutes its alarms at once. One that is not there is deleted already.</summary>
    public override async ValueTask DeleteAlarmMuteRule(
        Call call, DeleteAlarmMuteRuleInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var id = MuteRule.ArnOf(region, call.Account, request.AlarmMuteRuleName);
        if (held.State.MuteRules.Find(call.Account, id) is not null)
        {
            held.State.MuteRules.Remove(id);
        }

        await held.Keep();
        lookout.Tell();
    }
}
