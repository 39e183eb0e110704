using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Keeping;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>
/// What the history of alarms says, in AWS's words and JSON ("DescribeAlarmHistory", API reference). Pure.
/// </summary>
internal static class HistoryItems
{
    private const string Version = "1.0";

    /// <summary>An alarm comes into another state.</summary>
    public static AlarmHistoryItem Entered(Alarm alarm, Standing now) => Item(
        alarm,
        HistoryItemType.StateUpdate,
        now.Since,
        $"Alarm updated from {alarm.Standing.State} to {now.State}",
        Json.Text(data =>
        {
            data.WriteString("version", Version);
            State(data, "oldState", alarm.Standing);
            State(data, "newState", now);
        }));

    /// <summary>An alarm was created, updated or deleted.</summary>
    public static AlarmHistoryItem Configured(Alarm alarm, string did, DateTimeOffset now)
    {
        var (type, name) = did switch
        {
            "created" => ("Create", "createdAlarm"),
            "updated" => ("Update", "updatedAlarm"),
            _ => ("Delete", "deletedAlarm"),
        };
        return Item(
            alarm,
            HistoryItemType.ConfigurationUpdate,
            now,
            $"Alarm \"{alarm.Name}\" {did}",
            Json.Text(new JsonObject { ["version"] = Version, ["type"] = type, [name] = Shape(alarm) }));
    }

    /// <summary>An action was done, or could not be.</summary>
    public static AlarmHistoryItem Acted(
        Alarm alarm, Transition transition, string action, string? error, DateTimeOffset now) => Item(
        alarm,
        HistoryItemType.Action,
        now,
        error is null ? $"Successfully executed action {action}" : $"Failed to execute action {action}",
        Json.Text(data =>
        {
            data.WriteString("actionState", error is null ? "Succeeded" : "Failed");
            data.WriteNumber("stateUpdateTimestamp", transition.Now.Since.ToUnixTimeMilliseconds());
            data.WriteString("notificationResource", action);
            data.WriteNull("publishedMessage");
            data.WriteString("error", error);
        }));

    private static AlarmHistoryItem Item(
        Alarm alarm, string type, DateTimeOffset now, string summary, string data) => new()
    {
        AlarmName = alarm.Name,
        AlarmType = alarm.Type,
        Timestamp = now,
        HistoryItemType = type,
        HistorySummary = summary,
        HistoryData = data,
    };

    private static void State(Utf8JsonWriter data, string name, Standing standing)
    {
        data.WriteStartObject(name);
        data.WriteString("stateValue", standing.State);
        data.WriteString("stateReason", standing.Reason);
        if (standing.Data is { } why)
        {
            // It is JSON: ours, or what SetAlarmState was given and looked at.
            data.WritePropertyName("stateReasonData");
            data.WriteRawValue(why, skipInputValidation: true);
        }

        data.WriteEndObject();
    }

    private static JsonObject Shape(Alarm alarm)
    {
        var shape = new JsonObject
        {
            ["alarmName"] = alarm.Name,
            ["alarmArn"] = alarm.Id,
            ["alarmConfigurationUpdatedTimestamp"] = Reasons.Time(alarm.Configured),
            ["actionsEnabled"] = alarm.ActionsEnabled,
            ["okActions"] = Texts(alarm.Actions(StateValue.Ok)),
            ["alarmActions"] = Texts(alarm.Actions(StateValue.Alarm)),
            ["insufficientDataActions"] = Texts(alarm.Actions(StateValue.InsufficientData)),
            ["stateValue"] = alarm.Standing.State,
            ["stateReason"] = alarm.Standing.Reason,
        };
        if (alarm.Composite is { } composite)
        {
            shape["alarmDescription"] = composite.AlarmDescription;
            shape["alarmRule"] = composite.AlarmRule;
            return shape;
        }

        var put = alarm.Metric!;
        shape["alarmDescription"] = put.AlarmDescription;
        shape["metricName"] = put.MetricName;
        shape["namespace"] = put.Namespace;
        shape["statistic"] = put.Statistic ?? put.ExtendedStatistic;
        shape["dimensions"] = new JsonArray([.. (put.Dimensions ?? []).Select(each =>
            new JsonObject { ["name"] = each.Name, ["value"] = each.Value })]);
        shape["period"] = put.Period;
        shape["unit"] = put.Unit;
        shape["evaluationPeriods"] = put.EvaluationPeriods;
        shape["datapointsToAlarm"] = put.DatapointsToAlarm;
        shape["threshold"] = put.Threshold;
        shape["comparisonOperator"] = put.ComparisonOperator;
        shape["treatMissingData"] = put.TreatMissingData;
        shape["evaluateLowSampleCountPercentile"] = put.EvaluateLowSampleCountPercentile;
        return shape;
    }

    private static JsonArray Texts(List<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
