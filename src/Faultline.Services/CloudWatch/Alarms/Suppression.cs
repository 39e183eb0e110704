using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Keeping;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>
/// Holds the actions of composite alarms back while their suppressor is in ALARM, for the wait period before it may
/// come to be so, and for the extension period after ("Composite alarm action suppression", user guide). What is due at
/// the end is what the alarm is in then, if it is not what its actions were last done for. Pure.
/// </summary>
internal static class Suppression
{
    /// <summary>Brings one alarm to the hour. The alarm itself where nothing changes.</summary>
    public static Alarm Look(AlarmState state, Alarm alarm, string region, DateTimeOffset now)
    {
        if (alarm.Composite is not { ActionsSuppressor: { } name } put)
        {
            return alarm;
        }

        var hush = alarm.Hush.Acted is null ? alarm.Hush with { Acted = alarm.Standing.State } : alarm.Hush;
        var isSuppressed = state.Find(alarm.Account, region, name)?.Standing.State == StateValue.Alarm;
        var next = isSuppressed ? Begin(hush, ActionsSuppressedBy.Alarm, now, null)
            : hush.By == ActionsSuppressedBy.Alarm
                ? Begin(hush, ActionsSuppressedBy.ExtensionPeriod, now, put.ActionsSuppressorExtensionPeriod)
            : hush.Until > now ? hush
            : hush.By is not null ? Over(hush)
            : hush.Acted != alarm.Standing.State
                ? Begin(hush, ActionsSuppressedBy.WaitPeriod, now, put.ActionsSuppressorWaitPeriod)
            : hush;
        if (next.By is null && next.Acted != alarm.Standing.State)
        {
            return alarm with
            {
                Hush = next with { Acted = alarm.Standing.State },
                Pending = Entering.Due(alarm, next.Acted!, alarm.Standing, null),
            };
        }

        // Back where it was before there was anything to wait for.
        next = next.By == ActionsSuppressedBy.WaitPeriod && next.Acted == alarm.Standing.State ? Over(next) : next;
        return next == alarm.Hush ? alarm : alarm with { Hush = next };
    }

    /// <summary>Why actions are held back, in words.</summary>
    public static string? Reason(Alarm alarm) => alarm.Hush.By switch
    {
        ActionsSuppressedBy.Alarm => $"Actions suppressed by alarm {alarm.Composite!.ActionsSuppressor}",
        ActionsSuppressedBy.WaitPeriod =>
            $"Actions suppressed by WaitPeriod of {alarm.Composite!.ActionsSuppressorWaitPeriod} seconds",
        ActionsSuppressedBy.ExtensionPeriod =>
            $"Actions suppressed by ExtensionPeriod of {alarm.Composite!.ActionsSuppressorExtensionPeriod} seconds",
        _ => null,
    };

    private static Hush Begin(Hush hush, string by, DateTimeOffset now, int? seconds) =>
        hush.By == by ? hush
        : by != ActionsSuppressedBy.Alarm && seconds is null or 0 ? Over(hush)
        : hush with { By = by, Since = now, Until = seconds is { } span ? now.AddSeconds(span) : null };

    private static Hush Over(Hush hush) => hush with { By = null, Since = null, Until = null };
}
