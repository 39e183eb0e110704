namespace Faultline.Services.Sqs;

/// <summary>
/// The kinds of entries in a queue's partition. They are on people's disks: a number, once used, keeps its meaning (a
/// test holds the list).
/// </summary>
internal static class Kinds
{
    /// <summary>The queue itself: its settings, tags and hours. One, under number 0.</summary>
    public const byte Queue = 1;

    /// <summary>What was sent, under the message's number; never written again.</summary>
    public const byte Letter = 2;

    /// <summary>
    /// How often and until when a message was received, under its number. Absent until the first receive.
    /// </summary>
    public const byte Status = 3;

    /// <summary>An acknowledged FIFO send of the last five minutes, under the number of its message.</summary>
    public const byte Sighting = 4;

    /// <summary>A receive attempt of the last five minutes, under a number of its own.</summary>
    public const byte Attempt = 5;

    /// <summary>A move task that takes from this queue, under a number of its own.</summary>
    public const byte MoveTask = 6;

    /// <summary>Numbers up to which messages may have been given one. One, under number 0.</summary>
    public const byte Numbers = 7;
}
