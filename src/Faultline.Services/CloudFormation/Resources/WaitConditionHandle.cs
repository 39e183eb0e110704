using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Resources;

/// <summary>
/// <c>AWS::CloudFormation::WaitConditionHandle</c>: an address at which signals may be left with a PUT.
/// </summary>
internal sealed class WaitConditionHandle(CloudFormationBook book, string region)
    : ResourceType("AWS::CloudFormation::WaitConditionHandle")
{
    /// <summary>Region and token follow.</summary>
    public const string Path = "/_faultline/signals/";

    /// <summary>Whose signals those are that came at the address of a handle.</summary>
    public static string OwnerOf(string url) => $"handle {url[(url.LastIndexOf('/') + 1)..]}";

    public override ValueTask<string> Create(Work work, CancellationToken ct) =>
        ValueTask.FromResult($"{work.Origin}{Path}{region}/{work.Token}");

    public override ValueTask Update(Work work, Properties before, CancellationToken ct) => ValueTask.CompletedTask;

    public override async ValueTask Delete(Work work, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        foreach (var signal in held.State.SignalsOf(OwnerOf(work.Id!)).ToList())
        {
            held.State.Signals.Remove(signal.Id);
        }

        await held.Keep();
    }

    public override ValueTask<JsonObject?> Read(Work work, CancellationToken ct) =>
        ValueTask.FromResult<JsonObject?>(new() { ["Id"] = work.Id });
}
