using Faultline.Drills.Ledgers;

namespace Faultline.Drills.Probes;

/// <summary>A probe whose attempts are writes of the ledger.</summary>
internal interface IWriter
{
    /// <summary>
    /// What is there of its writes now. It tries until then; what it throws after that says why it is not known.
    /// </summary>
    ValueTask<Remains> ReadBack(DateTimeOffset until, CancellationToken ct);
}
