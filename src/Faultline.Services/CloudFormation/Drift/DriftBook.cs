using Faultline.Store;

namespace Faultline.Services.CloudFormation.Drift;

/// <summary>The turn at what is known of drift in a region. It alone knows the store.</summary>
internal sealed class DriftBook(RegionStore store)
{
    private readonly Partition<DriftState> partition = store.Open("cloudformation-drift", new DriftState());

    public ValueTask<Held<DriftState>> Take(CancellationToken ct) => partition.Take(ct);
}
