namespace Faultline.Services.Sqs;

/// <summary>What can be chosen of SQS.</summary>
public sealed record SqsOptions
{
    public QueueUrlForm UrlForm { get; init; }

    /// <summary>Host and port in URLs of every form but the dynamic one.</summary>
    public string Host { get; init; } = "localhost.localstack.cloud:4566";

    /// <summary>
    /// How long after its deletion a queue's name is refused. AWS says 60 s; zero by default, because test suites
    /// delete and make the same queues at once.
    /// </summary>
    public TimeSpan NameHold { get; init; } = TimeSpan.Zero;
}

/// <summary>The forms of queue URLs that local clouds give, as <c>SQS_ENDPOINT_STRATEGY</c> names them.</summary>
public enum QueueUrlForm
{
    /// <summary>The host by which the caller reached us.</summary>
    Dynamic,

    /// <summary><c>http://sqs.REGION.HOST/ACCOUNT/NAME</c></summary>
    Standard,

    /// <summary><c>http://REGION.queue.HOST/ACCOUNT/NAME</c>, without the region in us-east-1.</summary>
    Domain,

    /// <summary><c>http://HOST/queue/REGION/ACCOUNT/NAME</c></summary>
    Path,

    /// <summary><c>http://HOST/ACCOUNT/NAME</c></summary>
    Off,
}
