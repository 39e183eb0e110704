using System.Text.Json.Nodes;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>Stands for a type that is not built, where that was asked for: it does nothing.</summary>
internal sealed class Placeholder(string name) : ResourceType(name)
{
    public override ValueTask<string> Create(Work work, CancellationToken ct) =>
        ValueTask.FromResult($"{work.LogicalId}-{work.Token[..12]}");

    public override ValueTask Update(Work work, Properties before, CancellationToken ct) => ValueTask.CompletedTask;

    public override ValueTask Delete(Work work, CancellationToken ct) => ValueTask.CompletedTask;

    public override ValueTask<JsonObject?> Read(Work work, CancellationToken ct) =>
        ValueTask.FromResult<JsonObject?>(work.Properties.All.DeepClone().AsObject());

    public override bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) => false;
}
