using System.Globalization;
using Faultline.Api.Sqs;
using Faultline.Drills.Ledgers;
using Faultline.Drills.Plans;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Probes.Queues;

/// <summary>Sends a message for each attempt. To a FIFO queue each client sends in a group of its own.</summary>
internal sealed class QueueProducer(
    ISite site, QueueProducerPlan plan, string region, Deliveries deliveries, Drain drain)
    : QueueProbe(site, plan, plan.Url, region), IWriter
{
    private readonly QueueProducerPlan plan = plan;
    private readonly bool isFifo = plan.Url.EndsWith(".fifo", StringComparison.Ordinal);

    public async ValueTask<Remains> ReadBack(DateTimeOffset until, CancellationToken ct)
    {
        var hidden = await drain.Empty(deliveries, until, ct);
        var dead = deliveries.DeadLetters is { } url ? await drain.Look(url, until, ct) : [];
        return new([.. deliveries.Of(plan.Name)])
        {
            InOrder = isFifo,
            DeadLetters = [.. dead.Where(each => each.Probe == plan.Name).Select(static each => each.Found)],
            Hidden = hidden,
        };
    }

    protected override async ValueTask Act(int client, long key, CancellationToken ct) =>
        await Call<SendMessageResult>("SendMessage", new SendMessageRequest
        {
            QueueUrl = Url,
            MessageBody = Deliveries.Text(plan.Name, key),
            MessageGroupId = isFifo ? string.Create(CultureInfo.InvariantCulture, $"{plan.Name}-{client}") : null,
            MessageDeduplicationId = isFifo ? string.Create(CultureInfo.InvariantCulture, $"{plan.Name}-{key}") : null,
        }, ct);
}
