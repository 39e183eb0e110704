using Faultline.Api.Sqs;
using Name = Faultline.Api.Sqs.MessageSystemAttributeName;
using Given = Faultline.Api.Sqs.Message;

namespace Faultline.Services.Sqs;

/// <summary>A message as a receiver sees it.</summary>
internal static class Shown
{
    private static readonly string[] Names =
    [
        Name.SenderId, Name.SentTimestamp, Name.ApproximateReceiveCount, Name.ApproximateFirstReceiveTimestamp,
        Name.SequenceNumber, Name.MessageDeduplicationId, Name.MessageGroupId, Name.AWSTraceHeader,
        Name.DeadLetterQueueSourceArn,
    ];

    /// <summary>20 digits that grow with each message.</summary>
    public static string SequenceNumber(ulong number) => $"188{number:D17}";

    public static ReceiveMessageResult Result(QueueState state, List<Message> given, ReceiveMessageRequest request)
    {
        if (given.Count == 0)
        {
            return new();
        }

        var names = (request.AttributeNames, request.MessageSystemAttributeNames) switch
        {
            (null, var system) => system,
            (var legacy, null) => legacy,
            var (legacy, system) => [.. legacy, .. system],
        };
        return new()
        {
            Messages = given.ConvertAll(message => Show(
                state, message, names, request.MessageAttributeNames,
                new ReceiptHandle(state.Incarnation, message.Number, message.Receives).ToString())),
        };
    }

    public static Given Show(
        QueueState state, Message message, List<string>? names, IReadOnlyCollection<string>? attributes, string handle)
    {
        var letter = message.Letter;
        var asked = letter.Attributes?.Asked(attributes) ?? [];
        return new()
        {
            MessageId = letter.Id.ToString(),
            ReceiptHandle = handle,
            MD5OfBody = letter.BodyMd5Text,
            Body = new(letter.Body),
            Attributes = names is { Count: > 0 } ? System(state, message, names) : null,
            MD5OfMessageAttributes = asked.Count > 0 ? MessageAttributes.Md5Of(asked) : null,
            MessageAttributes = asked.Count == 0 ? null : asked.ToDictionary(
                attribute => attribute.Name,
                attribute => new MessageAttributeValue
                {
                    DataType = attribute.DataType,
                    StringValue = attribute.Text,
                    BinaryValue = attribute.Binary,
                },
                StringComparer.Ordinal),
        };
    }

    public static void CheckNames(ReceiveMessageRequest request)
    {
        // The queue's own attributes may stand in the old parameter; they show nothing of a message.
        if (request.MessageSystemAttributeNames?.Find(name => name != Name.All && !Names.Contains(name)) is { } unknown)
        {
            throw SqsErrors.InvalidAttributeName($"Unknown Attribute {unknown}.");
        }
    }

    private static Dictionary<string, string>? System(QueueState state, Message message, List<string> names)
    {
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names.Contains(Name.All) ? (IEnumerable<string>)Names : names)
        {
            if (Value(state, message, name) is { } value)
            {
                shown[name] = value;
            }
        }

        return shown.Count == 0 ? null : shown;
    }

    private static string? Value(QueueState state, Message message, string name) => name switch
    {
        Name.SenderId => message.Letter.SenderId,
        Name.SentTimestamp => Milliseconds(message.Sent),
        Name.ApproximateReceiveCount => $"{message.Receives}",
        Name.ApproximateFirstReceiveTimestamp when message.FirstReceived > 0 => Milliseconds(message.FirstReceived),
        Name.SequenceNumber when state.Settings.Fifo => SequenceNumber(message.Number),
        Name.MessageDeduplicationId => message.Letter.DeduplicationId,
        Name.MessageGroupId => message.Letter.GroupId,
        Name.AWSTraceHeader => message.Letter.TraceHeader,
        Name.DeadLetterQueueSourceArn => message.SourceArn,
        _ => null,
    };

    private static string Milliseconds(long ticks) =>
        $"{(ticks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMillisecond}";
}
