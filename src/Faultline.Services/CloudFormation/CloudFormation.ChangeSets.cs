using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Drift;
using Faultline.Services.CloudFormation.Importing;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation;

internal sealed partial class CloudFormation
{
    private const string NoChanges =
        "The submitted information didn't contain changes. Submit different information to create a change set.";

    public override async ValueTask<CreateChangeSetOutput> CreateChangeSet(
        Call call, CreateChangeSetInput request, CancellationToken ct)
    {
        CheckAsked(request);
        var type = request.ChangeSetType ?? ChangeSetType.Update;
        var (before, isNew) = await Addressed(call, request, type, ct);
        var previous = before?.Edition ?? before?.Operation?.Target;
        var body = drafts.Body(request.TemplateBody, request.TemplateURL, request.UsePreviousTemplate, previous?.Body);
        var template = drafts.Read(body, request.Capabilities, request.ResourceTypes, isReviewed: true);
        var edition = await drafts.Of(
            call, template, request.Parameters, Own(request.Tags), request.NotificationARNs, previous, ct);
        await Exist(call, template, edition, ct);
        var things = await inventory.Of(call, template, ct);
        var lives = await Lives(call, request, before, ct);
        var findings = await ToTakeIn(call, request, isNew, template, edition, things, ct);
        using var held = await book.Take(ct);
        var state = held.State;
        var stack = isNew ? New(state, call, request.StackName) : Find(state, call, request.StackName);
        if (state.ChangeSets.In(stack.Id).FirstOrDefault(row => row.Name == request.ChangeSetName)
            is { } same)
        {
            await held.Keep();
            return same.Token is not null && same.Token == request.ClientToken
                ? new() { Id = same.Id, StackId = stack.Id }
                : throw CloudFormationErrors.AlreadyExistsException(
                    $"ChangeSet {request.ChangeSetName} cannot be created due to a mismatch with existing attribute");
        }

        var bound = Bind(state, stack, edition, things);
        var changes = Compare(state, stack, bound, edition, findings.Imported, lives);
        if (type == ChangeSetType.Import)
        {
            Imports.Check(findings.Asked, bound, edition, stack.Edition, changes);
        }

        if (isNew)
        {
            Happenings.Enter(
                state, stack.With(shown => Show(shown, bound, edition)), StackStatus.ReviewInProgress, Reasons.User,
                call.Now, call.Dice);
        }

        findings = findings with
        {
            Failure = findings.Failure
                ?? (type == ChangeSetType.Import ? null : Imports.Unretained(findings.Found, bound))
                ?? Imports.Owned(state, call.Account, findings.Found),
        };
        var set = Made(state, call, request, state.Stacks.Find(stack.Id)!, bound, edition, changes, findings, lives);
        state.ChangeSets.Put(set);
        await held.Keep();
        return new() { Id = set.Id, StackId = stack.Id };
    }

    public override async ValueTask<DescribeChangeSetOutput> DescribeChangeSet(
        Call call, DescribeChangeSetInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var set = FindSet(held.State, call, request.ChangeSetName, request.StackName);
        var shown = Seen(held.State, set);
        await held.Keep();
        var all = (shown.Changes ?? []).ConvertAll(change => request.IncludePropertyValues == true
            ? change
            : change.With(each => each.ResourceChange = each.ResourceChange!.With(
                inner => (inner.BeforeContext, inner.AfterContext, inner.PreviousDeploymentContext) =
                    (null, null, null))));
        var (page, next) = Pages.Cut(call, all, each => each.ResourceChange!.LogicalResourceId!, request.NextToken);
        return shown.With(each => (each.Changes, each.NextToken) = (page, next));
    }

    public override async ValueTask<ExecuteChangeSetOutput> ExecuteChangeSet(
        Call call, ExecuteChangeSetInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var set = FindSet(state, call, request.ChangeSetName, request.StackName);
        var stack = state.Stacks.Find(set.Stack)!;
        if (request.ClientRequestToken is { } token && stack.Tokens.ContainsValue(token)
            && set.Shown.ExecutionStatus == ExecutionStatus.ExecuteInProgress)
        {
            await held.Keep();
            return new();
        }

        var shown = Seen(state, set);
        if (shown.ExecutionStatus != ExecutionStatus.Available)
        {
            throw CloudFormationErrors.InvalidChangeSetStatusException(
                $"ChangeSet [{set.Id}] cannot be executed in its current status of [{shown.Status}]");
        }

        var isFirst = stack.Status == StackStatus.ReviewInProgress;
        if (!isFirst)
        {
            Opening.CheckUpdatable(stack);
        }

        var operation = Opening.New(
            call, isFirst ? OperationType.CreateStack : OperationType.UpdateStack, request.ClientRequestToken) with
        {
            Target = set.Edition,
            Imported = set.Imported,
            ImportsBeside = set.Type != ChangeSetType.Import,
            Live = set.Live,
            RetainsExceptOnCreate = request.RetainExceptOnCreate == true,
            Vigil = Watching.Of(set.Shown.RollbackConfiguration),
            OnFailure = set.Shown.OnStackFailure is { } onFailure
                ? Opening.OnFailureOf(onFailure, request.DisableRollback)
                : Opening.OnFailureOf(null, request.DisableRollback),
        };
        Execute(state, call, stack, set, operation, isFirst);
        await held.Keep();
        loop.Tell();
        return new();
    }

