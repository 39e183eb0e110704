using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation;

internal sealed partial class CloudFormation
{
    /// <summary>"Only the first 100 are returned" (DescribeStackResources, API reference).</summary>
    private const int DescribedMax = 100;

    public override async ValueTask<DescribeStackResourceOutput> DescribeStackResource(
        Call call, DescribeStackResourceInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var stack = Known(held.State, call, request.StackName);
        var row = held.State.Resources.Find(ResourceRow.IdOf(stack.Id, request.LogicalResourceId))
            ?? throw Refusal.NoResource(request.LogicalResourceId, stack.Name);
        await held.Keep();
        var drift = await DriftsOf(stack.Id, ct);
        return new()
        {
            StackResourceDetail = new()
            {
                StackName = stack.Name,
                StackId = stack.Id,
                LogicalResourceId = row.LogicalId,
                PhysicalResourceId = row.Now.PhysicalId,
                ResourceType = row.Now.Type,
                LastUpdatedTimestamp = row.Since,
                ResourceStatus = row.Status,
                ResourceStatusReason = row.Reason,
                Description = row.Now.Description,
                Metadata = row.Now.Metadata ?? "{}",
                DriftInformation = drift(row.LogicalId),
            },
        };
    }

    public override async ValueTask<DescribeStackResourcesOutput> DescribeStackResources(
        Call call, DescribeStackResourcesInput request, CancellationToken ct)
    {
        if ((request.StackName is null) == (request.PhysicalResourceId is null))
        {
            throw Refusal.Invalid("You must specify either StackName or PhysicalResourceId, but not both.");
        }

        using var held = await book.Take(ct);
        var state = held.State;
        var stack = request.StackName is { } name
            ? Known(state, call, name)
            : Holder(state, call, request.PhysicalResourceId!);
        var rows = state.ResourcesOf(stack.Id)
            .Where(row => request.LogicalResourceId is null || row.LogicalId == request.LogicalResourceId)
            .OrderBy(row => row.LogicalId, StringComparer.Ordinal)
            .Take(DescribedMax)
            .ToList();
        if (request.LogicalResourceId is { } wanted && rows.Count == 0)
        {
            throw Refusal.NoResource(wanted, stack.Name);
        }

        await held.Keep();
        var drift = await DriftsOf(stack.Id, ct);
        return new() { StackResources = rows.ConvertAll(row => Resource(stack, row, drift(row.LogicalId))) };
    }

    public override async ValueTask<ListStackResourcesOutput> ListStackResources(
        Call call, ListStackResourcesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var stack = Known(held.State, call, request.StackName);
        var rows = held.State.ResourcesOf(stack.Id).OrderBy(row => row.LogicalId, StringComparer.Ordinal).ToList();
        await held.Keep();
        var drift = await DriftsOf(stack.Id, ct);
        var (page, next) = Pages.Cut(call, rows, row => row.LogicalId, request.NextToken);
        return new()
        {
            StackResourceSummaries = page.ConvertAll(row => new StackResourceSummary
            {
                LogicalResourceId = row.LogicalId,
                PhysicalResourceId = row.Now.PhysicalId,
                ResourceType = row.Now.Type,
                LastUpdatedTimestamp = row.Since,
                ResourceStatus = row.Status,
                ResourceStatusReason = row.Reason,
                DriftInformation = drift(row.LogicalId).To<StackResourceDriftInformationSummary>(),
            }),
            NextToken = next,
        };
    }

    private static StackResource Resource(
        StackRow stack, ResourceRow row, StackResourceDriftInformation drift) => new()
    {
        StackName = stack.Name,
        StackId = stack.Id,
        LogicalResourceId = row.LogicalId,
        PhysicalResourceId = row.Now.PhysicalId,
        ResourceType = row.Now.Type,
        Timestamp = row.Since,
        ResourceStatus = row.Status,
        ResourceStatusReason = row.Reason,
        Description = row.Now.Description,
        DriftInformation = drift,
    };

    private static StackRow Holder(CloudFormationState state, Call call, string physicalId) =>
        state.Resources.Of(call.Account)
            .FirstOrDefault(row => row.Now.PhysicalId == physicalId && !row.IsGone) is { } row
            ? state.Stacks.Find(row.Stack)!
            : throw Refusal.Invalid($"Stack for {physicalId} does not exist");

    /// <summary>A stack that is there, or by its id one that was, as lists of resources want it.</summary>
    private static StackRow Known(CloudFormationState state, Call call, string name) =>
        state.Find(call.Account, name) ?? throw Refusal.NoStackNamed(name);
}
