using Faultline.Api.CloudFormation;
using Faultline.Api.Ec2;
using Faultline.Api.Ssm;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Resources;
using Faultline.Services.CloudFormation.Running;
using Faultline.Services.CloudFormation.Stacks;
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
    private readonly Types types;
    private readonly Bindings bindings;
    private readonly Works works;
    private readonly Drafts drafts;
    private readonly Rounds rounds;
    private readonly Reconciler loop;

    public CloudFormation(
        string region, Node node, RegionStore store, Surroundings around, CloudFormationOptions options)
    {
        (this.region, this.node, this.around, this.options) = (region, node, around, options);
        book = new(store);
        types = new([.. options.Types, .. Own()], options.AllowsMissingTypes);
        bindings = new(region, around.Atlas, types);
        works = new(region, new(region, node, around), options.Ssm);
        drafts = new(types, works, options.ReadTemplate);
        rounds = new(
            book, node, bindings, new(node, types, works, options.Ec2), types, Tempo.Of(around.Timing));
        loop = new(node, rounds.Look);
        rounds.Tell = loop.Tell;
    }

    /// <summary>For tests that look at what is kept.</summary>
    internal CloudFormationBook Book => book;

    /// <summary>For tests that let it look when they say so.</summary>
    internal Rounds Rounds => rounds;

    /// <summary>Goes on with what was under way when the server last stopped.</summary>
    public void Start() => loop.Start();

    public async ValueTask DisposeAsync()
    {
        await loop.DisposeAsync();
        await rounds.DisposeAsync();
    }

    /// <summary>The types that CloudFormation has itself.</summary>
    private ResourceType[] Own() =>
    [
        new CdkMetadata(), new NestedStack(this), new WaitConditionHandle(book, region), new WaitCondition(book, node),
    ];

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

    /// <summary>The text at the address of a template, or null: nothing is fetched from outside.</summary>
    public Func<string, string?> ReadTemplate { get; init; } = static _ => null;

    /// <summary>For snapshots of volumes that go, and parameters that name things of EC2.</summary>
    public Ec2Api? Ec2 { get; init; }

    /// <summary>For parameters and dynamic references; null where there is no Parameter Store.</summary>
    public SsmApi? Ssm { get; init; }
}
