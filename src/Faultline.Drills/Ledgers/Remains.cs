using System.Collections.Immutable;

namespace Faultline.Drills.Ledgers;

/// <summary>What is there of the writes of a probe after all is over.</summary>
public sealed record Remains(ImmutableArray<Found> Found)
{
    /// <summary>They stand in the order that the system keeps, and it promises to keep that of each client.</summary>
    public bool InOrder { get; init; }

    /// <summary>Of queues: what was given up, and is in the dead-letter queue.</summary>
    public ImmutableArray<Found> DeadLetters { get; init; } = [];

    /// <summary>Of queues: so many messages are there that nobody can see yet; they count as acknowledged.</summary>
    public long Hidden { get; init; }

    /// <summary>So many reads showed less than one that had ended before them.</summary>
    public long StaleReads { get; init; }
}
