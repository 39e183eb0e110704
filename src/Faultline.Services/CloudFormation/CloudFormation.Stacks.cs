using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Comparing;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

internal sealed partial class CloudFormation
{
    private const string ParentTag = "aws:cloudformation:stack-id";

    public override async ValueTask<CreateStackOutput> CreateStack(
        Call call, CreateStackInput request, CancellationToken ct)
    {
        Names.CheckStack(request.StackName);
        CheckPolicy(request.StackPolicyBody, request.StackPolicyURL);
        var body = drafts.Body(request.TemplateBody, request.TemplateURL, null, null);
        var template = drafts.Read(body, request.Capabilities, request.ResourceTypes);
        var edition = await drafts.Of(
            call, template, request.Parameters, Own(request.Tags), request.NotificationARNs, null, ct);
        var operation = Opening.New(call, OperationType.CreateStack, request.ClientRequestToken) with
        {
            Target = edition,
            OnFailure = Opening.OnFailureOf(request.OnFailure, request.DisableRollback),
            RetainsExceptOnCreate = request.RetainExceptOnCreate == true,
            Deadline = request.TimeoutInMinutes is { } minutes ? call.Now + TimeSpan.FromMinutes(minutes) : null,
            Vigil = Watching.Of(request.RollbackConfiguration),
        };
        await Exist(call, template, edition, ct);
        var things = await inventory.Of(call, template, ct);
        using var held = await book.Take(ct);
        if (Same(held.State, call, request.StackName, operation) is { } same)
        {
            await held.Keep();
            return new() { StackId = same.Id, OperationId = same.Shown.LastOperations?[0].OperationId };
        }

        var stack = New(held.State, call, request.StackName);
        var bound = Bind(held.State, stack, edition, things);
        stack = WithParent(held.State, call, request.Tags, stack.With(shown =>
        {
            Show(shown, bound, edition);
            shown.RoleARN = request.RoleARN;
            shown.Capabilities = request.Capabilities;
            shown.TimeoutInMinutes = request.TimeoutInMinutes;
            shown.EnableTerminationProtection = request.EnableTerminationProtection ?? false;
            shown.RollbackConfiguration = request.RollbackConfiguration ?? new();
            shown.DisableRollback = operation.OnFailure == OnFailure.DoNothing;
            shown.RetainExceptOnCreate = request.RetainExceptOnCreate;
        })) with { Policy = request.StackPolicyBody };
        Opening.Begin(held.State, call, stack, operation, StackStatus.CreateInProgress);
        await held.Keep();
        loop.Tell();
        return new() { StackId = stack.Id, OperationId = operation.Id };
    }

    public override async ValueTask<UpdateStackOutput> UpdateStack(
        Call call, UpdateStackInput request, CancellationToken ct)
    {
        CheckPolicy(request.StackPolicyBody, request.StackPolicyURL);
        CheckPolicy(request.StackPolicyDuringUpdateBody, request.StackPolicyDuringUpdateURL);
        var before = await Look(call, request.StackName, ct);
        var previous = before.Edition ?? before.Operation?.Target;
        var body = drafts.Body(request.TemplateBody, request.TemplateURL, request.UsePreviousTemplate, previous?.Body);
        var template = drafts.Read(body, request.Capabilities, request.ResourceTypes);
        var edition = await drafts.Of(
            call, template, request.Parameters, Own(request.Tags), request.NotificationARNs, previous, ct);
        await Exist(call, template, edition, ct);
        var things = await inventory.Of(call, template, ct);
        var operation = Opening.New(call, OperationType.UpdateStack, request.ClientRequestToken) with
        {
            Target = edition,
            OnFailure = request.DisableRollback == true ? OnFailure.DoNothing : OnFailure.Rollback,
            RetainsExceptOnCreate = request.RetainExceptOnCreate == true,
            Policy = request.StackPolicyDuringUpdateBody,
        };
        using var held = await book.Take(ct);
        var stack = Find(held.State, call, request.StackName);
        if (request.ClientRequestToken is { } token
            && stack.Tokens.GetValueOrDefault(OperationType.UpdateStack) == token
            && (stack.IsBusy || stack.Status == StackStatus.UpdateComplete))
        {
            await held.Keep();
            return new() { StackId = stack.Id, OperationId = stack.Shown.LastOperations?[0].OperationId };
        }

        Opening.CheckUpdatable(stack);
        var bound = Bind(held.State, stack, edition, things);
        CheckChanges(held.State, stack, bound, edition);
        stack = stack with { Policy = request.StackPolicyBody ?? stack.Policy };
        operation = operation with
        {
            Vigil = Watching.Of(request.RollbackConfiguration ?? stack.Shown.RollbackConfiguration),
        };
        Opening.Begin(held.State, call, stack, operation, StackStatus.UpdateInProgress, shown =>
        {
            shown.LastUpdatedTime = call.Now;
            shown.RoleARN = request.RoleARN ?? shown.RoleARN;
            shown.Capabilities = request.Capabilities ?? shown.Capabilities;
            shown.RollbackConfiguration = request.RollbackConfiguration ?? shown.RollbackConfiguration;
            shown.DisableRollback = request.DisableRollback ?? false;
        });
        Outdate(held.State, stack);
        await held.Keep();
        loop.Tell();
        return new() { StackId = stack.Id, OperationId = operation.Id };
    }

