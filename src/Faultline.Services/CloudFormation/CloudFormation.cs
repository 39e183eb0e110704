using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.Provisioning;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

/// <summary>
/// AWS CloudFormation in one region. Its README says what it promises, what it leaves out, and how it fails.
/// </summary>
internal sealed partial class CloudFormation : CloudFormationApi, IAsyncDisposable
{
    private readonly string region;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly CloudFormationOptions options;

    public CloudFormation(
        string region, Node node, RegionStore store, Surroundings around, CloudFormationOptions options)
    {
        (this.region, this.node, this.around, this.options) = (region, node, around, options);
    }

    public void Start()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static AwsError NotBuilt(Call call) => new(
        "NotImplemented",
        501,
        $"Faultline does not have {call.Operation.Name} of cloudformation yet. The README of CloudFormation says what it has.");
}

/// <summary>What CloudFormation works with.</summary>
public sealed record CloudFormationOptions
{
    /// <summary>The types of resources that the region's services have.</summary>
    public IReadOnlyList<ResourceType> Types { get; init; } = [];

    /// <summary>Types that are not built are made as placeholders that do nothing (<c>--allow-missing-types</c>).</summary>
    public bool AllowsMissingTypes { get; init; }

    /// <summary>CloudFormation in another region of this cloud, for stack sets.</summary>
    public Func<string, CloudFormationApi?> Elsewhere { get; init; } = static _ => null;
}
