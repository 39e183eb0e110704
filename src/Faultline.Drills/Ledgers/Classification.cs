using System.Collections.Immutable;

namespace Faultline.Drills.Ledgers;

/// <summary>
/// Holds what clients were told against what is there. Every acknowledged write is present, in a dead-letter queue, in
/// flight or lost, and one of these only.
/// </summary>
public static class Classification
{
    private const int SampleMax = 20;

    /// <param name="struck">When the first strike began; without one there is no RPO, unless nothing is lost.</param>
    public static LedgerVerdict Of(
        string probe, IReadOnlyCollection<LedgerEntry> entries, Remains remains, DateTimeOffset? struck)
    {
        var sent = entries.ToDictionary(static entry => entry.Key);
        var copies = remains.Found.Where(found => IsSent(probe, sent, found)).ToList();
        var there = copies.Select(static found => found.Key).ToHashSet();
        var dead = remains.DeadLetters.Where(found => IsSent(probe, sent, found))
            .Select(static found => found.Key).Where(key => !there.Contains(key)).ToHashSet();
        var acknowledged = entries.Where(static entry => entry.Acknowledged is not null).ToList();
        var missing = acknowledged.Where(entry => !there.Contains(entry.Key) && !dead.Contains(entry.Key))
            .OrderBy(static entry => entry.Acknowledged).ThenBy(static entry => entry.Key).ToList();
        var hidden = Math.Clamp(remains.Hidden, 0, missing.Count);
        var lost = missing.Count - hidden;
        var doubtful = entries.Count(entry =>
            entry.Acknowledged is null && (there.Contains(entry.Key) || dead.Contains(entry.Key)));
        return new(probe)
        {
            Sent = entries.Count,
            Acknowledged = acknowledged.Count,
            AcknowledgedPresent = acknowledged.Count(entry => there.Contains(entry.Key)),
            AcknowledgedLost = lost,
            UnacknowledgedPresent = doubtful,
            UnacknowledgedAbsent = entries.Count - acknowledged.Count - doubtful,
            Duplicated = copies.Count - there.Count,
            Reordered = remains.InOrder ? Reordered(copies, sent) : 0,
            StaleReads = remains.StaleReads,
            Divergent = remains.Found.Concat(remains.DeadLetters).Count(found => !IsSent(probe, sent, found)),
            DeadLetters = acknowledged.Count(entry => dead.Contains(entry.Key)),
            InFlight = hidden,
            Rpo = lost == 0 ? TimeSpan.Zero : struck is { } at ? Rpo(acknowledged, missing, at) : null,
            LostSample = lost == 0 ? [] : [.. missing.Take(SampleMax).Select(static entry => entry.Key)],
        };
    }

    /// <summary>What can be said where nobody could see what is there.</summary>
    public static LedgerVerdict Unknown(string probe, IReadOnlyCollection<LedgerEntry> entries, string why) =>
        new(probe)
        {
            Sent = entries.Count,
            Acknowledged = entries.Count(static entry => entry.Acknowledged is not null),
            Unknown = why,
        };

    private static bool IsSent(string probe, Dictionary<long, LedgerEntry> sent, Found found) =>
        sent.ContainsKey(found.Key) && (found.Value is null || found.Value == Payload.Of(probe, found.Key));

    /// <summary>
    /// Writes that stand after one of the same client that was sent only when they had been acknowledged. Of two that
    /// were under way at once either may stand first. Only the first copy of each counts.
    /// </summary>
    private static long Reordered(List<Found> copies, Dictionary<long, LedgerEntry> sent)
    {
        var newest = new Dictionary<int, DateTimeOffset>();
        var seen = new HashSet<long>();
        var reordered = 0L;
        foreach (var entry in copies.Where(found => seen.Add(found.Key)).Select(found => sent[found.Key]))
        {
            var before = newest.GetValueOrDefault(entry.Client, DateTimeOffset.MinValue);
            reordered += entry.Acknowledged < before ? 1 : 0;
            newest[entry.Client] = entry.Sent > before ? entry.Sent : before;
        }

        return reordered;
    }

    /// <summary>
    /// Up to the strike, or to the newest lost acknowledgement where that came later; from the newest acknowledgement
    /// that is kept and is no later than the oldest lost one, or else from when the first write was sent.
    /// </summary>
    private static TimeSpan Rpo(List<LedgerEntry> acknowledged, List<LedgerEntry> missing, DateTimeOffset struck)
    {
        var (oldest, newest) = (missing[0].Acknowledged!.Value, missing[^1].Acknowledged!.Value);
        var absent = missing.Select(static entry => entry.Key).ToHashSet();
        var kept = acknowledged.Where(entry => !absent.Contains(entry.Key) && entry.Acknowledged <= oldest)
            .Max(static entry => entry.Acknowledged);
        return (newest > struck ? newest : struck) - (kept ?? acknowledged.Min(static entry => entry.Sent));
    }
}
