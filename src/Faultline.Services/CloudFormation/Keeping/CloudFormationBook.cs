using Faultline.Store;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>The turn at what CloudFormation has in a region. It alone knows the store.</summary>
internal sealed class CloudFormationBook(RegionStore store)
{
    private readonly Partition<CloudFormationState> partition =
        store.Open("cloudformation", new CloudFormationState());

    public ValueTask<Held<CloudFormationState>> Take(CancellationToken ct) => partition.Take(ct);
}
