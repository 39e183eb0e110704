namespace Faultline.Services.Sqs;

/// <summary>
/// An order to move what lies in a dead-letter queue: where to (null: each message to where it came from), how fast,
/// and how far it has come.
/// </summary>
internal sealed record MoveTask
{
    public required ulong Number { get; init; }

    public QueueArn? Destination { get; init; }

    public int? PerSecond { get; init; }

    public required MoveStatus Status { get; init; }

    public required DateTimeOffset Started { get; init; }

    public long Moved { get; init; }

    public required long ToMove { get; init; }

    public string? FailureReason { get; init; }

    /// <summary>When it may move on, where it has a rate to keep.</summary>
    public DateTimeOffset NextAt { get; init; }

    public bool IsActive => Status is MoveStatus.Running or MoveStatus.Cancelling;
}

/// <summary>Persisted: the numbers keep their meaning.</summary>
internal enum MoveStatus
{
    Running = 1,
    Completed = 2,
    Cancelling = 3,
    Cancelled = 4,
    Failed = 5,
}
