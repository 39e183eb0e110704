using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Expressions;
using Faultline.Services.CloudWatch.Metrics;
using Faultline.Services.CloudWatch.Statistics;
using Faultline.Wire;

namespace Faultline.Services.CloudWatch;

internal sealed partial class CloudWatch
{
    /// <summary>What came in different units is shown apart, where nobody asks for one.</summary>
    public override async ValueTask<GetMetricStatisticsOutput> GetMetricStatistics(
        Call call, GetMetricStatisticsInput request, CancellationToken ct)
    {
        StatisticRules.Check(request);
        var extended = (request.ExtendedStatistics ?? []).ConvertAll(name => Summary.Parse(name)
            ?? throw Refusal.Value($"The value {name} for parameter ExtendedStatistics.member.1 is invalid."));
        var grid = Grid.Of(request.StartTime!.Value, request.EndTime!.Value, request.Period!.Value, call.Now);
        var shown = new List<Datapoint>();
        using var held = await metrics.Take(ct);
        var source = new SeriesSource(held.State, call.Account, call.Now);
        var found = held.State.Find(
            call.Account, request.Namespace, request.MetricName, Named.Pairs(request.Dimensions));
        foreach (var unit in found?.Series.Select(series => series.Unit) ?? [])
        {
            if (request.Unit is null || request.Unit == unit)
            {
                var buckets = source.Buckets(found!, unit, extended.Count > 0, grid);
                shown.AddRange(StatisticRules.Shown(buckets, grid, unit, request.Statistics, extended));
            }
        }

        await held.Keep();
        return new() { Label = request.MetricName, Datapoints = shown };
    }
}
