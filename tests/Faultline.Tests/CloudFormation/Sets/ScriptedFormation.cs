using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Tests.CloudFormation.Sets;

/// <summary>
/// CloudFormation of one region, scripted: stacks come, change and go in a given time, and do as they are told. It
/// outlives whoever calls it.
/// </summary>
internal sealed class ScriptedFormation(string region, TimeProvider clock) : UnscriptedFormation
{
    private readonly List<ScriptedStack> stacks = [];
    private readonly Dictionary<string, (ScriptedStack Stack, DateTimeOffset Due)> detections = [];

    /// <summary>How long each change of a stack takes.</summary>
    public TimeSpan Takes { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The accounts in which creations and updates fail.</summary>
    public HashSet<string> Failing { get; } = [];

    /// <summary>The accounts in which stacks cannot be deleted.</summary>
    public HashSet<string> Stuck { get; } = [];

    /// <summary>The accounts whose resources are not as they were made.</summary>
    public HashSet<string> Drifted { get; } = [];

    /// <summary>Is asked before each call: what it returns is answered instead.</summary>
    public Func<string, AwsError?> Before { get; set; } = static _ => null;

    /// <summary>Is asked after each call that did something: what it returns is answered instead.</summary>
    public Func<string, AwsError?> After { get; set; } = static _ => null;

    /// <summary>So many stacks were under way at once at most.</summary>
    public int Peak { get; private set; }

    public IEnumerable<ScriptedStack> There => Now().Where(stack => stack.Status != StackStatus.DeleteComplete);

    /// <summary>All calls that were made, as <c>account operation</c>.</summary>
    public List<string> Heard { get; } = [];

    public override ValueTask<CreateStackOutput> CreateStack(Call call, CreateStackInput request, CancellationToken ct)
    {
        Hear(call);
        if (There.Any(each => each.Account == call.Account && each.Name == request.StackName))
        {
            throw CloudFormationErrors.AlreadyExistsException($"Stack [{request.StackName}] already exists");
        }

        var stack = new ScriptedStack(call.Account, request.StackName, region, stacks.Count)
        {
            Body = request.TemplateBody!,
            Said = Say(request.Parameters, request.Tags),
            Parameters = request.Parameters ?? [],
            By = call.Principal.Arn,
        };
        stacks.Add(stack);
        Begin(stack, StackStatus.CreateInProgress, request.ClientRequestToken, Failing.Contains(call.Account)
            ? StackStatus.DeleteComplete
            : StackStatus.CreateComplete);
        return Answer(call, new CreateStackOutput { StackId = stack.Id });
    }

    public override ValueTask<UpdateStackOutput> UpdateStack(Call call, UpdateStackInput request, CancellationToken ct)
    {
        Hear(call);
        var stack = Find(call, request.StackName);
        if (stack.IsUnderWay)
        {
            throw Invalid($"Stack:{stack.Id} is in {stack.Status} state and can not be updated.");
        }

        if (stack.Body == request.TemplateBody && stack.Said == Say(request.Parameters, request.Tags))
        {
            throw Invalid("No updates are to be performed.");
        }

        var fails = Failing.Contains(call.Account);
        if (!fails)
        {
            (stack.Body, stack.Said) = (request.TemplateBody!, Say(request.Parameters, request.Tags));
            stack.Parameters = request.Parameters ?? [];
        }

        Begin(stack, StackStatus.UpdateInProgress, request.ClientRequestToken, fails
            ? StackStatus.UpdateRollbackComplete
            : StackStatus.UpdateComplete);
        return Answer(call, new UpdateStackOutput { StackId = stack.Id });
    }

    public override ValueTask DeleteStack(Call call, DeleteStackInput request, CancellationToken ct)
    {
        Hear(call);
        var stack = Find(call, request.StackName);
        Begin(stack, StackStatus.DeleteInProgress, request.ClientRequestToken, Stuck.Contains(call.Account)
            ? StackStatus.DeleteFailed
            : StackStatus.DeleteComplete);
        return After(call.Operation.Name) is { } lost ? throw lost : ValueTask.CompletedTask;
    }

    public override ValueTask<DescribeStacksOutput> DescribeStacks(
        Call call, DescribeStacksInput request, CancellationToken ct)
    {
        Hear(call);
        var stack = Find(call, request.StackName!);
        return new(new DescribeStacksOutput
        {
            Stacks =
            [
                new()
                {
                    StackId = stack.Id,
                    StackName = stack.Name,
                    StackStatus = stack.Status,
                    CreationTime = call.Now,
                    Parameters = stack.Parameters,
                },
            ],
        });
    }

    public override ValueTask<DescribeStackEventsOutput> DescribeStackEvents(
        Call call, DescribeStackEventsInput request, CancellationToken ct)
    {
        Hear(call);
        var stack = Find(call, request.StackName);
        return new(new DescribeStackEventsOutput { StackEvents = [.. Enumerable.Reverse(stack.Events)] });
    }

    public override ValueTask<GetTemplateOutput> GetTemplate(Call call, GetTemplateInput request, CancellationToken ct)
    {
        Hear(call);
        return new(new GetTemplateOutput { TemplateBody = Find(call, request.StackName!).Body });
    }

    public override ValueTask<DetectStackDriftOutput> DetectStackDrift(
        Call call, DetectStackDriftInput request, CancellationToken ct)
    {
        Hear(call);
        var id = $"detection-{detections.Count}";
        detections.Add(id, (Find(call, request.StackName), clock.GetUtcNow() + Takes));
        return Answer(call, new DetectStackDriftOutput { StackDriftDetectionId = id });
    }

    public override ValueTask<DescribeStackDriftDetectionStatusOutput> DescribeStackDriftDetectionStatus(
        Call call, DescribeStackDriftDetectionStatusInput request, CancellationToken ct)
    {
        Hear(call);
        var (stack, due) = detections[request.StackDriftDetectionId];
        return new(new DescribeStackDriftDetectionStatusOutput
        {
            StackId = stack.Id,
            StackDriftDetectionId = request.StackDriftDetectionId,
            DetectionStatus = clock.GetUtcNow() < due
                ? StackDriftDetectionStatus.DetectionInProgress
                : StackDriftDetectionStatus.DetectionComplete,
            StackDriftStatus = Drifted.Contains(stack.Account) ? StackDriftStatus.Drifted : StackDriftStatus.InSync,
            Timestamp = due,
        });
    }

    public override ValueTask<DescribeStackResourceDriftsOutput> DescribeStackResourceDrifts(
        Call call, DescribeStackResourceDriftsInput request, CancellationToken ct)
    {
        Hear(call);
        var stack = Find(call, request.StackName);
        return new(new DescribeStackResourceDriftsOutput
        {
            StackResourceDrifts =
            [
                new()
                {
                    StackId = stack.Id,
                    LogicalResourceId = "Queue",
                    ResourceType = "AWS::SQS::Queue",
                    StackResourceDriftStatus = Drifted.Contains(stack.Account)
                        ? StackResourceDriftStatus.Modified
                        : StackResourceDriftStatus.InSync,
                    Timestamp = clock.GetUtcNow(),
                },
            ],
        });
    }

    private static string Say(List<Parameter>? parameters, List<Tag>? tags) =>
        string.Join(' ', (parameters ?? []).Select(each => $"{each.ParameterKey}={each.ParameterValue}").Order())
        + " " + string.Join(' ', (tags ?? []).Select(each => $"{each.Key}:{each.Value}"));

    private static AwsError Invalid(string message) => new("ValidationError", 400, message);

    private void Hear(Call call)
    {
        Heard.Add($"{call.Account} {call.Operation.Name}");
        if (Before(call.Operation.Name) is { } refused)
        {
            throw refused;
        }
    }

    private ValueTask<T> Answer<T>(Call call, T answer) => After(call.Operation.Name) is { } lost
        ? throw lost
        : new(answer);

    private void Begin(ScriptedStack stack, string status, string? token, string then)
    {
        stack.Begin(status, token, then, clock.GetUtcNow() + Takes);
        Peak = Math.Max(Peak, Now().Count(each => each.IsUnderWay));
    }

    private ScriptedStack Find(Call call, string nameOrId) =>
        Now().LastOrDefault(stack => stack.Account == call.Account && (stack.Id == nameOrId
            || stack.Name == nameOrId && stack.Status != StackStatus.DeleteComplete))
        ?? throw Invalid($"Stack with id {nameOrId} does not exist");

    private List<ScriptedStack> Now()
    {
        stacks.ForEach(stack => stack.Settle(clock.GetUtcNow()));
        return stacks;
    }
}

/// <summary>A stack of a scripted region.</summary>
internal sealed class ScriptedStack(string account, string name, string region, int number)
{
    private string then = "";
    private string? token;
    private DateTimeOffset due;

