using System.Globalization;
using Faultline.Kernel;

namespace Faultline.Services.Rds.Backups;

/// <summary>The part of a day in which an automated snapshot is begun: <c>hh24:mi-hh24:mi</c> in UTC. Pure.</summary>
internal readonly record struct BackupWindow(TimeSpan Start, TimeSpan Length)
{
    private static readonly TimeSpan day = TimeSpan.FromDays(1);

    /// <summary>"Must be at least 30 minutes" (CreateDBInstance, API reference); so long is a default too.</summary>
    private static readonly TimeSpan lengthMin = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The hours of which half an hour is drawn where nobody says one, by region ("Backup window", Amazon RDS user
    /// guide). Of regions that it has not we take the hours of most.
    /// </summary>
    private static readonly Dictionary<string, string> blocks = new(StringComparer.Ordinal)
    {
        ["us-east-1"] = "03:00-11:00",
        ["us-east-2"] = "03:00-11:00",
        ["us-west-1"] = "06:00-14:00",
        ["us-west-2"] = "06:00-14:00",
        ["af-south-1"] = "03:00-11:00",
        ["ap-east-1"] = "06:00-14:00",
        ["ap-east-2"] = "09:00-17:00",
        ["ap-south-1"] = "16:30-00:30",
        ["ap-south-2"] = "06:30-14:30",
        ["ap-southeast-1"] = "14:00-22:00",
        ["ap-southeast-2"] = "12:00-20:00",
        ["ap-southeast-3"] = "08:00-16:00",
        ["ap-southeast-4"] = "11:00-19:00",
        ["ap-southeast-5"] = "09:00-17:00",
        ["ap-southeast-6"] = "13:00-21:00",
        ["ap-southeast-7"] = "08:00-16:00",
        ["ap-northeast-1"] = "13:00-21:00",
        ["ap-northeast-2"] = "13:00-21:00",
        ["ap-northeast-3"] = "00:00-08:00",
        ["ca-central-1"] = "03:00-11:00",
        ["ca-west-1"] = "18:00-02:00",
        ["cn-north-1"] = "06:00-14:00",
        ["cn-northwest-1"] = "06:00-14:00",
        ["eu-central-1"] = "20:00-04:00",
        ["eu-central-2"] = "02:00-10:00",
        ["eu-west-1"] = "22:00-06:00",
        ["eu-west-2"] = "22:00-06:00",
        ["eu-west-3"] = "07:29-14:29",
        ["eu-south-1"] = "02:00-10:00",
        ["eu-south-2"] = "02:00-10:00",
        ["eu-north-1"] = "23:00-07:00",
        ["il-central-1"] = "03:00-11:00",
        ["mx-central-1"] = "19:00-03:00",
        ["me-south-1"] = "06:00-14:00",
        ["me-central-1"] = "05:00-13:00",
        ["sa-east-1"] = "23:00-07:00",
        ["us-gov-east-1"] = "17:00-01:00",
        ["us-gov-west-1"] = "06:00-14:00",
    };

    /// <summary>Reads a window of at least half an hour; one that ends before its start ends a day later.</summary>
    public static bool TryRead(string text, out BackupWindow window)
    {
        window = default;
        var parts = text.Split('-');
        if (parts.Length != 2 || !TryHour(parts[0], out var start) || !TryHour(parts[1], out var end))
        {
            return false;
        }

        window = new(start, end > start ? end - start : end + day - start);
        return window.Length >= lengthMin && window.Length < day;
    }

    /// <summary>Half an hour of those that the region has for those who say none.</summary>
    public static BackupWindow Draw(string region, Dice dice)
    {
        TryRead(blocks.GetValueOrDefault(region, "03:00-11:00"), out var block);
        var minutes = dice.Below((int)(block.Length - lengthMin).TotalMinutes + 1);
        return new(Within(block.Start + TimeSpan.FromMinutes(minutes)), lengthMin);
    }

    /// <summary>The start of the window that was last open or is open at that hour.</summary>
    public DateTimeOffset LastStart(DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        var today = new DateTimeOffset(utc.Date, TimeSpan.Zero) + Start;
        return today <= utc ? today : today - day;
    }

    /// <summary>The start of the next window after that hour.</summary>
    public DateTimeOffset NextStart(DateTimeOffset now) => LastStart(now) + day;

    /// <summary>Whether it lies open at that hour.</summary>
    public bool IsOpen(DateTimeOffset now) => now < LastStart(now) + Length;

    public override string ToString() => $"{Text(Start)}-{Text(Within(Start + Length))}";

    private static TimeSpan Within(TimeSpan hour) => hour >= day ? hour - day : hour;

    private static string Text(TimeSpan hour) => hour.ToString(@"hh\:mm", CultureInfo.InvariantCulture);

    private static bool TryHour(string text, out TimeSpan hour) =>
        TimeSpan.TryParseExact(text, @"hh\:mm", CultureInfo.InvariantCulture, out hour);
}
