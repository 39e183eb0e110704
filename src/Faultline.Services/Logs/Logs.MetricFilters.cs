using System.Text;
using Faultline.Api.Logs;
using Faultline.Services.Logs.Filters;
using Faultline.Services.Logs.Keeping;
using Faultline.Services.Logs.Metrics;
using Faultline.Wire;

namespace Faultline.Services.Logs;

internal sealed partial class Logs
{
    public override async ValueTask PutMetricFilter(Call call, PutMetricFilterRequest request, CancellationToken ct)
    {
        var group = Find(call, request.LogGroupName);
        CheckFilterable(group);
        FilterRules.CheckSettings(
            request.ApplyOnTransformedLogs,
            request.FieldSelectionCriteria,
            request.EmitSystemFieldDimensions,
            nameof(request.EmitSystemFieldDimensions));
        var pattern = patterns.Read(request.FilterPattern);
        MetricRules.Check(pattern, request.MetricTransformations[0]);
        using var held = await group.Take(ct);
        var state = held.State;
        var before = state.MetricFilters.Find(request.FilterName);
        if (before is null && state.MetricFilters.Count >= Limits.MetricFiltersMax)
        {
            throw Refusal.Limit();
        }

        FilterRules.CheckRegexes(state, pattern, request.FilterName);
        state.MetricFilters.Put(new(
            request.FilterName,
            call.Account,
            new()
            {
                FilterName = request.FilterName,
                FilterPattern = request.FilterPattern,
                MetricTransformations = request.MetricTransformations,
                CreationTime = call.Now.ToUnixTimeMilliseconds(),
                LogGroupName = group.Name,
                ApplyOnTransformedLogs = false,
            },
            before?.Counted ?? state.Newest));
        await held.Keep();
        metering.Tell();
    }

    public override async ValueTask DeleteMetricFilter(
        Call call, DeleteMetricFilterRequest request, CancellationToken ct)
    {
        using var held = await Find(call, request.LogGroupName).Take(ct);
        if (held.State.MetricFilters.Find(request.FilterName) is null)
        {
            throw Refusal.NotFound("The specified metric filter does not exist.");
        }

        held.State.MetricFilters.Remove(request.FilterName);
        await held.Keep();
    }

    public override async ValueTask<DescribeMetricFiltersResponse> DescribeMetricFilters(
        Call call, DescribeMetricFiltersRequest request, CancellationToken ct)
    {
        if (request.MetricName is null != request.MetricNamespace is null)
        {
            throw Refusal.Parameter("metricName and metricNamespace must be specified together.");
        }

        IEnumerable<Group> groups = request.LogGroupName is { } name
            ? [Find(call, name)]
            : book.Of(call.Account).Where(group => group.HasMetricFilters);
        var found = new List<MetricFilter>();
        foreach (var group in groups)
        {
            if (await group.TryTake(ct) is { } held)
            {
                using (held)
                {
                    found.AddRange(held.State.MetricFilters.All.Where(row => IsAsked(row, request))
                        .Select(row => row.Shown));
                    await held.Keep();
                }
            }
        }

        var (page, next) = Pages.Cut(
            call, found, each => $"{each.FilterName}\n{each.LogGroupName}", request.Limit, request.NextToken);
        return new() { MetricFilters = page, NextToken = next };
    }

    public override ValueTask<TestMetricFilterResponse> TestMetricFilter(
        Call call, TestMetricFilterRequest request, CancellationToken ct)
    {
        var pattern = patterns.Read(request.FilterPattern);
        var matches = new List<MetricFilterMatchRecord>();
        for (var i = 0; i < request.LogEventMessages.Count; i++)
        {
            var message = Encoding.UTF8.GetBytes(request.LogEventMessages[i]);
            if (pattern.Matches(message))
            {
                matches.Add(new()
                {
                    // AWS counts from 1, though the examples of its API reference count from 0.
                    EventNumber = i + 1,
                    EventMessage = request.LogEventMessages[i],
                    ExtractedValues = pattern.Values(message),
                });
            }
        }

        return new(new TestMetricFilterResponse { Matches = matches });
    }

    private static bool IsAsked(MetricFilterRow row, DescribeMetricFiltersRequest request) =>
        row.Id.StartsWith(request.FilterNamePrefix ?? "", StringComparison.Ordinal)
        && (request.MetricName is null || (row.Metric.MetricName == request.MetricName
            && row.Metric.MetricNamespace == request.MetricNamespace));

    private static void CheckFilterable(Group group)
    {
        if (!GroupRules.IsSearchable(group.Class))
        {
            throw LogsErrors.InvalidOperationException(
                $"This operation is not supported on log groups of the {group.Class} log class.");
        }
    }
}
