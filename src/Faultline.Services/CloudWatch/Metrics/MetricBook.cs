using Faultline.Store;

namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>The turn at the metrics of a region. It alone knows their store.</summary>
internal sealed class MetricBook(RegionStore store)
{
    private readonly Partition<MetricState> partition = store.Open("cloudwatch/metrics", new MetricState());

    public ValueTask<Held<MetricState>> Take(CancellationToken ct) => partition.Take(ct);
}
