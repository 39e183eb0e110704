using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>Signals that a creation policy waits for ("CreationPolicy attribute", CloudFormation user guide).</summary>
internal static class Signalling
{
    private static readonly TimeSpan TimeoutDefault = TimeSpan.FromMinutes(5);

    public static bool IsWaitedFor(Made thing) => Read(thing.CreationPolicy) is not null;

    public static void Look(Scene scene, ResourceRow row)
    {
        if (Read(row.Now.CreationPolicy) is not var (count, percent, timeout))
        {
            Steps.Complete(scene, row);
            return;
        }

        var signals = scene.State.SignalsOf(row.Id).ToList();
        var failures = signals.Count(signal => !signal.IsSuccess);
        var needed = (int)Math.Ceiling(count * percent / 100.0);
        if (signals.Count - failures >= needed)
        {
            Steps.Complete(scene, row);
        }
        else if (failures > count - needed)
        {
            Steps.Fail(
                scene, row,
                $"Received {failures} FAILURE signal(s) out of {count}.  Unable to satisfy {percent}% "
                + "MinSuccessfulInstancesPercent requirement");
        }
        else if (row.Progress.Since + timeout <= scene.Now)
        {
            Steps.Fail(
                scene, row,
                signals.Count == 0
                    ? $"Failed to receive {count} resource signal(s) within the specified duration"
                    : $"Failed to receive {count - signals.Count} resource signal(s) for the current batch.  Each "
                        + "resource signal timeout is counted as a FAILURE.");
        }
        else
        {
            scene.Wait(row.Progress.Since + timeout);
        }
    }

    private static (int Count, int Percent, TimeSpan Timeout)? Read(string? policy)
    {
        if (policy is null || JsonNode.Parse(policy) is not JsonObject all)
        {
            return null;
        }

        var signal = all["ResourceSignal"] as JsonObject;
        var group = all["AutoScalingCreationPolicy"] as JsonObject;
        if (signal is null && group is null)
        {
            return null;
        }

        return (
            Number(signal?["Count"]) ?? 1,
            Number(group?["MinSuccessfulInstancesPercent"]) ?? 100,
            Scalars.Text(signal?["Timeout"]) is { } text ? Span(text) : TimeoutDefault);
    }

    public static TimeSpan Span(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (FormatException)
        {
            return TimeoutDefault;
        }
    }

    private static int? Number(JsonNode? node) =>
        int.TryParse(Scalars.Text(node), CultureInfo.InvariantCulture, out var number) ? number : null;
}