    public override async ValueTask DeleteStack(Call call, DeleteStackInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        if (state.Find(call.Account, request.StackName) is not { IsGone: false } stack
            || stack.Operation is { Phase: Phase.Delete })
        {
            // What is gone, or never was, is deleted.
            await held.Keep();
            return;
        }

        if (stack.Shown.EnableTerminationProtection == true)
        {
            throw Refusal.Invalid(
                $"Stack [{stack.Name}] cannot be deleted while TerminationProtection is enabled");
        }

        if (stack.IsBusy && stack.Status.StartsWith("UPDATE_", StringComparison.Ordinal))
        {
            throw Refusal.Invalid($"Stack [{stack.Name}] cannot be deleted while in status {stack.Status}");
        }

        if (request.RetainResources is { Count: > 0 } && stack.Status != StackStatus.DeleteFailed)
        {
            throw Refusal.Invalid(
                $"Invalid operation on stack [{stack.Id}]. When you delete a stack, specify which resources to retain "
                + "only when the stack is in the DELETE_FAILED state.");
        }

        var operation = Opening.New(call, OperationType.DeleteStack, request.ClientRequestToken, Phase.Delete) with
        {
            Spared = [.. request.RetainResources ?? []],
            IsForced = request.DeletionMode == DeletionMode.ForceDeleteStack,
        };
        if (operation.IsForced && stack.Status != StackStatus.DeleteFailed)
        {
            throw Refusal.Invalid(
                $"Invalid operation on stack [{stack.Id}]. DeletionMode FORCE_DELETE_STACK is for stacks in the "
                + "DELETE_FAILED state.");
        }

        Opening.Begin(state, call, stack, operation, StackStatus.DeleteInProgress, shown =>
        {
            shown.DeletionMode = request.DeletionMode;
            shown.DeletionTime = call.Now;
        });
        if (Exports.Holds(state, stack) is { } why)
        {
            Happenings.Enter(
                state, state.Stacks.Find(stack.Id)!, StackStatus.DeleteFailed, why, call.Now, call.Dice,
                row => row with { Operation = null });
        }

        await held.Keep();
        loop.Tell();
    }

    /// <summary>
    /// Change sets that were made for a stack as it is not any more ("ChangeSetSummary", API reference).
    /// </summary>
    private static void Outdate(CloudFormationState state, StackRow stack)
    {
        foreach (var set in state.ChangeSets.In(stack.Id)
            .Where(row => row.Shown.ExecutionStatus == ExecutionStatus.Available).ToList())
        {
            state.ChangeSets.Put(set.With(shown => shown.ExecutionStatus = ExecutionStatus.Obsolete));
        }
    }

    private StackRow New(CloudFormationState state, Call call, string name)
    {
        if (state.Named(call.Account, name) is not null)
        {
            throw Refusal.Exists(name);
        }

        if (state.Stacks.Of(call.Account).Count(row => !row.IsGone) >= Limits.StacksMax)
        {
            throw CloudFormationErrors.LimitExceededException(
                $"Limit for stack has been exceeded: {Limits.StacksMax} stacks.");
        }

        var id = Names.StackArn(region, call.Account, name, call.Dice.Uuid());
        return new(id, call.Account, new()
        {
            StackId = id,
            StackName = name,
            CreationTime = call.Now,
            StackStatus = "",
            DriftInformation = new() { StackDriftStatus = StackDriftStatus.NotChecked },
        })
        {
            Caller = Callers.For(call),
            Origin = call.Origin,
        };
    }

    /// <summary>A stack that another one makes is tagged with its id: so it is known to be nested.</summary>
    private static StackRow WithParent(CloudFormationState state, Call call, List<Tag>? tags, StackRow stack) =>
        call.Principal.Service is not null && tags?.Find(tag => tag.Key == ParentTag)?.Value is { } parent
            ? stack.With(shown =>
            {
                shown.ParentId = parent;
                shown.RootId = state.Stacks.Find(parent)?.Shown.RootId ?? parent;
            })
            : stack;

