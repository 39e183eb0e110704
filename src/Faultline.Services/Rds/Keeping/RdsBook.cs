using Faultline.Store;

namespace Faultline.Services.Rds.Keeping;

/// <summary>The turn at the databases of a region. It alone knows the store.</summary>
internal sealed class RdsBook
{
    private readonly Partition<RdsState> partition;

    public RdsBook(RegionStore store) => partition = store.Open("rds", new RdsState());

    public ValueTask<Held<RdsState>> Take(CancellationToken ct) => partition.Take(ct);
}
