namespace Faultline.Drills.Ledgers;

/// <summary>A write as its client saw it: taken down when it is sent, and again when it is acknowledged.</summary>
public sealed record LedgerEntry(string Probe, int Client, long Key, DateTimeOffset Sent)
{
    /// <summary>When it was acknowledged; null where no acknowledgement came.</summary>
    public DateTimeOffset? Acknowledged { get; init; }

    /// <summary>What refused or broke it, where that is known.</summary>
    public string? Failed { get; init; }
}
