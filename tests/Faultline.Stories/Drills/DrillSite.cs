using System.Net;
using Faultline.Api.CloudFormation;
using Faultline.Api.Ec2;
using Faultline.Api.Fis;
using Faultline.Drills.Sites;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Network;
using Faultline.Services.Worldwide;
using Faultline.Simulation;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Stories.Drills;

/// <summary>
/// A site for drills without a cloud: stacks, experiments and faults are names that are there or not. Each step of the
/// drill is counted, so that something can happen at any of them.
/// </summary>
internal sealed class DrillSite(World world) : ISite
{
    private readonly Dictionary<string, (string Status, DateTimeOffset Until)> stacks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> experiments = new(StringComparer.Ordinal);
    private readonly HashSet<string> templates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> faults = new(StringComparer.Ordinal);
    private int made;

    public Node Node { get; } = world.Node("drill");

    public string Says => "a story";

    public ITransport Transport => throw new NotSupportedException();

    public int Steps { get; private set; }

    /// <summary>Happens at every step, with its number and what it is; may throw.</summary>
    public Action<int, string> AtStep { get; set; } = static (_, _) => { };

    /// <summary>What every queue says of itself.</summary>
    public string Queues { get; set; } = "ready";

    /// <summary>A stack of this name fails with this reason.</summary>
    public (string Stack, string Reason)? Fails { get; set; }

    /// <summary>Until this hour the standbys of databases have not caught up.</summary>
    public DateTimeOffset InSync { get; set; }

    public List<string> Done { get; } = [];

    /// <summary>What is there still; nothing, once a drill is over.</summary>
    public IReadOnlyList<string> Left =>
    [
        .. stacks.Where(stack => Status(stack.Key) is not null).Select(stack => $"stack {stack.Key}"),
        .. templates.Select(id => $"template {id}"),
        .. experiments.Where(each => each.Value > Node.Now).Select(each => $"experiment {each.Key}"),
        .. faults.Where(each => each.Value > Node.Now).Select(each => $"fault {each.Key}"),
    ];

