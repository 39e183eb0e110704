namespace Faultline.Services.Schedules;

/// <summary>
/// When what recurs is due: minute, hour, day of the month, month and day of the week, as crontab has them ("Recurring
/// schedules", Amazon EC2 Auto Scaling user guide; "Alarm mute rules", CloudWatch user guide), in a time zone. Pure.
/// </summary>
/// <remarks>
/// Where clocks are put forward, a time that is left out is due when they are; where they are put back, a time that
/// comes twice is due once. Schedules of every hour follow the hours as they pass instead, as cron itself does.
/// </remarks>
internal sealed class Cron
{
    /// <summary>The 29th of February comes after eight years at the latest.</summary>
    private const int YearsMost = 9;

    /// <summary>After which nothing is due, since calendars end before anybody could look that far ahead.</summary>
    private const int LastYear = 9989;

    private readonly CronField minutes, hours, days, months, weekdays;

    private Cron(CronField minutes, CronField hours, CronField days, CronField months, CronField weekdays) =>
        (this.minutes, this.hours, this.days, this.months, this.weekdays) = (minutes, hours, days, months, weekdays);

    /// <summary>Null for what is no such schedule.</summary>
    public static Cron? Read(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var m, var h, var d, var mon, var w]
        && CronField.Read(m, 0, 59, []) is { } minutes
        && CronField.Read(h, 0, 23, []) is { } hours
        && CronField.Read(d, 1, 31, []) is { } days
        && CronField.Read(mon, 1, 12, CronField.Months) is { } months
        && CronField.Read(w, 0, 7, CronField.Weekdays) is { } weekdays
            ? new(minutes, hours, days, months, weekdays)
            : null;

    /// <summary>The first time after that hour; null when there is none, as for the 30th of February.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        if (after.Year > LastYear)
        {
            return null;
        }

        // A day early: what clocks left out late on one day may be due on the next.
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime).AddDays(-1);
        for (var last = day.AddYears(YearsMost); day < last; day = day.AddDays(1))
        {
            if (IsOn(day) && First(day, after, zone) is { } due)
            {
                return due;
            }
        }

        return null;
    }

    /// <summary>With both days given, either is enough: so it is in crontab.</summary>
    private bool IsOn(DateOnly day)
    {
        var weekday = (int)day.DayOfWeek;
        var isDay = days.Has(day.Day);
        var isWeekday = weekdays.Has(weekday) || (weekday == 0 && weekdays.Has(7));
        return months.Has(day.Month)
            && (days.IsStar || weekdays.IsStar ? isDay && isWeekday : isDay || isWeekday);
    }

    private DateTimeOffset? First(DateOnly day, DateTimeOffset after, TimeZoneInfo zone)
    {
        DateTimeOffset? first = null;
        foreach (var hour in hours.All)
        {
            foreach (var minute in minutes.All)
            {
                foreach (var due in Instants(day.ToDateTime(new(hour, minute)), zone))
                {
                    first = due > after && (first is null || due < first) ? due : first;
                }
            }
        }

        return first;
    }

    /// <summary>The moments that a time on the clocks stands for.</summary>
    private IEnumerable<DateTimeOffset> Instants(DateTime clock, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(clock))
        {
            return hours.IsStar ? [] : [AfterGap(clock, zone)];
        }

        if (zone.IsAmbiguousTime(clock))
        {
            var both = zone.GetAmbiguousTimeOffsets(clock).Select(offset => Utc(clock, offset)).Order();
            return hours.IsStar ? both : both.Take(1);
        }

        return [Utc(clock, zone.GetUtcOffset(clock))];
    }

    private static DateTimeOffset AfterGap(DateTime clock, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(clock))
        {
            clock = clock.AddMinutes(1);
        }

        return Utc(clock, zone.GetUtcOffset(clock));
    }

    private static DateTimeOffset Utc(DateTime clock, TimeSpan offset) =>
        new DateTimeOffset(clock, offset).ToUniversalTime();
}
