using Faultline.Api.AutoScaling;

namespace Faultline.Services.AutoScaling.Schedules;

/// <summary>When a scheduled action is due. Pure.</summary>
internal static class Due
{
    /// <summary>When it recurs after that hour; null when it does not, or not before its end.</summary>
    public static DateTimeOffset? Next(ScheduledUpdateGroupAction action, DateTimeOffset after) =>
        action.Recurrence is { } recurrence
        && Cron.Read(recurrence) is { } cron
        && TimeZones.Find(action.TimeZone) is { } zone
        && cron.Next(after, zone) is { } next
        && !(next > action.EndTime)
            ? next
            : null;
}
