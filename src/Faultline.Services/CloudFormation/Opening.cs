using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

/// <summary>How operations on stacks begin.</summary>
internal static class Opening
{
    /// <summary>Statuses from which a stack can be updated ("Stack status codes", user guide).</summary>
    private static readonly HashSet<string> updatable = new(StringComparer.Ordinal)
    {
        StackStatus.CreateComplete, StackStatus.CreateFailed, StackStatus.UpdateComplete, StackStatus.UpdateFailed,
        StackStatus.UpdateRollbackComplete, StackStatus.ImportComplete, StackStatus.ImportRollbackComplete,
    };

    public static void CheckUpdatable(StackRow stack)
    {
        if (stack.IsBusy || !updatable.Contains(stack.Status))
        {
            throw Refusal.InState(stack.Id, stack.Status, "updated");
        }
    }

    /// <summary>Puts an operation on a stack in its first status, in the caller's name.</summary>
    public static void Begin(
        CloudFormationState state,
        Call call,
        StackRow stack,
        Undertaking operation,
        string status,
        Action<Stack>? change = null)
    {
        foreach (var set in state.ChangeSets.In(stack.Id)
            .Where(set => !stack.IsBusy && set.Shown.ExecutionStatus == ExecutionStatus.ExecuteInProgress).ToList())
        {
            state.ChangeSets.Put(set with { Shown = CloudFormation.Seen(state, set) });
        }

        var begun = stack with
        {
            Caller = Callers.For(call),
            Origin = call.Origin,
            Operation = Tagged(stack, operation),
            Tokens = operation.Token is { } token ? stack.Tokens.SetItem(operation.Kind, token) : stack.Tokens,
        };
        begun = begun.With(shown =>
        {
            shown.LastOperations = [new() { OperationId = operation.Id, OperationType = operation.Kind }];
            change?.Invoke(shown);
        });
        Happenings.Enter(state, begun, status, Reasons.User, call.Now, call.Dice);
    }

    /// <summary>The operation with what it must know of the tags that resources have from before.</summary>
    private static Undertaking Tagged(StackRow stack, Undertaking operation)
    {
        var halted = stack.Operation is { Phase: Phase.Halted } one ? one : null;
        if (halted is { Imported.IsEmpty: false } && operation.Phase == Phase.Forward)
        {
            // What was taken in on the way there is let stand if this goes back.
            operation = operation with
            {
                Imported = halted.Imported.SetItems(operation.Imported),
                ImportsBeside = !operation.IsImport,
            };
        }

        var stands = stack.Edition?.Tags ?? halted?.Target?.Tags ?? Pairs.None;
        var (left, target) = (halted?.Target?.Tags ?? stands, operation.Target?.Tags ?? stands);
        return operation with
        {
            TagsBefore = operation.TagsBefore.Union(halted?.TagsBefore ?? []).Union(stands.Keys).Union(left.Keys),
            TagsDiffer = halted?.TagsDiffer == true || !stands.SequenceEqual(left) || !stands.SequenceEqual(target),
        };
    }

    /// <summary>A new operation in the caller's words.</summary>
    public static Undertaking New(Call call, string kind, string? token, Phase phase = Phase.Forward) =>
        new(call.Dice.Uuid(), kind, phase) { Since = call.Now, Token = token };

    public static string OnFailureOf(string? onFailure, bool? disablesRollback) =>
        onFailure is not null && disablesRollback is not null
            ? throw Refusal.Invalid("You cannot specify both OnFailure and DisableRollback.")
            : onFailure ?? (disablesRollback == true ? OnFailure.DoNothing : OnFailure.Rollback);
}
