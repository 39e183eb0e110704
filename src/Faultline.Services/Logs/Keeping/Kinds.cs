namespace Faultline.Services.Logs.Keeping;

/// <summary>
/// The kinds of entries in a log group's partition. They are on people's disks: a number, once used, keeps its meaning
/// (a test holds the list).
/// </summary>
internal static class Kinds
{
    /// <summary>The group itself, with its tags. One, under number 0.</summary>
    public const byte Group = 1;

    /// <summary>A stream, under a number of its own.</summary>
    public const byte Stream = 2;

    /// <summary>The events of one call, under the number of the first; never written again.</summary>
    public const byte Parcel = 3;

    public const byte MetricFilter = 4;
    public const byte SubscriptionFilter = 5;

    /// <summary>Numbers up to which events and streams may have been given one. One, under number 0.</summary>
    public const byte Numbers = 6;
}
