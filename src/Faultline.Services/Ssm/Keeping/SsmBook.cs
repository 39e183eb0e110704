using Faultline.Store;

namespace Faultline.Services.Ssm.Keeping;

/// <summary>The turn at the parameters of a region. It alone knows the store.</summary>
internal sealed class SsmBook
{
    private readonly Partition<SsmState> partition;

    public SsmBook(RegionStore store) => partition = store.Open("ssm", new SsmState());

    public ValueTask<Held<SsmState>> Take(CancellationToken ct) => partition.Take(ct);
}
