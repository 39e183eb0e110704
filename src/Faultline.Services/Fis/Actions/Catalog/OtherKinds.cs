using static Faultline.Services.Fis.Actions.Catalog.Words;

namespace Faultline.Services.Fis.Actions.Catalog;

/// <summary>The actions on streams, functions, buckets, and by Systems Manager. None acts here.</summary>
internal static class OtherKinds
{
    private static readonly ActionTarget functions = new("Functions", "aws:lambda:function");
    private static readonly ActionTarget streams = new("KinesisStreams", "aws:kinesis:stream");

    public static IEnumerable<ActionKind> All { get; } =
    [
        new("aws:kinesis:stream-provisioned-throughput-exception", "Answers calls on streams as if they were too many.")
        {
            Parameters = [Lasts, Percentage("calls")],
            Target = streams,
        },
        new("aws:kinesis:stream-expired-iterator-exception", "Answers reads of streams as if iterators had expired.")
        {
            Parameters = [Lasts, Percentage("calls")],
            Target = streams,
        },
        new("aws:lambda:invocation-add-delay", "Delays the start of functions.")
        {
            Parameters =
            [
                Lasts, Invocations, May("startupDelayMilliseconds", "How long, up to 900,000; 1,000 unless said."),
            ],
            Target = functions,
        },
        new("aws:lambda:invocation-error", "Has invocations of functions fail.")
        {
            Parameters = [Lasts, Invocations, PreventsExecution],
            Target = functions,
        },
        new("aws:lambda:invocation-http-integration-response", "Has functions answer with a status of one's choice.")
        {
            Parameters =
            [
                Lasts,
                Invocations,
                PreventsExecution,
                Must("contentTypeHeader", "The content type of the answer."),
                Must("statusCode", "Its HTTP status."),
            ],
            Target = functions,
        },
        new("aws:s3:bucket-pause-replication", "Pauses replication from buckets to another Region.")
        {
            Parameters =
            [
                Lasts,
                Must("region", "The Region of the destination buckets."),
                May("destinationBuckets", "Only to these buckets, with commas between."),
                May("prefixes", "Only of objects whose keys begin so, with commas between."),
            ],
            Target = new("Buckets", "aws:s3:bucket"),
        },
        new("aws:ssm:send-command", "Runs a document of Systems Manager on instances.")
        {
            Parameters =
            [
                Lasts,
                Must("documentArn", "The ARN of the document."),
                May("documentVersion", "Its version; the default one unless said."),
                May("documentParameters", "What it is given, as JSON."),
            ],
            Target = new("Instances", "aws:ec2:instance"),
        },
        new("aws:ssm:start-automation-execution", "Runs an automation document of Systems Manager.")
        {
            Parameters =
            [
                Must("documentArn", "The ARN of the document."),
                May("documentVersion", "Its version; the default one unless said."),
                May("documentParameters", "What it is given, as JSON."),
                Must("maxDuration", "How long it may take."),
            ],
        },
    ];
}
