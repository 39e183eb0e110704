using System.Globalization;
using Faultline.Kernel;
using Faultline.Services.Rds.Backups;

namespace Faultline.Services.Rds.Instances;

/// <summary>
/// The part of each week in which what waits is applied: <c>ddd:hh24:mi-ddd:hh24:mi</c> in UTC, counted from Sunday.
/// Pure.
/// </summary>
internal readonly record struct MaintenanceWindow(TimeSpan Start, TimeSpan Length)
{
    private const int Days = 7;

    private static readonly TimeSpan week = TimeSpan.FromDays(Days);

    /// <summary>"Must be at least 30 minutes" (CreateDBInstance, API reference); so long is a default too.</summary>
    private static readonly TimeSpan lengthMin = TimeSpan.FromMinutes(30);

    private static readonly string[] names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static bool TryRead(string text, out MaintenanceWindow window)
    {
        window = default;
        if (text.ToLowerInvariant().Split('-') is not [var from, var to]
            || Hour(from) is not { } start
            || Hour(to) is not { } end)
        {
            return false;
        }

        window = new(start, end > start ? end - start : end + week - start);
        return window.Length >= lengthMin && window.Length < TimeSpan.FromDays(1);
    }

    /// <summary>
    /// Half an hour on any day, in the hours that the region has for it ("The Amazon RDS maintenance window", user
    /// guide: the same as for backups), that leaves the backup window alone.
    /// </summary>
    public static MaintenanceWindow Draw(string region, Dice dice, BackupWindow backups)
    {
        while (true)
        {
            var drawn = new MaintenanceWindow(
                TimeSpan.FromDays(dice.Below(Days)) + BackupWindow.Draw(region, dice).Start, lengthMin);
            if (!drawn.Overlaps(backups))
            {
                return drawn;
            }
        }
    }

    public bool Overlaps(BackupWindow backups)
    {
        var (start, end) = (Start, Start + Length);
        return Enumerable.Range(-1, Days + 3)
            .Select(day => TimeSpan.FromDays(day) + backups.Start)
            .Any(begin => begin < end && start < begin + backups.Length);
    }

    public bool IsOpen(DateTimeOffset now) => now < LastStart(now) + Length;

    /// <summary>The start of the next window after that hour.</summary>
    public DateTimeOffset NextStart(DateTimeOffset now) => LastStart(now) + week;

    public override string ToString() => $"{Text(Start)}-{Text(Start + Length)}";

    private DateTimeOffset LastStart(DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        var sunday = new DateTimeOffset(utc.Date, TimeSpan.Zero) - TimeSpan.FromDays((int)utc.DayOfWeek);
        return sunday + Start <= utc ? sunday + Start : sunday + Start - week;
    }

    private static TimeSpan? Hour(string text)
    {
        var day = text.Length > 4 && text[3] == ':' ? Array.IndexOf(names, text[..3]) : -1;
        return day >= 0
            && TimeSpan.TryParseExact(text[4..], @"hh\:mm", CultureInfo.InvariantCulture, out var hour)
            ? TimeSpan.FromDays(day) + hour
            : null;
    }

    private static string Text(TimeSpan hour) =>
        $"{names[hour.Days % Days]}:{hour.ToString(@"hh\:mm", CultureInfo.InvariantCulture)}";
}