    /// <summary>The tags that callers give. Those that begin so are AWS's own.</summary>
    private static List<Tag>? Own(List<Tag>? tags) =>
        tags?.FindAll(tag => !tag.Key.StartsWith("aws:", StringComparison.Ordinal));

    private static void Show(Stack shown, Bound bound, Edition edition)
    {
        shown.Description = bound.Template.Description;
        shown.Parameters = ShownParameters.Of(bound, edition);
        shown.Tags = [.. edition.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];
        shown.NotificationARNs = [.. edition.NotificationArns];
    }

    /// <summary>The stack that the same call made before.</summary>
    private static StackRow? Same(CloudFormationState state, Call call, string name, Undertaking operation) =>
        operation.Token is { } token && state.Named(call.Account, name) is { } row
            && row.Tokens.GetValueOrDefault(operation.Kind) == token
                ? row
                : null;

    private Bound Bind(CloudFormationState state, StackRow stack, Edition edition, Things things)
    {
        try
        {
            var bound = bindings.Bind(state, stack.Account, stack.Name, stack.Id, edition, things);
            drafts.CheckProperties(bound);
            return bound;
        }
        catch (TemplateFault wrong)
        {
            throw Refusal.Invalid(wrong.Message);
        }
    }

    /// <summary>Refuses an update that changes nothing.</summary>
    private void CheckChanges(CloudFormationState state, StackRow stack, Bound bound, Edition edition)
    {
        if (stack.Operation is { Phase: Phase.Halted } || stack.Edition is not { } before)
        {
            return;
        }

        var comparison = Compare(state, stack, bound, edition, Pairs.None);
        if (comparison.Count > 0 || !before.Tags.SequenceEqual(edition.Tags)
            || !before.NotificationArns.SequenceEqual(edition.NotificationArns))
        {
            return;
        }

        if (Outputs(state, stack, bound).SequenceEqual(
            (stack.Shown.Outputs ?? []).Select(Line), StringComparer.Ordinal))
        {
            throw Refusal.NoUpdates();
        }
    }

    private List<ResourceChange> Compare(
        CloudFormationState state,
        StackRow stack,
        Bound bound,
        Edition edition,
        System.Collections.Immutable.ImmutableSortedDictionary<string, string> imported,
        IReadOnlyDictionary<string, Drift.Live>? lives = null)
    {
        var before = stack.Edition;
        var changed = before is null
            ? []
            : bound.Template.Parameters
                .Where(declared => before.Parameters.GetValueOrDefault(declared.Name, declared.Default ?? "")
                    != edition.Parameters.GetValueOrDefault(declared.Name, declared.Default ?? ""))
                .Select(declared => declared.Name)
                .ToHashSet(StringComparer.Ordinal);
        return new Comparison(state.ResourcesOf(stack.Id), bound, kinds.Find)
        {
            ChangedParameters = changed,
            TagsDiffer = before is not null && !before.Tags.SequenceEqual(edition.Tags),
            Imported = imported,
            Lives = lives,
        }.All();
    }

    /// <summary>What the outputs would be if nothing else changed.</summary>
    private List<string> Outputs(CloudFormationState state, StackRow stack, Bound bound)
    {
        var rows = state.ResourcesOf(stack.Id).ToDictionary(row => row.LogicalId, StringComparer.Ordinal);
        try
        {
            var references = new References(
                name => rows.GetValueOrDefault(name)?.Now, type => kinds.Find(type) is not Placeholder);
            return Commitment.Outputs(bound, references).ConvertAll(Line);
        }
        catch (TemplateFault)
        {
            return ["?"];
        }
    }

    private static string Line(Output output) =>
        $"{output.OutputKey}\n{output.OutputValue}\n{output.ExportName}\n{output.Description}";

    private static void CheckPolicy(string? body, string? url)
    {
        if (url is not null)
        {
            throw Refusal.Invalid($"Faultline cannot read {url}: it has no S3 yet. Send the stack policy as text.");
        }

        if (body?.Length > Limits.PolicyBytesMax)
        {
            throw Refusal.Invalid($"Stack policy must be at most {Limits.PolicyBytesMax} bytes.");
        }

        if (body is not null && StackPolicy.Fault(body) is { } fault)
        {
            throw Refusal.Invalid(fault);
        }
    }

    private async ValueTask<StackRow> Look(Call call, string name, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var stack = Find(held.State, call, name);
        await held.Keep();
        return stack;
    }

    /// <summary>A stack that is there; refused otherwise.</summary>
    private static StackRow Find(CloudFormationState state, Call call, string name) =>
        state.Find(call.Account, name) is { IsGone: false } stack ? stack : throw Refusal.NoStackNamed(name);
}
