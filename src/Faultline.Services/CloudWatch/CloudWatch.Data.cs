using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Metrics;
using Faultline.Wire;

namespace Faultline.Services.CloudWatch;

internal sealed partial class CloudWatch
{
    /// <summary>Units are the model's; what comes without one is of this.</summary>
    private const string NoUnit = StandardUnit.None;

    public override async ValueTask PutMetricData(Call call, PutMetricDataInput request, CancellationToken ct)
    {
        DataRules.Check(request, call.Principal.Service, call.Now);
        using var held = await metrics.Take(ct);
        foreach (var datum in request.MetricData!)
        {
            var series = held.State.Take(
                call.Account, request.Namespace, datum.MetricName, Named.Pairs(datum.Dimensions), datum.Unit ?? NoUnit);
            var at = (datum.Timestamp ?? call.Now).ToUnixTimeSeconds();
            held.State.Put(new(series, at, datum.StorageResolution == 1, DataRules.What(datum)));
        }

        await held.Keep();
    }
}
