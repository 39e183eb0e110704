using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Network;
using Faultline.Services.CloudFormation.Drift;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Sets;
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
    private readonly CloudFormationBook book;
    private readonly Dictionary<string, ResourceType> types;
    private readonly DriftBook drifts;
    private readonly Looks looks;
    private readonly Reconciler driftLoop;
    private readonly SetsBook sets;
    private readonly Reconciler setsLoop;

    public CloudFormation(
        string region, Node node, RegionStore store, Surroundings around, CloudFormationOptions options)
    {
        (this.region, this.node, this.around, this.options) = (region, node, around, options);
        book = new(store);
        types = options.Types.ToDictionary(type => type.Name, StringComparer.Ordinal);
        drifts = new(store);
        looks = new(region, node, around, book, drifts, types);
        driftLoop = new(node, looks.Look);
        sets = new(store);
        SetRounds = new(sets, node, new(new Reach(region, node, around, options)), Pace.Of(around.Timing));
        setsLoop = new(node, SetRounds.Look);
    }

    /// <summary>For tests that look at what is kept of stack sets.</summary>
    internal SetsBook SetsBook => sets;

    /// <summary>For tests that let it look at stack sets when they say so.</summary>
    internal Rounds SetRounds { get; }

    /// <summary>For tests that put stacks there, and let drift be looked for when they say so.</summary>
    internal CloudFormationBook Book => book;

    /// <inheritdoc cref="Book"/>
    internal Looks DriftLooks => looks;

    public void Start()
    {
        driftLoop.Start();
        setsLoop.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await setsLoop.DisposeAsync();
        await driftLoop.DisposeAsync();
    }

    private static AwsError NotBuilt(Call call) => new(
        "NotImplemented",
        501,
        $"Faultline does not have {call.Operation.Name} of cloudformation yet. "
        + "The README of CloudFormation says what it has.");
}

/// <summary>What CloudFormation works with.</summary>
public sealed record CloudFormationOptions
{
    /// <summary>The types of resources that the region's services have.</summary>
    public IReadOnlyList<ResourceType> Types { get; init; } = [];

    /// <summary>Types that are not built are made as placeholders that do nothing (<c>--allow-missing-types</c>).</summary>
    public bool AllowsMissingTypes { get; init; }

    /// <summary>
    /// CloudFormation in a region of this cloud, its own too, for stack sets: opens the region where it is not. Null
    /// where there is none.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<CloudFormationApi?>> Elsewhere { get; init; } =
        static (_, _) => new((CloudFormationApi?)null);

    /// <summary>What lies between regions; null where nothing does.</summary>
    public Ways? Ways { get; init; }
}
