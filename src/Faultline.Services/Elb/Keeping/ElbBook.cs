using Faultline.Store;

namespace Faultline.Services.Elb.Keeping;

/// <summary>The turn at what load balancing has in a region. It alone knows the store.</summary>
internal sealed class ElbBook(RegionStore store)
{
    private readonly Partition<ElbState> partition = store.Open("elb", new ElbState());

    public ValueTask<Held<ElbState>> Take(CancellationToken ct) => partition.Take(ct);
}
