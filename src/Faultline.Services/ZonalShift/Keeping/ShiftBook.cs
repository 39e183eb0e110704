using System.Collections.Immutable;
using Faultline.Store;

namespace Faultline.Services.ZonalShift.Keeping;

/// <summary>The turn at the zonal shifts of a region. It alone knows the store.</summary>
internal sealed class ShiftBook
{
    private readonly ShiftState state = new();
    private readonly Partition<ShiftState> partition;

    public ShiftBook(RegionStore store) => partition = store.Open("zonal-shift", state);

    /// <summary>The zones that resources are led away from, for whoever cannot wait for the turn.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> Away => state.Away;

    public ValueTask<Held<ShiftState>> Take(CancellationToken ct) => partition.Take(ct);
}
