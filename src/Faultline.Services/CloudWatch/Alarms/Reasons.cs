using System.Globalization;
using System.Text.Json;
using Faultline.Api.CloudWatch;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>Why an alarm is in a state, in AWS's words and as its data. Pure.</summary>
internal static class Reasons
{
    /// <summary>So many data points are no longer all listed, but so many of them.</summary>
    private const int Many = 5;

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
        var filled = verdict.Filled > 0 && terms.Missing is "breaching" or "notBreaching"
            ? $" and {Treated(terms, verdict)}"
            : "";
        if (counted.Count == 0)
        {
            // Those that are missing decided.
            return $"Threshold Crossed: {Count(verdict.Real.Count, "datapoint")} "
                + $"{(verdict.Real.Count == 1 ? "was" : "were")} received for {Count(terms.Periods, "period")}"
                + $"{filled}.";
        }

        var needed = isAlarm ? terms.ToAlarm : terms.Periods - terms.ToAlarm + 1;
        var from = before == StateValue.InsufficientData ? isAlarm ? StateValue.Ok : StateValue.Alarm : before;
        var listed = $"[{string.Join(", ", counted.Take(Many).Select(Said))}]";
        var crossed = $"{(counted.Count == 1 ? "was" : "were")} {(isAlarm ? "" : "not ")}{terms.Words} the threshold "
            + $"({Numbers.Text(terms.Threshold)})";
        return $"Threshold Crossed: {counted.Count} out of the last {verdict.Real.Count} datapoints "
            + (counted.Count < Many
                ? $"{listed} {crossed}"
                : $"{crossed}. The most recent datapoints which crossed the threshold: {listed}")
            + $"{filled} (minimum {Count(needed, "datapoint")} for {from} -> {verdict.State} transition).";
    }

    /// <summary>The same as JSON, for programs.</summary>
    public static string Data(
        Terms terms, Verdict verdict, PutMetricAlarmInput alarm, int period, DateTimeOffset now) =>
        Json.Text(data =>
        {
            data.WriteString("version", "1.0");
            data.WriteString("queryDate", Time(now));
            if (verdict.Real.Count > 0)
            {
                data.WriteString("startDate", Time(verdict.Real[0].At));
            }

            if (alarm.Unit is { } unit)
            {
                data.WriteString("unit", unit);
            }

            if ((alarm.Statistic ?? alarm.ExtendedStatistic) is { } statistic)
            {
                data.WriteString("statistic", statistic);
            }

            data.WriteNumber("period", period);
            Values(data, terms, verdict);
        });

    public static string Time(DateTimeOffset hour) => hour.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture);

    private static void Values(Utf8JsonWriter data, Terms terms, Verdict verdict)
    {
        data.WriteStartArray("recentDatapoints");
        foreach (var point in verdict.Real)
        {
            data.WriteRawValue(Numbers.Text(point.Value), skipInputValidation: true);
        }

        data.WriteEndArray();
        Json.Number(data, "threshold", terms.Threshold);
        data.WriteStartArray("evaluatedDatapoints");
        foreach (var point in verdict.Real.Reverse())
        {
            data.WriteStartObject();
            data.WriteString("timestamp", Time(point.At));
            if (point.SampleCount is { } count)
            {
                Json.Number(data, "sampleCount", count);
            }

            Json.Number(data, "value", point.Value);
            data.WriteEndObject();
        }

        data.WriteEndArray();
    }

    private static string Said(Point point) =>
        $"{Numbers.Text(point.Value)} "
        + $"({point.At.UtcDateTime.ToString("dd/MM/yy HH:mm:ss", CultureInfo.InvariantCulture)})";

    private static string Treated(Terms terms, Verdict verdict) =>
        $"{Count(verdict.Filled, "missing datapoint")} {(verdict.Filled == 1 ? "was" : "were")} treated as "
        + $"[{(terms.Missing == "breaching" ? "Breaching" : "NonBreaching")}]";

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
