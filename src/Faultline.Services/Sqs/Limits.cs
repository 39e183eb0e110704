namespace Faultline.Services.Sqs;

/// <summary>The limits of SQS, with the page that each comes from.</summary>
internal static class Limits
{
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
    public const int MessageBytesMin = 1024;
    public const int MessageBytesMax = 1_048_576;
    public const int BatchBytesMax = 1_048_576;
    public const int BatchEntriesMax = 10;
    public const int AttributesMax = 10;
    public const int AttributeNameMax = 256;
    public const int DelaySecondsMax = 900;
    public const int VisibilitySecondsMax = 43_200;
    public const int WaitSecondsMax = 20;
    public const int RetentionSecondsMin = 60;
    public const int RetentionSecondsMax = 1_209_600;

    /// <summary>Both kinds of queue: one more receive is refused (standard) or finds nothing (FIFO).</summary>
    public const int InFlightMax = 120_000;

    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
    public const int NameMax = 80;
    public const int TagsMax = 50;
    public const int TagKeyMax = 128;
    public const int TagValueMax = 256;
    public const int ListMax = 1000;

    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
    public const int PolicyBytesMax = 8192;
    public const int StatementsMax = 20;
    public const int PrincipalsMax = 50;
    public const int ActionsMax = 7;

    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
    public const int MovesPerSecondMax = 500;
    public const int MoveTasksListed = 10;

    /// <summary>Long polls that may wait at one queue; one more is answered as a short poll. Ours, not AWS's.</summary>
    public const int WaitersMax = 10_000;

    /// <summary>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html</summary>
    public static readonly TimeSpan PurgeInterval = TimeSpan.FromSeconds(60);
}