    public string Account => account;

    public string Name => name;

    public string Id => $"arn:aws:cloudformation:{region}:{account}:stack/{name}/{number}";

    public string Status { get; private set; } = "";

    public string Body { get; set; } = "";

    public string Said { get; set; } = "";

    public string By { get; init; } = "";

    public List<Parameter> Parameters { get; set; } = [];

    public List<StackEvent> Events { get; } = [];

    public bool IsUnderWay => Status.EndsWith("_IN_PROGRESS", StringComparison.Ordinal);

    public void Begin(string status, string? asked, string next, DateTimeOffset until)
    {
        (Status, token, then, due) = (status, asked, next, until);
        Say(name, "AWS::CloudFormation::Stack", status, "User Initiated");
    }

    public void Settle(DateTimeOffset now)
    {
        if (!IsUnderWay || now < due)
        {
            return;
        }

        var what = Status.Split('_')[0];
        var fails = what switch
        {
            "CREATE" => then == StackStatus.DeleteComplete,
            _ => then is StackStatus.UpdateRollbackComplete or StackStatus.DeleteFailed,
        };
        if (fails)
        {
            Say("Queue", "AWS::SQS::Queue", $"{what}_FAILED", "It is refused here");
            Say("Other", "AWS::SQS::Queue", $"{what}_FAILED", "Resource creation cancelled");
        }

        Status = then;
        Say(name, "AWS::CloudFormation::Stack", then, null);
    }

    private void Say(string logicalId, string type, string status, string? reason) => Events.Add(new()
    {
        StackId = Id,
        EventId = $"{Events.Count}",
        StackName = name,
        LogicalResourceId = logicalId,
        ResourceType = type,
        ResourceStatus = status,
        ResourceStatusReason = reason,
        ClientRequestToken = token,
        Timestamp = due,
    });
}
