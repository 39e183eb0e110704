using System.Collections.Immutable;
using Faultline.Store;

namespace Faultline.Services.Acm.Keeping;

/// <summary>The turn at the certificates of a region. It alone knows the store.</summary>
internal sealed class AcmBook
{
    private readonly AcmState state = new();
    private readonly Partition<AcmState> partition;

    public AcmBook(RegionStore store) => partition = store.Open("acm", state);

    /// <summary>The certificates as they were last kept, for whoever cannot wait for the turn.</summary>
    public ImmutableDictionary<string, CertificateRow> Seen => state.Seen;

    public ValueTask<Held<AcmState>> Take(CancellationToken ct) => partition.Take(ct);
}
