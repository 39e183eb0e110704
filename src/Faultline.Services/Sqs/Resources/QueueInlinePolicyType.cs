using System.Text.Json.Nodes;
using Faultline.Api.Sqs;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Sqs.Resources;

/// <summary>The policy of one queue. Its id is the queue's URL.</summary>
internal sealed class QueueInlinePolicyType(SqsApi sqs) : ResourceType("AWS::SQS::QueueInlinePolicy")
{
    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var queue = work.Properties.Needed("Queue");
        await Set(work, queue, ct);
        return queue;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct) =>
        await Set(work, work.Id!, ct);

    public override async ValueTask Delete(Work work, CancellationToken ct) =>
        await this.OrGone(Policies.Set(sqs, work, work.Id!, "", ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct) =>
        await Policies.Read(this, sqs, work, work.Id!, ct) is { } policy
            ? new JsonObject { ["PolicyDocument"] = policy, ["Queue"] = work.Id }
            : null;

    private async ValueTask Set(Work work, string queue, CancellationToken ct) => await Policies.Set(
        sqs,
        work,
        queue,
        work.Properties.Document("PolicyDocument") ?? throw Refused.Missing("PolicyDocument"),
        ct);
}
