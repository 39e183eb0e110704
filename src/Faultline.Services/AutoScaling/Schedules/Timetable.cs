using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Policies;

namespace Faultline.Services.AutoScaling.Schedules;

/// <summary>
/// Lets scheduled actions act ("Scheduled scaling", Amazon EC2 Auto Scaling user guide). What was due while nobody was
/// there acts late, once however often it was due. Pure.
/// </summary>
internal static class Timetable
{
    /// <summary>Lets everything that is due act, in that order; says whether a group changed.</summary>
    public static bool Act(AutoScalingState state, DateTimeOffset now, Dice dice)
    {
        var isChanged = false;
        foreach (var row in state.Schedules.All.Where(row => row.Due <= now).OrderBy(row => row.Due).ToList())
        {
            if (state.Groups.Find(row.Group) is not { IsLeaving: false } group)
            {
                state.Schedules.Remove(row.Id);
                continue;
            }

            // What is due while the process is suspended never acts.
            isChanged |= !group.Suspends(Processes.ScheduledActions) && Act(state, group, row.Shown, now, dice);
            Advance(state, row, now);
        }

        return isChanged;
    }

    /// <summary>When the next one is due.</summary>
    public static DateTimeOffset? Next(AutoScalingState state) => state.Schedules.All.Min(row => row.Due);

    private static bool Act(
        AutoScalingState state, Group group, ScheduledUpdateGroupAction action, DateTimeOffset now, Dice dice)
    {
        var (min, max) = (action.MinSize ?? group.Min, action.MaxSize ?? group.Max);
        var desired = action.DesiredCapacity ?? Math.Max(min, Math.Min(max, group.Desired));
        if (min > max || desired < min || desired > max)
        {
            Fail(state, group, action, $"Desired capacity:{desired} must be between the specified min size:{min} and "
                + $"max size:{max}", now, dice);
            return false;
        }

        var sized = group.With(shown => (shown.MinSize, shown.MaxSize) = (min, max));
        state.Groups.Put(desired == group.Desired
            ? sized
            : Capacity.Changed(sized, desired, Reasons.Schedule(min, max, desired), now));
        return true;
    }

    /// <summary>To its next time; one that has none left is not in the account any more.</summary>
    private static void Advance(AutoScalingState state, Part<ScheduledUpdateGroupAction> row, DateTimeOffset now)
    {
        if (Due.Next(row.Shown, now) is { } next)
        {
            state.Schedules.Put(row.With(shown => shown.StartTime = shown.Time = next) with
            {
                Due = next,
                Since = now,
            });
        }
        else
        {
            state.Schedules.Remove(row.Id);
        }
    }

    /// <summary>An action that does not fit the group is seen among its activities.</summary>
    private static void Fail(
        AutoScalingState state,
        Group group,
        ScheduledUpdateGroupAction action,
        string why,
        DateTimeOffset now,
        Dice dice)
    {
        var id = dice.Uuid();
        state.Activities.Put(new(id, group.Account, group.Id, new()
        {
            ActivityId = id,
            AutoScalingGroupName = group.Name,
            AutoScalingGroupARN = group.Shown.AutoScalingGroupARN,
            Description = $"Executing scheduled action {action.ScheduledActionName}",
            Cause = $"At {Hours.Text(now)} the scheduled action {action.ScheduledActionName} was executed.",
            StartTime = now,
            EndTime = now,
            StatusCode = ScalingActivityStatusCode.Failed,
            StatusMessage = why,
            Progress = 100,
        })
        {
            Due = now + Activities.Kept,
            Since = now,
        });
    }
}
