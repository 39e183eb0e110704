namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>
/// The kinds of entries of metrics. They are on people's disks: a number, once used, keeps its meaning (a test holds
/// the list).
/// </summary>
internal static class Kinds
{
    /// <summary>Whose and what a series is, under its number; never written again.</summary>
    public const byte Series = 1;

    /// <summary>What was put in one turn, under a number of its own, until it is in the entries of its hours.</summary>
    public const byte Put = 2;

    /// <summary>An hour of a series by the minute, and what of it there is by the second.</summary>
    public const byte Minutes = 3;

    /// <summary>A day of a series by five minutes, once it is no longer kept by the minute.</summary>
    public const byte Fives = 4;

    /// <summary>A day of a series by the hour, once it is no longer kept by five minutes.</summary>
    public const byte Hours = 5;
}
