namespace Faultline.Services.Sqs;

/// <summary>
/// What the owner of a queue may set, with AWS's defaults. What each setting allows is in
/// <see cref="QueueAttributes"/>.
/// </summary>
internal sealed record QueueSettings
{
    public bool Fifo { get; init; }

    public int DelaySeconds { get; init; }

    public int MaximumMessageSize { get; init; } = Limits.MessageBytesMax;

    public int MessageRetentionPeriod { get; init; } = 345_600;

    public int ReceiveMessageWaitTimeSeconds { get; init; }

    public int VisibilityTimeout { get; init; } = 30;

    /// <summary>The access policy as its owner wrote it.</summary>
    public string? Policy { get; init; }

    public RedrivePolicy? Redrive { get; init; }

    public RedriveAllowPolicy? RedriveAllow { get; init; }

    public string? KmsMasterKeyId { get; init; }

    public int KmsDataKeyReusePeriodSeconds { get; init; } = 300;

    public bool SqsManagedSse { get; init; } = true;

    public bool ContentBasedDeduplication { get; init; }

    public bool DeduplicatesByGroup { get; init; }

    public bool ThroughputByGroup { get; init; }

    public TimeSpan Delay => TimeSpan.FromSeconds(DelaySeconds);

    public TimeSpan Retention => TimeSpan.FromSeconds(MessageRetentionPeriod);
}
