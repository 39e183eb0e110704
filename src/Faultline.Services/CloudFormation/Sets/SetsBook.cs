using Faultline.Store;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>The turn at the stack sets of a region. It alone knows the store.</summary>
internal sealed class SetsBook(RegionStore store)
{
    private readonly Partition<SetsState> partition = store.Open("cloudformation-sets", new SetsState());

    public ValueTask<Held<SetsState>> Take(CancellationToken ct) => partition.Take(ct);
}
