using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

internal sealed partial class CloudFormation
{
    public override async ValueTask<DescribeStackEventsOutput> DescribeStackEvents(
        Call call, DescribeStackEventsInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var stack = held.State.Find(call.Account, request.StackName) ?? throw Refusal.NoStackNamed(request.StackName);
        var all = held.State.EventsOf(stack.Id).Reverse().ToList();
        await held.Keep();
        var (page, next) = Pages.Cut(call, all, happened => happened.EventId!, request.NextToken);
        return new() { StackEvents = page, NextToken = next };
    }

    public override async ValueTask<DescribeEventsOutput> DescribeEvents(
        Call call, DescribeEventsInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        IEnumerable<StackEvent> found;
        if (request.OperationId is { } operation)
        {
            found = state.Events.Of(call.Account).Select(row => row.Shown).Where(each => each.OperationId == operation);
        }
        else if (request.ChangeSetName is { } set)
        {
            var id = FindSet(state, call, set, request.StackName).Stack;
            found = state.EventsOf(id);
        }
        else
        {
            var name = request.StackName
                ?? throw Refusal.Invalid("One of StackName, ChangeSetName and OperationId is required.");
            found = state.EventsOf((state.Find(call.Account, name) ?? throw Refusal.NoStackNamed(name)).Id);
        }

        var all = found.Reverse()
            .Where(each => request.Filters?.FailedEvents != true
                || each.ResourceStatus!.EndsWith("_FAILED", StringComparison.Ordinal))
            .ToList();
        await held.Keep();
        var (page, next) = Pages.Cut(call, all, happened => happened.EventId!, request.NextToken);
        return new() { OperationEvents = page.ConvertAll(OfOperation), NextToken = next };
    }

    private static OperationEvent OfOperation(StackEvent happened)
    {
        var shown = happened.To<OperationEvent>();
        var isOfStack = happened.PhysicalResourceId == happened.StackId;
        shown.EventType = !isOfStack && happened.ResourceStatus!.EndsWith("_FAILED", StringComparison.Ordinal)
            ? EventType.ProvisioningError
            : EventType.StackEvent;
        return shown;
    }
}
