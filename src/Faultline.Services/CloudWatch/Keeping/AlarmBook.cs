using Faultline.Store;

namespace Faultline.Services.CloudWatch.Keeping;

/// <summary>The turn at the alarms and dashboards of a region. It alone knows their store.</summary>
internal sealed class AlarmBook(RegionStore store)
{
    private readonly Partition<AlarmState> partition = store.Open("cloudwatch/alarms", new AlarmState());

    public ValueTask<Held<AlarmState>> Take(CancellationToken ct) => partition.Take(ct);
}
