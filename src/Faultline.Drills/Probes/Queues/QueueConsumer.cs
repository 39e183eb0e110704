using System.Globalization;
using Faultline.Api.Sqs;
using Faultline.Drills.Plans;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Probes.Queues;

/// <summary>Receives up to ten messages with each attempt, takes them down, and deletes them.</summary>
internal sealed class QueueConsumer(ISite site, QueueConsumerPlan plan, string region, Deliveries deliveries)
    : QueueProbe(site, plan, plan.Url, region)
{
    public const int Batch = 10;

    public static DeleteMessageBatchRequest Deletion(string url, IEnumerable<Message> messages) => new()
    {
        QueueUrl = url,
        Entries =
        [
            .. messages.Select(static (message, at) => new DeleteMessageBatchRequestEntry
            {
                Id = at.ToString(CultureInfo.InvariantCulture),
                ReceiptHandle = message.ReceiptHandle!,
            }),
        ],
    };

    protected override async ValueTask Act(int client, long key, CancellationToken ct)
    {
        var received = await Call<ReceiveMessageResult>("ReceiveMessage", new ReceiveMessageRequest
        {
            QueueUrl = Url, MaxNumberOfMessages = Batch,
        }, ct);
        if (received.Messages is { Count: > 0 } messages)
        {
            deliveries.Add(messages);
            await Call<DeleteMessageBatchResult>("DeleteMessageBatch", Deletion(Url, messages), ct);
        }
    }
}
