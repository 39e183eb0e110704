using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Keeping;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>What happened to stacks and their resources, for whoever follows.</summary>
internal static class Happenings
{
    public const string StackType = "AWS::CloudFormation::Stack";

    public static void Add(CloudFormationState state, StackRow stack, StackEvent happened)
    {
        happened.StackId = stack.Id;
        happened.StackName = stack.Name;
        happened.OperationId = stack.Operation?.Id;
        happened.ClientRequestToken = stack.Operation?.Token;
        state.Events.Put(new($"{stack.Id} {happened.EventId}", stack.Account, stack.Id, happened));
    }

    /// <summary>A stack in another status. What else changes of it changes before the event is told.</summary>
    public static void Enter(
        CloudFormationState state,
        StackRow stack,
        string status,
        string? reason,
        DateTimeOffset now,
        Dice dice,
        Func<StackRow, StackRow>? with = null)
    {
        var told = stack;
        var next = with?.Invoke(stack) ?? stack;
        if (next.Operation is not null)
        {
            told = next;
        }

        state.Stacks.Put(next.With(shown => (shown.StackStatus, shown.StackStatusReason) = (status, reason)));
        Add(state, told, new()
        {
            EventId = dice.Uuid(),
            LogicalResourceId = stack.Name,
            PhysicalResourceId = stack.Id,
            ResourceType = StackType,
            ResourceStatus = status,
            ResourceStatusReason = reason,
            Timestamp = now,
        });
    }
}
