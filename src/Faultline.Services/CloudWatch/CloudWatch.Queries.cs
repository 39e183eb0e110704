using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Expressions;
using Faultline.Wire;

namespace Faultline.Services.CloudWatch;

internal sealed partial class CloudWatch
{
    public override async ValueTask<GetMetricDataOutput> GetMetricData(
        Call call, GetMetricDataInput request, CancellationToken ct)
    {
        if (request.StartTime is not { } start || request.EndTime is not { } end)
        {
            throw Refusal.Invalid(
                $"The parameter {(request.StartTime is null ? "StartTime" : "EndTime")} is required.");
        }

        if (start >= end)
        {
            throw Refusal.Invalid("The parameter StartTime must be less than the parameter EndTime.");
        }

        if (request.MetricDataQueries.Count > Limits.QueriesMax)
        {
            throw Refusal.Invalid(
                $"The collection MetricDataQueries must not have a size greater than {Limits.QueriesMax}.");
        }

        var queries = QueryRules.Read(request.MetricDataQueries, call.Account);
        var pages = DataPages.Open(call, request);
        using var held = await metrics.Take(ct);
        var source = new SeriesSource(held.State, call.Account, call.Now);
        var reckoning = new Reckoning(queries, period => Grid.Of(start, end, period, call.Now), source);
        foreach (var query in queries.Where(query => query.IsShown))
        {
            pages.Add(query, Reckon(reckoning, query).Series, region, call.Now);
        }

        await held.Keep();
        return pages.Done(call);
    }

    private static Outcome Reckon(Reckoning reckoning, Query query)
    {
        try
        {
            var outcome = reckoning.Of(query);
            _ = outcome.Series;
            return outcome;
        }
        catch (ExpressionFault fault)
        {
            throw QueryRules.Fault(query.Id, fault);
        }
    }
}
