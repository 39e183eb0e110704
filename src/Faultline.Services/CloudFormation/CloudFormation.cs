using Faultline.Api.AutoScaling;
using Faultline.Api.CloudFormation;
using Faultline.Api.Ec2;
using Faultline.Api.Ssm;
using Faultline.Kernel;
using Faultline.Network;
using Faultline.Services.CloudFormation.Drift;
using Faultline.Services.CloudFormation.Importing;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Resources;
using Faultline.Services.CloudFormation.Running;
using Faultline.Services.CloudFormation.Sets;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.Provisioning;
using Faultline.Store;
using ResourceType = Faultline.Services.Provisioning.ResourceType;

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
    private readonly IReadOnlyDictionary<string, ResourceType> types;
    private readonly Types kinds;
    private readonly Bindings bindings;
    private readonly Drafts drafts;
    private readonly Inventory inventory;
    private readonly Sightings sightings;
    private readonly Running.Rounds rounds;
    private readonly Reconciler loop;
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
        kinds = new([.. options.Types, .. Own()], options.AllowsMissingTypes);
        types = kinds.All;
        bindings = new(region, around.Atlas, kinds);
        var calls = new InnerCalls(region, node, around);
        var works = new Works(region, calls, options.Ssm);
        drafts = new(kinds, works, options.ReadTemplate);
        inventory = new(calls, options.Ec2);
        sightings = new(region, node, calls, kinds);
        var alarms = new Alarms(region, calls, options.CloudWatch);
        var hands = new Running.Hands(node, kinds, works, new(options.AutoScaling, options.Ec2), alarms, options.Ec2);
        rounds = new(book, node, bindings, hands, kinds, Tempo.Of(around.Timing));
        loop = new(node, rounds.Look);
        rounds.Tell = loop.Tell;
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
    internal Sets.Rounds SetRounds { get; }

    /// <summary>For tests that look at what is kept.</summary>
    internal CloudFormationBook Book => book;

    /// <summary>For tests that let it look when they say so.</summary>
    internal Running.Rounds Rounds => rounds;

    /// <summary>For tests that let drift be looked for when they say so.</summary>
    internal Looks DriftLooks => looks;

    /// <summary>All types that stacks can be made of here.</summary>
    internal IReadOnlyDictionary<string, ResourceType> AllTypes => types;

    /// <summary>Goes on with what was under way when the server last stopped.</summary>
    public void Start()
    {
        loop.Start();
        driftLoop.Start();
        setsLoop.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await setsLoop.DisposeAsync();
        await driftLoop.DisposeAsync();
        await loop.DisposeAsync();
        await rounds.DisposeAsync();
    }

    /// <summary>The types that CloudFormation has itself.</summary>
    private ResourceType[] Own() =>
    [
        new CdkMetadata(), new NestedStack(this), new StackSetType(() => this), new WaitConditionHandle(book, region),
        new WaitCondition(book, node),
    ];
}

/// <summary>What CloudFormation works with.</summary>
public sealed record CloudFormationOptions
{
    /// <summary>The types of resources that the region's services have.</summary>
    public IReadOnlyList<ResourceType> Types { get; init; } = [];

    /// <summary>
    /// Types that are not built are made as placeholders that do nothing (<c>--allow-missing-types</c>).
    /// </summary>
    public bool AllowsMissingTypes { get; init; }

    /// <summary>
    /// CloudFormation in a region of this cloud, its own too, for stack sets: opens the region where it is not. Null
    /// where there is none.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<CloudFormationApi?>> Elsewhere { get; init; } =
        static (_, _) => new((CloudFormationApi?)null);

    /// <summary>What lies between regions; null where nothing does.</summary>
    public Ways? Ways { get; init; }

    /// <summary>The text at the address of a template, or null: nothing is fetched from outside.</summary>
    public Func<string, string?> ReadTemplate { get; init; } = static _ => null;

    /// <summary>For snapshots of volumes that go, and parameters that name things of EC2.</summary>
    public Ec2Api? Ec2 { get; init; }

    /// <summary>For update policies of groups.</summary>
    public AutoScalingApi? AutoScaling { get; init; }

    /// <summary>For rollback triggers; without it no alarm is there.</summary>
    public Wire.Api? CloudWatch { get; init; }

    /// <summary>For parameters and dynamic references; null where there is no Parameter Store.</summary>
    public SsmApi? Ssm { get; init; }
}