    public override async ValueTask<DeleteChangeSetOutput> DeleteChangeSet(
        Call call, DeleteChangeSetInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        if (SetNamed(state, call, request.ChangeSetName, request.StackName) is not { } set)
        {
            // One that is not there is deleted, as long as its stack is: so CDK begins each deployment.
            await held.Keep();
            return new();
        }

        if (Seen(state, set).ExecutionStatus == ExecutionStatus.ExecuteInProgress)
        {
            throw CloudFormationErrors.InvalidChangeSetStatusException(
                $"ChangeSet [{set.Id}] cannot be deleted while it is executed");
        }

        state.ChangeSets.Remove(set.Id);
        await held.Keep();
        return new();
    }

    public override async ValueTask<ListChangeSetsOutput> ListChangeSets(
        Call call, ListChangeSetsInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var stack = Any(held.State, call, request.StackName);
        var all = held.State.ChangeSets.In(stack.Id)
            .Select(row => Seen(held.State, row)).ToList();
        await held.Keep();
        var (page, next) = Pages.Cut(call, all, set => set.ChangeSetId!, request.NextToken);
        return new() { Summaries = page.ConvertAll(set => set.To<ChangeSetSummary>()), NextToken = next };
    }

    public override async ValueTask<DescribeChangeSetHooksOutput> DescribeChangeSetHooks(
        Call call, DescribeChangeSetHooksInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var set = FindSet(held.State, call, request.ChangeSetName, request.StackName);
        await held.Keep();
        return new()
        {
            ChangeSetId = set.Id,
            ChangeSetName = set.Name,
            StackId = set.Stack,
            StackName = set.Shown.StackName,
            Status = ChangeSetHooksStatus.Planned,
            Hooks = [],
        };
    }

    private static void CheckAsked(CreateChangeSetInput request)
    {
        Names.CheckChangeSet(request.ChangeSetName);
        if (!request.StackName.StartsWith("arn:", StringComparison.Ordinal))
        {
            Names.CheckStack(request.StackName);
        }

        if (request.IncludeNestedStacks == true)
        {
            throw Refusal.NotBuilt("change sets of nested stacks (IncludeNestedStacks)");
        }

        if (request.OnStackFailure == OnStackFailure.Delete && request.ChangeSetType != ChangeSetType.Create)
        {
            throw Refusal.Invalid("OnStackFailure DELETE is only valid when ChangeSetType is CREATE.");
        }

        if (request is { DeploymentMode: not null, ChangeSetType: ChangeSetType.Import })
        {
            throw Refusal.Invalid("DeploymentMode cannot be specified when ChangeSetType is IMPORT.");
        }
    }

    /// <summary>The stack that a change set is for, and whether it begins with it.</summary>
    private async ValueTask<(StackRow? Stack, bool IsNew)> Addressed(
        Call call, CreateChangeSetInput request, string type, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var stack = held.State.Find(call.Account, request.StackName) is { IsGone: false } found ? found : null;
        await held.Keep();
        switch (type)
        {
            case ChangeSetType.Create when stack is not null && stack.Status != StackStatus.ReviewInProgress:
                throw Refusal.Invalid(
                    $"Stack [{stack.Name}] already exists and cannot be created again with the changeSet "
                    + $"[{request.ChangeSetName}].");
            case ChangeSetType.Update when stack is null:
            case not null when stack is null && request.StackName.StartsWith("arn:", StringComparison.Ordinal):
                throw Refusal.NoStackNamed(request.StackName);
            case ChangeSetType.Update or ChangeSetType.Import when stack is not null
                && stack.Status != StackStatus.ReviewInProgress:
                Opening.CheckUpdatable(stack);
                break;
        }

        return (stack, stack is null);
    }

