using System.Collections.Immutable;

namespace Faultline.Drills.Ledgers;

/// <summary>What became of the writes of one probe, held against what is there after all is over.</summary>
public sealed record LedgerVerdict(string Probe)
{
    public long Sent { get; init; }

    public long Acknowledged { get; init; }

    public long AcknowledgedPresent { get; init; }

    /// <summary>The promise that was broken: somebody was told that it is kept, and it is not.</summary>
    public long AcknowledgedLost { get; init; }

    /// <summary>In doubt for the client, and there.</summary>
    public long UnacknowledgedPresent { get; init; }

    public long UnacknowledgedAbsent { get; init; }

    public long Duplicated { get; init; }

    public long Reordered { get; init; }

    public long StaleReads { get; init; }

    /// <summary>There without having been sent, or with another value than was sent: two histories.</summary>
    public long Divergent { get; init; }

    /// <summary>For queues: acknowledged messages that ended in the dead-letter queue; they are not lost.</summary>
    public long DeadLetters { get; init; }

    /// <summary>For queues: acknowledged messages that are there still, though nobody has seen them.</summary>
    public long InFlight { get; init; }

    /// <summary>
    /// How much was lost, in time: from the newest acknowledgement that is kept and not later than the oldest lost one,
    /// to the strike, or to the newest lost acknowledgement where that came later. Zero where nothing is lost.
    /// </summary>
    public TimeSpan? Rpo { get; init; }

    /// <summary>Some of the keys that are lost, the oldest first.</summary>
    public ImmutableArray<long> LostSample { get; init; } = [];

    /// <summary>
    /// Why it is not known what is there: then only what was sent and acknowledged is said. Null where it is known.
    /// </summary>
    public string? Unknown { get; init; }

    /// <summary>SHA-256 over the entries and what was found, as the evidence has them.</summary>
    public string Digest { get; init; } = "";
}
