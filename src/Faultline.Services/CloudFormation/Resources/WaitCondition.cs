using System.Text.Json.Nodes;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Resources;

/// <summary><c>AWS::CloudFormation::WaitCondition</c>: is there once so many signals have come at its handle.</summary>
internal sealed class WaitCondition(CloudFormationBook book, Node node)
    : ResourceType("AWS::CloudFormation::WaitCondition")
{
    /// <summary>Seconds, where the template says nothing: the most there is.</summary>
    private const double TimeoutDefault = 43_200;

    public override ValueTask<string> Create(Work work, CancellationToken ct) =>
        ValueTask.FromResult($"{work.StackId}/{work.LogicalId}");

    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct)
    {
        if (work.Properties.Text("Handle") is not { } handle)
        {
            return true; // With a creation policy, its signals come to itself.
        }

        using var held = await book.Take(ct);
        var signals = held.State.SignalsOf(WaitConditionHandle.OwnerOf(handle)).ToList();
        var since = held.State.Resources.Find(ResourceRow.IdOf(work.StackId, work.LogicalId))?.Progress.Since;
        await held.Keep();
        var count = work.Properties.Number("Count") ?? 1;
        if (signals.Find(signal => !signal.IsSuccess) is { } failed)
        {
            throw new AwsError(
                "InvalidRequest", 400,
                $"WaitCondition received failed message: '{failed.Reason}' for uniqueId: {failed.UniqueId}");
        }

        var limit = TimeSpan.FromSeconds(work.Properties.Real("Timeout") ?? TimeoutDefault);
        if (signals.Count < count && since + limit <= node.Now)
        {
            throw new AwsError(
                "InvalidRequest", 400,
                $"WaitCondition timed out. Received {signals.Count} conditions when expecting {count}");
        }

        return signals.Count >= count;
    }

    public override ValueTask Delete(Work work, CancellationToken ct) => ValueTask.CompletedTask;

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var signals = work.Properties.Text("Handle") is { } handle
            ? held.State.SignalsOf(WaitConditionHandle.OwnerOf(handle)).ToList()
            : [];
        await held.Keep();
        var data = new JsonObject(signals.Select(signal =>
            KeyValuePair.Create(signal.UniqueId, (JsonNode?)JsonValue.Create(signal.Data ?? ""))));
        return new() { ["Id"] = work.Id, ["Data"] = data.ToJsonString() };
    }
}
