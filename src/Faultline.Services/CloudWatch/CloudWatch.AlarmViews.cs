using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Alarms;
using Faultline.Services.CloudWatch.Keeping;
using Faultline.Wire;

namespace Faultline.Services.CloudWatch;

internal sealed partial class CloudWatch
{
    /// <summary>"MaxRecords" of DescribeAlarms, API reference.</summary>
    private const int AlarmsPage = 50;

    public override async ValueTask<DescribeAlarmsOutput> DescribeAlarms(
        Call call, DescribeAlarmsInput request, CancellationToken ct)
    {
        AlarmViews.Check(request);
        using var held = await book.Take(ct);
        var (page, next) = Pages.Cut(
            call, Meant(held.State, call, request), alarm => alarm.Name, request.MaxRecords ?? AlarmsPage,
            Limits.AlarmsPageMax, request.NextToken);
        await held.Keep();
        return new()
        {
            MetricAlarms = [.. page.Where(alarm => alarm.Composite is null).Select(AlarmViews.Metric)],
            CompositeAlarms = [.. page.Where(alarm => alarm.Composite is not null).Select(AlarmViews.Composite)],
            NextToken = next,
        };
    }

    public override async ValueTask<DescribeAlarmsForMetricOutput> DescribeAlarmsForMetric(
        Call call, DescribeAlarmsForMetricInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var found = held.State.Alarms.Of(call.Account)
            .Where(alarm => alarm.Metric is { } put && AlarmViews.IsOn(put, request))
            .OrderBy(alarm => alarm.Name, StringComparer.Ordinal)
            .Select(AlarmViews.Metric)
            .ToList();
        await held.Keep();
        return new() { MetricAlarms = found };
    }

    /// <summary>Of an account's metric alarms, or of those that are asked for; of deleted ones too.</summary>
    public override async ValueTask<DescribeAlarmHistoryOutput> DescribeAlarmHistory(
        Call call, DescribeAlarmHistoryInput request, CancellationToken ct)
    {
        if (request.AlarmContributorId is not null)
        {
            throw Refusal.NotBuilt("contributors of alarms");
        }

        var types = request.AlarmTypes is { Count: > 0 } asked ? asked
            : request.AlarmName is null ? [AlarmType.MetricAlarm]
            : null;
        using var held = await book.Take(ct);
        var (page, next) = Pages.Cut(
            call,
            held.State.History.Of(call.Account).Where(row => AlarmViews.IsMeant(row.Shown, request, types)),
            row => row.Id,
            request.MaxRecords,
            Limits.AlarmsPageMax,
            request.NextToken,
            isDown: request.ScanBy != ScanBy.TimestampAscending);
        await held.Keep();
        return new() { AlarmHistoryItems = page.ConvertAll(row => row.Shown), NextToken = next };
    }

    private IEnumerable<Alarm> Meant(AlarmState state, Call call, DescribeAlarmsInput request)
    {
        if (request.ChildrenOfAlarmName is { } parent)
        {
            var composite = state.Find(call.Account, region, parent);
            return composite?.Composite is null ? [] : lookout.Composites.ChildrenOf(state, composite);
        }

        if (request.ParentsOfAlarmName is { } child)
        {
            return state.Find(call.Account, region, child) is { } alarm ? ParentsOf(state, alarm) : [];
        }

        var types = request.AlarmTypes is { Count: > 0 } asked ? asked : [AlarmType.MetricAlarm];
        return state.Alarms.Of(call.Account).Where(alarm => types.Contains(alarm.Type)
            && (request.AlarmNames is not { Count: > 0 } names || names.Contains(alarm.Name))
            && alarm.Name.StartsWith(request.AlarmNamePrefix ?? "", StringComparison.Ordinal)
            && (request.StateValue is not { } wanted || alarm.Standing.State == wanted)
            && (request.ActionPrefix is not { } action || AlarmViews.Actions(alarm)
                .Any(each => each.StartsWith(action, StringComparison.Ordinal))));
    }
}
