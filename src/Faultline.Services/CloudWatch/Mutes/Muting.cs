using Faultline.Services.CloudWatch.Keeping;

namespace Faultline.Services.CloudWatch.Mutes;

/// <summary>
/// Holds back what is due for an alarm while it is muted. At the end what it came to last is due, if it is in that
/// state still, by the actions that it has then ("How alarm mute rules work", user guide). Pure.
/// </summary>
internal static class Muting
{
    /// <summary>Brings one alarm to the hour. The alarm itself where nothing changes.</summary>
    /// <param name="isMuted">Whether it is muted at an hour.</param>
    public static Alarm Look(Alarm alarm, DateTimeOffset now, Func<DateTimeOffset, bool> isMuted)
    {
        var isNow = isMuted(now);
        // What was muted when it came is so still where nobody was there to see the end.
        var held = alarm.Pending.FindAll(due => isNow || isMuted(due.Now.Since));
        if (held.IsEmpty && (isNow || alarm.Muted is null))
        {
            return alarm;
        }

        var newest = held.IsEmpty ? alarm.Muted! : held[^1];
        var rest = alarm.Pending.RemoveAll(held.Contains);
        var isDue = !isNow && newest.Now.State == alarm.Standing.State
            && alarm.ActionsEnabled && alarm.Actions(newest.Now.State).Count > 0;
        return alarm with
        {
            Pending = isDue ? rest.Add(newest).Sort((one, other) => one.Now.Since.CompareTo(other.Now.Since)) : rest,
            Muted = isNow ? newest : null,
        };
    }
}
