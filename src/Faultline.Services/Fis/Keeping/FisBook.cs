using Faultline.Store;

namespace Faultline.Services.Fis.Keeping;

/// <summary>The turn at the templates and experiments of a region. It alone knows the store.</summary>
internal sealed class FisBook(RegionStore store)
{
    private readonly Partition<FisState> partition = store.Open("fis", new FisState());

    public ValueTask<Held<FisState>> Take(CancellationToken ct) => partition.Take(ct);
}
