using System.Text.Json.Nodes;
using Faultline.Api.Sqs;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Sqs.Resources;

/// <summary>One policy for some queues. Its id follows from the work.</summary>
internal sealed class QueuePolicyType(SqsApi sqs) : ResourceType("AWS::SQS::QueuePolicy")
{
    private const int NameMax = 128;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        await Set(work, ct);
        return work.Name(NameMax);
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        await Set(work, ct);
        foreach (var queue in before.Texts("Queues").Except(work.Properties.Texts("Queues"), StringComparer.Ordinal))
        {
            await this.OrGone(Policies.Set(sqs, work, queue, "", ct));
        }
    }

    public override async ValueTask Delete(Work work, CancellationToken ct)
    {
        foreach (var queue in work.Properties.Texts("Queues"))
        {
            await this.OrGone(Policies.Set(sqs, work, queue, "", ct));
        }
    }

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        var queues = new List<string>();
        JsonNode? policy = null;
        foreach (var queue in work.Properties.Texts("Queues"))
        {
            if (await Policies.Read(this, sqs, work, queue, ct) is { } found)
            {
                policy ??= found;
                queues.Add(queue);
            }
        }

        return policy is null ? null : new JsonObject
        {
            ["PolicyDocument"] = policy,
            ["Queues"] = Asking.List(queues),
            ["Id"] = work.Id,
        };
    }

    private async ValueTask Set(Work work, CancellationToken ct)
    {
        var policy = work.Properties.Document("PolicyDocument") ?? throw Refused.Missing("PolicyDocument");
        foreach (var queue in work.Properties.Texts("Queues"))
        {
            await Policies.Set(sqs, work, queue, policy, ct);
        }
    }
}
