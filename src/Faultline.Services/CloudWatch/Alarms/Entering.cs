using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Keeping;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>How an alarm comes into another state: history hears of it, and its actions are due. Pure.</summary>
internal static class Entering
{
    /// <summary>The alarm in its new state. Actions that a suppressor may hold back are decided on by it.</summary>
    public static Alarm Enter(AlarmState state, Alarm alarm, Standing now, double? value)
    {
        state.Note(alarm.Account, HistoryItems.Entered(alarm, now));
        state.Enter(new(alarm, now));
        var entered = alarm with { Standing = now };
        return alarm.Composite?.ActionsSuppressor is null
            ? entered with { Pending = Due(entered, alarm.Standing.State, now, value) }
            : entered with { Hush = alarm.Hush with { Acted = alarm.Hush.Acted ?? alarm.Standing.State } };
    }

    /// <summary>Nothing is due in a state that nothing is to be done in.</summary>
    public static System.Collections.Immutable.ImmutableList<Transition> Due(
        Alarm alarm, string before, Standing now, double? value) =>
        alarm.ActionsEnabled && alarm.Actions(now.State).Count > 0
            ? alarm.Pending.Add(new(before, now, value))
            : alarm.Pending;
}
