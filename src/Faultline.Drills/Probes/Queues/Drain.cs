using System.Globalization;
using Faultline.Api.Sqs;
using Faultline.Drills.Ledgers;
using Faultline.Drills.Sites;
using Faultline.Wire.Shapes;

namespace Faultline.Drills.Probes.Queues;

/// <summary>Empties queues when nobody sends any more, past all faults.</summary>
internal sealed class Drain(ISite site, string region)
{
    /// <summary>So long what was looked at in a dead-letter queue is not shown again.</summary>
    private const int LookSeconds = 600;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>What stands in the attributes of a queue for all that is in it.</summary>
    private static readonly string[] Counts =
    [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    ];

    /// <summary>What was seen in dead-letter queues, by their URLs: several queues may share one.</summary>
    private readonly Dictionary<string, List<(string Probe, Found Found)>> dead = new(StringComparer.Ordinal);

    /// <summary>Takes all that comes until nothing is left, or the time is over; gives how many are left.</summary>
    public async ValueTask<long> Empty(Deliveries queue, DateTimeOffset until, CancellationToken ct)
    {
        while (true)
        {
            var messages = await Receive(queue.Url, null, until, ct);
            queue.Add(messages);
            await Delete(queue.Url, messages, until, ct);
            var isOver = site.Node.Now + Pause >= until;
            if (messages.Count > 0 && !isOver)
            {
                continue;
            }

            var left = await Count(queue.Url, until, ct);
            if (left == 0 || isOver)
            {
                return left;
            }

            await Task.Delay(Pause, site.Node.Clock, ct);
        }
    }

    /// <summary>
    /// What a dead-letter queue has. It stays there, unless the queue is a FIFO one, which shows no more of a group
    /// while some of it is looked at.
    /// </summary>
    public async ValueTask<IReadOnlyList<(string Probe, Found Found)>> Look(
        string url, DateTimeOffset until, CancellationToken ct)
    {
        if (dead.TryGetValue(url, out var seen))
        {
            return seen;
        }

        dead.Add(url, seen = []);
        while (await Receive(url, LookSeconds, until, ct) is { Count: > 0 } messages)
        {
            seen.AddRange(messages.Select(Deliveries.Read).OfType<(string, Found)>());
            if (url.EndsWith(".fifo", StringComparison.Ordinal))
            {
                await Delete(url, messages, until, ct);
            }
        }

        return seen;
    }

    private async ValueTask<List<Message>> Receive(
        string url, int? hiddenSeconds, DateTimeOffset until, CancellationToken ct) =>
        (await Ask<ReceiveMessageResult>(url, "ReceiveMessage", new ReceiveMessageRequest
        {
            QueueUrl = url, MaxNumberOfMessages = QueueConsumer.Batch, VisibilityTimeout = hiddenSeconds,
        }, until, ct)).Messages ?? [];

    private async ValueTask Delete(string url, List<Message> messages, DateTimeOffset until, CancellationToken ct)
    {
        if (messages.Count > 0)
        {
            await Ask<DeleteMessageBatchResult>(
                url, "DeleteMessageBatch", QueueConsumer.Deletion(url, messages), until, ct);
        }
    }

    private async ValueTask<long> Count(string url, DateTimeOffset until, CancellationToken ct)
    {
        var attributes = (await Ask<GetQueueAttributesResult>(url, "GetQueueAttributes", new GetQueueAttributesRequest
        {
            QueueUrl = url, AttributeNames = [.. Counts],
        }, until, ct)).Attributes ?? [];
        return Counts.Sum(name => long.Parse(attributes.GetValueOrDefault(name, "0"), CultureInfo.InvariantCulture));
    }

    private ValueTask<TOut> Ask<TOut>(
        string url, string operation, IStructure input, DateTimeOffset until, CancellationToken ct)
        where TOut : class, IStructure, new() =>
        Patience.Until(
            site.Node.Clock,
            until,
            () => site.Observe<TOut>(QueueProbe.RegionOf(url, region), SqsModel.Service, operation, input, ct),
            ct);
}
