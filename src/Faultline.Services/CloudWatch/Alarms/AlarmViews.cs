using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Keeping;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>Alarms and their history as the API shows them, and which of them somebody means. Pure.</summary>
internal static class AlarmViews
{
    public static MetricAlarm Metric(Alarm alarm)
    {
        var shown = alarm.Metric!.To<MetricAlarm>();
        (shown.AlarmArn, shown.AlarmConfigurationUpdatedTimestamp) = (alarm.Id, alarm.Configured);
        shown.ActionsEnabled = alarm.ActionsEnabled;
        shown.OKActions ??= [];
        shown.AlarmActions ??= [];
        shown.InsufficientDataActions ??= [];
        shown.Dimensions ??= [];
        shown.TreatMissingData ??= "missing";
        (shown.StateValue, shown.StateReason) = (alarm.Standing.State, alarm.Standing.Reason);
        shown.StateReasonData = alarm.Standing.Data;
        (shown.StateUpdatedTimestamp, shown.StateTransitionedTimestamp) = (alarm.Standing.Since, alarm.Standing.Since);
        return shown;
    }

    public static CompositeAlarm Composite(Alarm alarm)
    {
        var shown = alarm.Composite!.To<CompositeAlarm>();
        (shown.AlarmArn, shown.AlarmConfigurationUpdatedTimestamp) = (alarm.Id, alarm.Configured);
        shown.ActionsEnabled = alarm.ActionsEnabled;
        shown.OKActions ??= [];
        shown.AlarmActions ??= [];
        shown.InsufficientDataActions ??= [];
        (shown.StateValue, shown.StateReason) = (alarm.Standing.State, alarm.Standing.Reason);
        shown.StateReasonData = alarm.Standing.Data;
        (shown.StateUpdatedTimestamp, shown.StateTransitionedTimestamp) = (alarm.Standing.Since, alarm.Standing.Since);
        (shown.ActionsSuppressedBy, shown.ActionsSuppressedReason) = (alarm.Hush.By, Suppression.Reason(alarm));
        return shown;
    }

    public static IEnumerable<string> Actions(Alarm alarm) =>
        alarm.Actions(StateValue.Ok)
            .Concat(alarm.Actions(StateValue.Alarm))
            .Concat(alarm.Actions(StateValue.InsufficientData));

    public static void Check(DescribeAlarmsInput request)
    {
        if (request.AlarmNames is { Count: > 0 } && request.AlarmNamePrefix is not null)
        {
            throw Refusal.Invalid("AlarmNames and AlarmNamePrefix cannot be specified together.");
        }

        if ((request.ChildrenOfAlarmName ?? request.ParentsOfAlarmName) is not null
            && request is not { AlarmNames: not { Count: > 0 }, AlarmNamePrefix: null, AlarmTypes: not { Count: > 0 },
                StateValue: null, ActionPrefix: null })
        {
            throw Refusal.Invalid(
                "ChildrenOfAlarmName and ParentsOfAlarmName can be specified only with MaxRecords and NextToken.");
        }
    }

    /// <summary>Whether an alarm is on a metric, and on it in that way where that is said.</summary>
    public static bool IsOn(PutMetricAlarmInput put, DescribeAlarmsForMetricInput asked) =>
        (IsSame(put.Namespace, put.MetricName, put.Dimensions, asked)
            && (asked.Statistic is null || asked.Statistic == put.Statistic)
            && (asked.ExtendedStatistic is null || asked.ExtendedStatistic == put.ExtendedStatistic)
            && (asked.Period is null || asked.Period == put.Period)
            && (asked.Unit is null || asked.Unit == put.Unit))
        || (put.Metrics ?? []).Exists(query => query.MetricStat is { } stat
            && IsSame(stat.Metric.Namespace, stat.Metric.MetricName, stat.Metric.Dimensions, asked)
            && (asked.Statistic is null || asked.Statistic == stat.Stat)
            && (asked.Period is null || asked.Period == stat.Period)
            && (asked.Unit is null || asked.Unit == stat.Unit));

    public static bool IsMeant(AlarmHistoryItem item, DescribeAlarmHistoryInput asked, List<string>? types) =>
        (asked.AlarmName is null || asked.AlarmName == item.AlarmName)
        && (types is null || types.Contains(item.AlarmType!))
        && (asked.HistoryItemType is null || asked.HistoryItemType == item.HistoryItemType)
        && (asked.StartDate is null || item.Timestamp >= asked.StartDate)
        && (asked.EndDate is null || item.Timestamp <= asked.EndDate);

    private static bool IsSame(
        string? space, string? name, List<Dimension>? dimensions, DescribeAlarmsForMetricInput asked)
    {
        var (own, others) = (dimensions ?? [], asked.Dimensions ?? []);
        return space == asked.Namespace && name == asked.MetricName && own.Count == others.Count
            && own.TrueForAll(each => others.Exists(other => other.Name == each.Name && other.Value == each.Value));
    }
}
