using System.Text.Json.Nodes;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Resources;

/// <summary><c>AWS::CDK::Metadata</c>: says what CDK made a template with, and is nothing.</summary>
internal sealed class CdkMetadata() : ResourceType("AWS::CDK::Metadata")
{
    public override ValueTask<string> Create(Work work, CancellationToken ct) => ValueTask.FromResult(work.Token);

    public override ValueTask Update(Work work, Properties before, CancellationToken ct) => ValueTask.CompletedTask;

    public override ValueTask Delete(Work work, CancellationToken ct) => ValueTask.CompletedTask;

    public override ValueTask<JsonObject?> Read(Work work, CancellationToken ct) =>
        ValueTask.FromResult<JsonObject?>(work.Properties.All.DeepClone().AsObject());

    public override bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) => false;
}
