using System.Text.Json.Nodes;
using Faultline.Api.Sqs;
using Faultline.Services.Provisioning;
using Attribute = Faultline.Api.Sqs.QueueAttributeName;

namespace Faultline.Services.Sqs.Resources;

/// <summary>The policies of queues, through the API.</summary>
internal static class Policies
{
    public static async ValueTask Set(SqsApi sqs, Work work, string queue, string policy, CancellationToken ct) =>
        await work.Ask(
            sqs.SetQueueAttributes,
            new SetQueueAttributesRequest
            {
                QueueUrl = queue,
                Attributes = new(StringComparer.Ordinal) { [Attribute.Policy] = policy },
            },
            ct);

    /// <summary>The policy of a queue as a document; null where it has none, or there is no such queue.</summary>
    public static async ValueTask<JsonNode?> Read(
        ResourceType type, SqsApi sqs, Work work, string queue, CancellationToken ct)
    {
        var found = await type.OrGone(work.Ask(
            sqs.GetQueueAttributes,
            new GetQueueAttributesRequest { QueueUrl = queue, AttributeNames = [Attribute.Policy] },
            ct));
        return found?.Attributes?.GetValueOrDefault(Attribute.Policy) is { Length: > 0 } text
            ? JsonNode.Parse(text)
            : null;
    }
}