    public async ValueTask<TOut> Observe<TOut>(
        string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new()
    {
        await Step(operation, ct);
        return (TOut)(Answer(input) ?? new TOut());
    }

    public async ValueTask<string> Ask(
        string region, ServiceModel service, string operation, string input, bool meetsFaults, CancellationToken ct)
    {
        await Step($"{service}:{operation}", ct);
        return $$"""{"QueueUrls": ["{{Queues}}"]}""";
    }

    public ValueTask<TOut> Call<TOut>(
        string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new() => throw new NotSupportedException();

    /// <summary>Until this hour targets are checked for the first time.</summary>
    public DateTimeOffset IsUp { get; set; }

    /// <summary>Where every name leads.</summary>
    public Func<IReadOnlyList<ResolvedAddress>> Leads { get; set; } = static () => [new(IPAddress.Loopback)];

    public async ValueTask<NameAnswer> Resolve(string name, CancellationToken ct)
    {
        await Step("resolve", ct);
        return new(Leads(), TimeSpan.FromSeconds(60)) { IsComingUp = Node.Now < IsUp };
    }

    public ValueTask<IDatabase> Connect(DatabaseAddress at, CancellationToken ct) => throw new NotSupportedException();

    public async ValueTask<string> Begin(FaultRequest fault, CancellationToken ct)
    {
        await Step($"begin {fault.Kind}", ct);
        var id = $"fault-{++made}";
        faults[id] = Node.Now + fault.For ?? throw new InvariantBroken("A drill's faults always have an end.");
        Done.Add($"{fault.Kind} {string.Join(' ', fault.Given.Select(each => $"{each.Key}={each.Value}"))}");
        return id;
    }

    public async ValueTask<IReadOnlyList<string>> Clear(IReadOnlyCollection<string> ended, CancellationToken ct)
    {
        await Step("clear", ct);
        return [.. ended.Where(faults.Remove)];
    }

    public async ValueTask<IReadOnlyList<string>> OutOfSync(
        string region, IReadOnlyCollection<string> databases, CancellationToken ct)
    {
        await Step("databases", ct);
        return Node.Now < InSync ? [.. databases] : [];
    }

    public async ValueTask<IReadOnlyList<Happening>> Happenings(long after, CancellationToken ct)
    {
        await Step("happenings", ct);
        return [];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask Step(string what, CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(world.Dice.Below(30)), Node.Clock, ct);
        AtStep(++Steps, what);
        ct.ThrowIfCancellationRequested();
    }

    private IStructure? Answer(IStructure input)
    {
        switch (input)
        {
            case CreateStackInput create:
                stacks[create.StackName] = ("CREATE", Node.Now + world.Below(TimeSpan.FromSeconds(5)));
                Done.Add($"stack {create.StackName} {string.Join(' ', create.Parameters!
                    .Select(each => $"{each.ParameterKey}={each.ParameterValue}"))}".TrimEnd());
                return new CreateStackOutput { StackId = create.StackName };
            case DeleteStackInput delete:
                stacks[delete.StackName] = ("DELETE", Node.Now + world.Below(TimeSpan.FromSeconds(5)));
                return null;
            case DescribeStacksInput describe:
                return Status(describe.StackName!) is { } status
                    ? new DescribeStacksOutput { Stacks = [StackOf(describe.StackName!, status)] }
                    : throw new AwsError("ValidationError", 400, $"Stack {describe.StackName} does not exist");
            case DescribeStackEventsInput events:
                return new DescribeStackEventsOutput
                {
                    StackEvents =
                    [
                        new()
                        {
                            LogicalResourceId = "Thing", ResourceType = "A::Thing", ResourceStatus = "CREATE_FAILED",
                            ResourceStatusReason = Fails?.Reason, StackName = events.StackName, Timestamp = Node.Now,
                        },
                    ],
                };
            case DescribeAvailabilityZonesRequest:
                return new DescribeAvailabilityZonesResult
                {
                    AvailabilityZones =
                    [
                        new() { ZoneId = "use1-az2", ZoneName = "us-east-1a" },
                        new() { ZoneId = "use1-az1", ZoneName = "us-east-1b" },
                    ],
                };
            default:
                return Experiment(input);
        }
    }

    private IStructure? Experiment(IStructure input)
    {
        switch (input)
        {
            case CreateExperimentTemplateRequest:
                templates.Add($"template-{++made}");
                return new CreateExperimentTemplateResponse { ExperimentTemplate = new() { Id = $"template-{made}" } };
            case DeleteExperimentTemplateRequest delete:
                templates.Remove(delete.Id);
                return null;
            case StartExperimentRequest:
                experiments[$"experiment-{++made}"] = Node.Now + TimeSpan.FromSeconds(10);
                return new StartExperimentResponse { Experiment = ExperimentOf($"experiment-{made}") };
            case StopExperimentRequest stop:
                experiments[stop.Id] = Node.Now;
                return new StopExperimentResponse();
            case GetExperimentRequest get:
                return new GetExperimentResponse { Experiment = ExperimentOf(get.Id) };
            default:
                throw new InvariantBroken($"Nobody asks for {input.Shape}.");
        }
    }

    private Experiment ExperimentOf(string id) => new()
    {
        Id = id, State = new() { Status = experiments[id] > Node.Now ? "running" : "completed" },
    };

    private static Stack StackOf(string name, string status) => new()
    {
        StackId = name, StackName = name, StackStatus = status,
        Outputs = [new() { OutputKey = "Url", OutputValue = $"http://{name}" }],
    };

    /// <summary>Null where there is no such stack.</summary>
    private string? Status(string name) => !stacks.TryGetValue(name, out var stack) ? null
        : stack.Until > Node.Now ? $"{stack.Status}_IN_PROGRESS"
        : stack.Status == "DELETE" ? null
        : Fails?.Stack == name ? "CREATE_FAILED"
        : "CREATE_COMPLETE";
}
