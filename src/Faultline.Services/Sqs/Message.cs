namespace Faultline.Services.Sqs;

/// <summary>
/// A letter as it lies in one queue: when it was sent, how often and until when it was received. Times are UTC ticks;
/// the fields at the end belong to the structures that hold the message, so that none of them needs nodes of its own.
/// </summary>
internal sealed class Message
{
    public required ulong Number { get; init; }

    public required Letter Letter { get; init; }

    public required long Sent { get; init; }

    /// <summary>When it may be received: the end of its delay, later of its visibility timeout.</summary>
    public required long Due { get; set; }

    public long FirstReceived { get; set; }

    public long LastReceived { get; set; }

    /// <summary>How often it was received, in this queue and in those that a redrive policy moved it from.</summary>
    public int Receives { get; set; }

    public int ReceivesElsewhere { get; init; }

    /// <summary>
    /// Its visibility was changed since it was last received, so that this receive cannot be repeated.
    /// </summary>
    public bool Changed { get; set; }

    /// <summary>The queue that a redrive policy moved it from.</summary>
    public string? SourceArn { get; init; }

    public Place Place { get; set; }

    /// <summary>What of it the journal holds, and what is yet to be written.</summary>
    public Kept Kept { get; set; }

    internal Message? Before;
    internal Message? After;
    internal Group? Group;
    internal int DueIndex = -1;
    internal int SentIndex = -1;
}

/// <summary>Where in its queue a message is.</summary>
internal enum Place : byte
{
    Gone,
    Visible,
    Delayed,
    InFlight,

    /// <summary>Received too often; it waits to be moved to the dead-letter queue.</summary>
    Dead,
}

/// <summary>What the journal holds of a message, and what it lacks.</summary>
[Flags]
internal enum Kept : byte
{
    Nothing = 0,
    Letter = 1,
    Status = 2,
    LetterDue = 4,
    StatusDue = 8,
    Listed = 16,
}
