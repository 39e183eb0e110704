using Faultline.Api.CloudWatch;
using Faultline.Kernel;

namespace Faultline.Services.AutoScaling.Policies;

/// <summary>The load that a group had, as CloudWatch remembers it.</summary>
internal sealed class History(Node node, Calls cloudWatch)
{
    /// <summary>What can be foreseen of a load by the whole hours that are past.</summary>
    public async ValueTask<Forecast> Of(string account, string group, LoadMetric load, CancellationToken ct)
    {
        var end = Forecast.HourOf(node.Now);
        var asked = new GetMetricDataInput
        {
            MetricDataQueries = [load.Query(group)],
            StartTime = end - Forecast.Back,
            EndTime = end,
        };
        var minutes = new List<(DateTimeOffset At, double Load)>();
        do
        {
            var page = await cloudWatch.GetMetricData(account, asked, ct);
            foreach (var result in page.MetricDataResults ?? [])
            {
                minutes.AddRange((result.Timestamps ?? []).Zip(result.Values ?? []));
            }

            asked.NextToken = page.NextToken;
        }
        while (asked.NextToken is not null);

        return Forecast.Of(minutes, load.NeedsLabel);
    }
}
