using System.Globalization;
using Faultline.Api.ZonalShift;

namespace Faultline.Services.ZonalShift;

/// <summary>
/// What may stand in a practice run configuration (PracticeRunConfiguration in the API reference), and when it lets a
/// run begin. Hours are in UTC. Pure.
/// </summary>
internal static class PracticeRules
{
    private const int DayMinutes = 24 * 60;
    private const int WeekMinutes = 7 * DayMinutes;
    private const string DateForm = "yyyy-MM-dd";

    private static readonly string[] days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    public static void Check(PracticeRunConfiguration configuration)
    {
        foreach (var alarm in (configuration.OutcomeAlarms ?? []).Concat(configuration.BlockingAlarms ?? []))
        {
            if (alarm.AlarmIdentifier!.Split(':', 7) is not ["arn", _, "cloudwatch", _, _, "alarm", not ""])
            {
                throw Refusal.Invalid(
                    ValidationExceptionReason.InvalidAlarmCondition,
                    $"{alarm.AlarmIdentifier} is not the ARN of a CloudWatch alarm.");
            }
        }

        if (configuration.BlockedDates?.Find(date => !IsDate(date)) is { } none)
        {
            throw Refusal.Invalid(
                ValidationExceptionReason.InvalidPracticeBlocker, $"{none} is not a date of the form YYYY-MM-DD.");
        }

        if (configuration is { BlockedWindows.Count: > 0, AllowedWindows.Count: > 0 })
        {
            throw Refusal.Invalid(
                ValidationExceptionReason.InvalidPracticeWindows,
                "Blocked windows and allowed windows cannot be specified together.");
        }

        CheckWindows(configuration.BlockedWindows, ValidationExceptionReason.InvalidPracticeBlocker);
        CheckWindows(configuration.AllowedWindows, ValidationExceptionReason.InvalidPracticeAllowedWindow);
    }

    /// <summary>Refuses a run at an hour that the configuration keeps free.</summary>
    public static void CheckHour(PracticeRunConfiguration configuration, DateTimeOffset now)
    {
        var utc = now.UtcDateTime;
        if (configuration.BlockedDates?.Contains(utc.ToString(DateForm, CultureInfo.InvariantCulture)) == true)
        {
            throw Refusal.Conflict(
                ConflictExceptionReason.PracticeInBlockedDates, "A practice run cannot start on a blocked date.");
        }

        if (configuration.BlockedWindows?.Exists(window => IsIn(window, utc)) == true)
        {
            throw Refusal.Conflict(
                ConflictExceptionReason.PracticeInBlockedWindows, "A practice run cannot start in a blocked window.");
        }

        if (configuration.AllowedWindows is { Count: > 0 } allowed && !allowed.Exists(window => IsIn(window, utc)))
        {
            throw Refusal.Conflict(
                ConflictExceptionReason.PracticeOutsideAllowedWindows,
                "A practice run cannot start outside the allowed windows.");
        }
    }

    private static bool IsDate(string text) =>
        DateTime.TryParseExact(text, DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static void CheckWindows(List<string>? windows, string reason)
    {
        if (windows?.Find(window => Bounds(window) is not var (from, to) || from == to) is { } none)
        {
            throw Refusal.Invalid(reason, $"{none} is not a window of the form DAY:HH:MM-DAY:HH:MM.");
        }
    }

    private static bool IsIn(string window, DateTime utc)
    {
        var (from, to) = Bounds(window)!.Value;
        var at = ((int)utc.DayOfWeek * DayMinutes) + (int)utc.TimeOfDay.TotalMinutes;
        return from < to ? at >= from && at < to : at >= from || at < to;
    }

    /// <summary>The minutes of the week at which a window begins and ends; it may go over the week's end.</summary>
    private static (int From, int To)? Bounds(string window) =>
        window.Split('-') is [var from, var to] && Minute(from) is { } begin && Minute(to) is { } end
            ? (begin, end)
            : null;

    private static int? Minute(string text)
    {
        if (text.Split(':') is not [var day, var hour, var minute])
        {
            return null;
        }

        var at = Array.IndexOf(days, day) * DayMinutes;
        return at >= 0 && TimeOnly.TryParseExact($"{hour}:{minute}", "HH:mm", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var time)
            ? (at + (time.Hour * 60) + time.Minute) % WeekMinutes
            : null;
    }
}
