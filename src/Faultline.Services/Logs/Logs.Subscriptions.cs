using Faultline.Api.Logs;
using Faultline.Wire;

namespace Faultline.Services.Logs;

internal sealed partial class Logs
{
    /// <summary>Kept and shown; nothing is delivered until there is a destination that takes it.</summary>
    public override async ValueTask PutSubscriptionFilter(
        Call call, PutSubscriptionFilterRequest request, CancellationToken ct)
    {
        var group = Find(call, request.LogGroupName);
        CheckFilterable(group);
        FilterRules.CheckSettings(
            request.ApplyOnTransformedLogs,
            request.FieldSelectionCriteria,
            request.EmitSystemFields,
            nameof(request.EmitSystemFields));
        var pattern = patterns.Read(request.FilterPattern);
        DestinationRules.Check(region, request.DestinationArn, request.RoleArn);
        using var held = await group.Take(ct);
        var filters = held.State.SubscriptionFilters;
        var before = filters.Find(request.FilterName);
        if (before is null && filters.Count >= Limits.SubscriptionFiltersMax)
        {
            throw Refusal.Limit();
        }

        FilterRules.CheckRegexes(held.State, pattern, request.FilterName);
        filters.Put(new(request.FilterName, call.Account, new()
        {
            FilterName = request.FilterName,
            LogGroupName = group.Name,
            FilterPattern = request.FilterPattern,
            DestinationArn = request.DestinationArn,
            RoleArn = request.RoleArn,
            Distribution = request.Distribution ?? Distribution.ByLogStream,
            ApplyOnTransformedLogs = false,
            CreationTime = before?.Shown.CreationTime ?? call.Now.ToUnixTimeMilliseconds(),
        }));
        await held.Keep();
    }

    public override async ValueTask DeleteSubscriptionFilter(
        Call call, DeleteSubscriptionFilterRequest request, CancellationToken ct)
    {
        using var held = await Find(call, request.LogGroupName).Take(ct);
        if (held.State.SubscriptionFilters.Find(request.FilterName) is null)
        {
            throw Refusal.NotFound("The specified subscription filter does not exist.");
        }

        held.State.SubscriptionFilters.Remove(request.FilterName);
        await held.Keep();
    }

    public override async ValueTask<DescribeSubscriptionFiltersResponse> DescribeSubscriptionFilters(
        Call call, DescribeSubscriptionFiltersRequest request, CancellationToken ct)
    {
        using var held = await Find(call, request.LogGroupName).Take(ct);
        var (page, next) = Pages.Cut(
            call,
            held.State.SubscriptionFilters.All
                .Where(row => row.Id.StartsWith(request.FilterNamePrefix ?? "", StringComparison.Ordinal))
                .Select(row => row.Shown),
            each => each.FilterName!,
            request.Limit,
            request.NextToken);
        await held.Keep();
        return new() { SubscriptionFilters = page, NextToken = next };
    }
}