    private ChangeSetRow Made(
        CloudFormationState state,
        Call call,
        CreateChangeSetInput request,
        StackRow stack,
        Bound bound,
        Edition edition,
        List<ResourceChange> changes,
        Findings findings,
        IReadOnlyDictionary<string, Live>? lives)
    {
        var changesNothing = changes.Count == 0 && stack.Edition is { } before
            && before.Tags.SequenceEqual(edition.Tags)
            && Outputs(state, stack, bound).SequenceEqual(
                (stack.Shown.Outputs ?? []).Select(Line), StringComparer.Ordinal);
        var failure = findings.Failure ?? (changesNothing ? NoChanges : null);
        var id = Names.ChangeSetArn(region, call.Account, request.ChangeSetName, call.Dice.Uuid());
        return new(id, call.Account, stack.Id, new()
        {
            ChangeSetId = id,
            ChangeSetName = request.ChangeSetName,
            StackId = stack.Id,
            StackName = stack.Name,
            Description = request.Description,
            CreationTime = call.Now,
            Parameters = ShownParameters.Of(bound, edition),
            Tags = [.. edition.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
            NotificationARNs = [.. edition.NotificationArns],
            Capabilities = request.Capabilities,
            RollbackConfiguration = request.RollbackConfiguration ?? stack.Shown.RollbackConfiguration ?? new(),
            IncludeNestedStacks = false,
            ImportExistingResources = request.ImportExistingResources,
            DeploymentMode = request.DeploymentMode,
            StackDriftStatus = lives is null ? null
                : lives.Values.Any(static live => live.HasDrifted) ? StackDriftStatus.Drifted
                : StackDriftStatus.InSync,
            OnStackFailure = request.OnStackFailure,
            Changes = findings.Failure is not null ? [] : changes.ConvertAll(change => new Api.CloudFormation.Change
            {
                Type = ChangeType.Resource,
                ResourceChange = change,
            }),
            Status = failure is null ? ChangeSetStatus.CreateComplete : ChangeSetStatus.Failed,
            StatusReason = failure ?? (request.ChangeSetType == ChangeSetType.Import ? Imports.Review : null),
            ExecutionStatus = failure is null ? ExecutionStatus.Available : ExecutionStatus.Unavailable,
        })
        {
            Type = request.ChangeSetType ?? ChangeSetType.Update,
            Edition = edition,
            Imported = findings.Imported,
            Live = Pairs.None.AddRange((lives ?? new Dictionary<string, Live>())
                .Where(static each => each.Value.HasDrifted)
                .Select(static each => KeyValuePair.Create(each.Key, each.Value.Text))),
            RoleArn = request.RoleARN,
            Token = request.ClientToken,
        };
    }

    private static void Execute(
        CloudFormationState state, Call call, StackRow stack, ChangeSetRow set, Undertaking operation, bool isFirst)
    {
        // The others were made for a stack that is another one from now on.
        foreach (var other in state.ChangeSets.In(stack.Id).Where(row => row.Id != set.Id).ToList())
        {
            state.ChangeSets.Remove(other.Id);
        }

        var status = operation.IsImport ? StackStatus.ImportInProgress
            : isFirst ? StackStatus.CreateInProgress
            : StackStatus.UpdateInProgress;
        Opening.Begin(state, call, stack, operation, status, shown =>
        {
            shown.ChangeSetId = set.Id;
            shown.LastUpdatedTime = call.Now;
            shown.RoleARN = set.RoleArn ?? shown.RoleARN;
            shown.Capabilities = set.Shown.Capabilities ?? shown.Capabilities;
            shown.RollbackConfiguration = set.Shown.RollbackConfiguration ?? shown.RollbackConfiguration;
            shown.DisableRollback = operation.OnFailure == OnFailure.DoNothing;
        });
        state.ChangeSets.Put(set.With(shown => shown.ExecutionStatus = ExecutionStatus.ExecuteInProgress));
    }

    /// <summary>
    /// How a change set that was executed does is what its stack says, until another operation begins
    /// (<see cref="Opening"/>).
    /// </summary>
    internal static DescribeChangeSetOutput Seen(CloudFormationState state, ChangeSetRow set)
    {
        if (set.Shown.ExecutionStatus != ExecutionStatus.ExecuteInProgress
            || state.Stacks.Find(set.Stack) is not { IsBusy: false } stack)
        {
            return set.Shown;
        }

        var isWell = stack.Status
            is StackStatus.CreateComplete or StackStatus.UpdateComplete or StackStatus.ImportComplete;
        return set.Shown.With(shown =>
            shown.ExecutionStatus = isWell ? ExecutionStatus.ExecuteComplete : ExecutionStatus.ExecuteFailed);
    }

    private static ChangeSetRow FindSet(CloudFormationState state, Call call, string name, string? stackName) =>
        SetNamed(state, call, name, stackName)
        ?? throw CloudFormationErrors.ChangeSetNotFoundException($"ChangeSet [{name}] does not exist");

    private static ChangeSetRow? SetNamed(CloudFormationState state, Call call, string name, string? stackName)
    {
        if (name.StartsWith("arn:", StringComparison.Ordinal))
        {
            return state.ChangeSets.Find(call.Account, name);
        }

        var stack = Any(state, call, stackName ?? throw Refusal.Invalid(
            "StackName must be specified if ChangeSetName is not specified as an ARN."));
        return state.ChangeSets.In(stack.Id).FirstOrDefault(row => row.Name == name);
    }
}
