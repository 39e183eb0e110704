using System.Globalization;
using System.Text.Json.Nodes;
using Faultline.Api.CloudWatch;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>Why an alarm is in a state, in AWS's words and as its data. Pure.</summary>
internal static class Reasons
{
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.fff'+0000'";

    public static string Text(Terms terms, Verdict verdict, string before)
    {
        if (verdict.State == StateValue.InsufficientData)
        {
            return verdict.Filled == 1
                ? "Insufficient Data: 1 datapoint was unknown."
                : $"Insufficient Data: {verdict.Filled} datapoints were unknown.";
        }

        if (verdict.Real.Count == 0)
        {
            return $"Threshold Crossed: no datapoints were received for {Count(verdict.Filled, "period")} and "
                + $"{Treated(terms, verdict)}.";
        }

        var isAlarm = verdict.State == StateValue.Alarm;
        var counted = verdict.Real.Where(point => terms.IsBreached(point.Value) == isAlarm).Reverse().ToList();
        var needed = isAlarm ? terms.ToAlarm : terms.Periods - terms.ToAlarm + 1;
        var from = before == StateValue.InsufficientData ? isAlarm ? StateValue.Ok : StateValue.Alarm : before;
        return $"Threshold Crossed: {counted.Count} out of the last {verdict.Real.Count} datapoints "
            + $"[{string.Join(", ", counted.Select(Said))}] {(counted.Count == 1 ? "was" : "were")} "
            + $"{(isAlarm ? "" : "not ")}{terms.Words} the threshold ({Numbers.Text(terms.Threshold)})"
            + (verdict.Filled > 0 && terms.Missing is "breaching" or "notBreaching"
                ? $" and {Treated(terms, verdict)}" : "")
            + $" (minimum {Count(needed, "datapoint")} for {from} -> {verdict.State} transition).";
    }

    /// <summary>The same as JSON, for programs.</summary>
    public static string Data(Terms terms, Verdict verdict, PutMetricAlarmInput alarm, int period, DateTimeOffset now)
    {
        var data = new JsonObject { ["version"] = "1.0", ["queryDate"] = Time(now) };
        if (verdict.Real.Count > 0)
        {
            data["startDate"] = Time(verdict.Real[0].At);
        }

        if (alarm.Unit is { } unit)
        {
            data["unit"] = unit;
        }

        if ((alarm.Statistic ?? alarm.ExtendedStatistic) is { } statistic)
        {
            data["statistic"] = statistic;
        }

        data["period"] = period;
        data["recentDatapoints"] = new JsonArray([.. verdict.Real.Select(point => Json.Number(point.Value))]);
        data["threshold"] = Json.Number(terms.Threshold);
        data["evaluatedDatapoints"] = new JsonArray(
            [.. verdict.Real.Reverse().Select(Evaluated)]);
        return Json.Text(data);
    }

    public static string Time(DateTimeOffset hour) => hour.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture);

    private static JsonObject Evaluated(Point point)
    {
        var evaluated = new JsonObject { ["timestamp"] = Time(point.At) };
        if (point.SampleCount is { } count)
        {
            evaluated["sampleCount"] = Json.Number(count);
        }

        evaluated["value"] = Json.Number(point.Value);
        return evaluated;
    }

    private static string Said(Point point) =>
        $"{Numbers.Text(point.Value)} "
        + $"({point.At.UtcDateTime.ToString("dd/MM/yy HH:mm:ss", CultureInfo.InvariantCulture)})";

    private static string Treated(Terms terms, Verdict verdict) =>
        $"{Count(verdict.Filled, "missing datapoint")} {(verdict.Filled == 1 ? "was" : "were")} treated as "
        + $"[{(terms.Missing == "breaching" ? "Breaching" : "NonBreaching")}]";

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
