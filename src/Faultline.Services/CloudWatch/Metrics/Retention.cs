namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>
/// How long data points are kept at which width ("Metrics retention" under "Amazon CloudWatch concepts", CloudWatch
/// user guide). In seconds.
/// </summary>
internal static class Retention
{
    public const int Minute = 60;
    public const int Five = 300;
    public const int Hour = 3600;
    public const int Day = 86400;

    public const long SecondsKept = 3 * Hour;
    public const long MinutesKept = 15L * Day;
    public const long FivesKept = 63L * Day;
    public const long HoursKept = 455L * Day;

    /// <summary>What is kept of a width can be asked for from here on.</summary>
    public static long Since(int width, long now) => now - (width switch
    {
        < Minute => SecondsKept,
        < Five => MinutesKept,
        < Hour => FivesKept,
        _ => HoursKept,
    });

    /// <summary>
    /// The second at which the day began: what is older goes from the disk a day at a time, and into wider buckets.
    /// </summary>
    public static long DayOf(long second) => second - (second % Day);
}
