using Faultline.Api.AutoScaling;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling.Schedules;

/// <summary>
/// What a scheduled action may say (PutScheduledUpdateGroupAction in the API reference); errors worded as AWS answers
/// them. Pure.
/// </summary>
internal static class ScheduleRules
{
    /// <summary>The action as the API shows it: it starts when it is due first.</summary>
    public static ScheduledUpdateGroupAction Read(ScheduledUpdateGroupActionRequest asked, DateTimeOffset now)
    {
        CheckSizes(asked.MinSize, asked.MaxSize, asked.DesiredCapacity);
        Demand(
            TimeZones.Find(asked.TimeZone) is not null,
            "Time zone specified does not conform to standardized time zones found in IANA Time Zone Database");
        CheckTimes(asked, now);
        var shown = asked.To<ScheduledUpdateGroupAction>();
        var start = asked.StartTime ?? Due.Next(shown, now) ?? throw NoSchedule(asked.Recurrence);
        Demand(asked.EndTime is not { } end || start <= end, "Given end time must be after start time");
        return shown.With(each => each.StartTime = each.Time = start);
    }

    private static void CheckSizes(int? min, int? max, int? desired)
    {
        Demand(
            min is not null || max is not null || desired is not null,
            "At least one of max size, min size, or desired capacity must be specified");
        Demand(min is null or >= 0, "Min size must be non-negative");
        Demand(max is null or >= 0, "Max size must be non-negative");
        Demand(desired is null or >= 0, "Desired capacity must be non-negative");
        Demand(!(min > max), "Min size must be less than or equal to max size");
        Demand(!(desired > max), "Desired capacity must be less than or equal to max size");
        Demand(!(desired < min), "Desired capacity must be greater than or equal to min size");
    }

    private static void CheckTimes(ScheduledUpdateGroupActionRequest asked, DateTimeOffset now)
    {
        if (asked.Recurrence is { } recurrence && Cron.Read(recurrence) is null)
        {
            throw NoSchedule(recurrence);
        }

        Demand(
            asked.Recurrence is not null || asked.StartTime is not null,
            "Scheduled start time must be specified for non-recurrent future group action");
        Demand(!(asked.StartTime < now), "Given start time is in the past");
        Demand(!(asked.EndTime < now), "Given end time is in the past");
        Demand(!(asked.EndTime < asked.StartTime), "Given end time must be after start time");
    }

    private static AwsError NoSchedule(string? recurrence) =>
        Refusal.Invalid($"Given recurrence string: {recurrence} is invalid");

    private static void Demand(bool so, string message)
    {
        if (!so)
        {
            throw Refusal.Invalid(message);
        }
    }
}
