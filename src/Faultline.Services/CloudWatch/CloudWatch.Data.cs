using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Metrics;
using Faultline.Wire;

namespace Faultline.Services.CloudWatch;

internal sealed partial class CloudWatch
{
    /// <summary>Units are the model's; what comes without one is of this.</summary>
    private const string NoUnit = StandardUnit.None;

    private static readonly Comparer<KeyValuePair<string, string>> byName =
        Comparer<KeyValuePair<string, string>>.Create((one, other) => string.CompareOrdinal(one.Key, other.Key));

    public override async ValueTask PutMetricData(Call call, PutMetricDataInput request, CancellationToken ct)
    {
        DataRules.Check(request, call.Principal.Service, call.Now);
        using var held = await metrics.Take(ct);
        if (!held.State.HasRoom(request.MetricData!.Count) && !held.State.HasRoom(New(held.State, call, request)))
        {
            throw Refusal.TooManySeries();
        }

        foreach (var datum in request.MetricData)
        {
            var series = held.State.Take(
                call.Account, request.Namespace, datum.MetricName, Named.Pairs(datum.Dimensions), datum.Unit ?? NoUnit);
            var at = (datum.Timestamp ?? call.Now).ToUnixTimeSeconds();
            held.State.Put(new(series, at, datum.StorageResolution == 1, DataRules.What(datum)));
        }

        await held.Keep();
    }

    /// <summary>How many of the data are of series that are not there yet.</summary>
    private static int New(MetricState state, Call call, PutMetricDataInput request) => request.MetricData!
        .DistinctBy(datum => (
            datum.MetricName,
            datum.Unit ?? NoUnit,
            string.Join('\n', Named.Pairs(datum.Dimensions).Order(byName).Select(pair => $"{pair.Key}={pair.Value}"))))
        .Count(datum => state
            .Find(call.Account, request.Namespace, datum.MetricName, Named.Pairs(datum.Dimensions))
            ?.In(datum.Unit ?? NoUnit) is null);
}
