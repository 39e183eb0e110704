using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

internal sealed partial class CloudFormation
{
    public override async ValueTask CancelUpdateStack(Call call, CancelUpdateStackInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var stack = Find(held.State, call, request.StackName);
        if (stack.Status != StackStatus.UpdateInProgress || stack.Operation is not { Phase: Phase.Forward } operation)
        {
            throw Refusal.Invalid(
                "CancelUpdateStack cannot be called from current stack status");
        }

        held.State.Stacks.Put(stack with { Operation = operation with { Cancelled = Reasons.User } });
        await held.Keep();
        loop.Tell();
    }

    public override async ValueTask<ContinueUpdateRollbackOutput> ContinueUpdateRollback(
        Call call, ContinueUpdateRollbackInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var stack = Find(state, call, request.StackName);
        if (IsAgain(stack, OperationType.ContinueRollback, request.ClientRequestToken))
        {
            await held.Keep();
            return new();
        }

        if (stack.Status != StackStatus.UpdateRollbackFailed || stack.Operation is not { } halted)
        {
            throw Refusal.Invalid(
                $"Stack:{stack.Id} is in {stack.Status} state and can not be rolled back; it must be in "
                + "UPDATE_ROLLBACK_FAILED.");
        }

        foreach (var name in request.ResourcesToSkip ?? [])
        {
            if (state.Resources.Find(ResourceRow.IdOf(stack.Id, name)) is not { Status: ResourceStatus.UpdateFailed })
            {
                throw Refusal.Invalid(
                    $"The following resource(s) are not in the UPDATE_FAILED state: [{name}]. Only those in it can be "
                    + "skipped.");
            }
        }

        var begun = Opening.New(call, OperationType.ContinueRollback, request.ClientRequestToken, Phase.Backward);
        var operation = begun with
        {
            Target = halted.Target,
            Imported = halted.Imported,
            ImportsBeside = halted.ImportsBeside,
            RetainsExceptOnCreate = halted.RetainsExceptOnCreate,
            Spared = [.. request.ResourcesToSkip ?? []],
        };
        Opening.Begin(state, call, stack, operation, StackStatus.UpdateRollbackInProgress);
        await held.Keep();
        loop.Tell();
        return new();
    }

    public override async ValueTask<RollbackStackOutput> RollbackStack(
        Call call, RollbackStackInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var stack = Find(state, call, request.StackName);
        if (IsAgain(stack, OperationType.Rollback, request.ClientRequestToken)
            || IsAgain(stack, OperationType.CreateStack, request.ClientRequestToken))
        {
            await held.Keep();
            return new() { StackId = stack.Id, OperationId = stack.Shown.LastOperations?[0].OperationId };
        }

        if (stack.Operation is not { Phase: Phase.Halted } halted
            || stack.Status is not (StackStatus.CreateFailed or StackStatus.UpdateFailed))
        {
            throw Refusal.InState(stack.Id, stack.Status, "rolled back");
        }

        var isCreation = stack.Edition is null;
        var operation = halted with
        {
            Id = call.Dice.Uuid(),
            Kind = isCreation ? OperationType.CreateStack : OperationType.Rollback,
            Phase = Phase.Backward,
            Since = call.Now,
            Token = request.ClientRequestToken,
            Cancelled = null,
            RetainsExceptOnCreate = request.RetainExceptOnCreate == true,
        };
        Opening.Begin(
            state, call, stack, operation,
            isCreation ? StackStatus.RollbackInProgress : StackStatus.UpdateRollbackInProgress);
        await held.Keep();
        loop.Tell();
        return new() { StackId = stack.Id, OperationId = operation.Id };
    }

    /// <summary>The same request came before, and is being done, or was done well.</summary>
    private static bool IsAgain(StackRow stack, string kind, string? token) =>
        token is not null && stack.Tokens.GetValueOrDefault(kind) == token
        && (stack.IsBusy || stack.Status is StackStatus.UpdateRollbackComplete or StackStatus.RollbackComplete);

    public override async ValueTask SignalResource(Call call, SignalResourceInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var stack = state.Find(call.Account, request.StackName) is { IsGone: false } found
            ? found
            : throw Refusal.NoStack(request.StackName);
        var row = state.Resources.Find(ResourceRow.IdOf(stack.Id, request.LogicalResourceId))
            ?? throw Refusal.NoResource(request.LogicalResourceId, stack.Name);
        if (!stack.IsBusy || !row.Status.EndsWith("_IN_PROGRESS", StringComparison.Ordinal))
        {
            throw Refusal.Invalid($"Resource {row.LogicalId} is in {row.Status} state and cannot be signaled");
        }

        var id = Keeping.Signal.IdOf(row.Id, request.UniqueId);
        if (state.Signals.Find(id) is null)
        {
            state.Signals.Put(new(id, call.Account, row.Id, request.UniqueId)
            {
                IsSuccess = request.Status == ResourceSignalStatus.Success,
                At = call.Now,
            });
            Happenings.Add(state, stack, new()
            {
                EventId = $"{row.LogicalId}-{row.Status}-{call.Dice.Uuid()}",
                LogicalResourceId = row.LogicalId,
                PhysicalResourceId = row.Now.PhysicalId ?? "",
                ResourceType = row.Now.Type,
                ResourceStatus = row.Status,
                ResourceStatusReason = $"Received {request.Status} signal with UniqueId {request.UniqueId}",
                Timestamp = call.Now,
            });
        }

        await held.Keep();
        loop.Tell();
    }
}
