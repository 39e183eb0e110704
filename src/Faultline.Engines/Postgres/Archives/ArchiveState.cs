using System.Text.Json.Serialization;

namespace Faultline.Engines.Postgres.Archives;

/// <summary>
/// How far an archive goes. What was seen of a writer is a moment and the place up to which everything acknowledged
/// before that moment is in the log; once the archive has the log up to there, it can restore that moment. Never
/// changes.
/// </summary>
internal sealed record ArchiveState
{
    private const int SightsMax = 1024;

    /// <summary>From when on it has all; null before the first segment that it has was begun.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Up to when it has all.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The history that it leads to, and how long its segments are.</summary>
    public int Timeline { get; init; }

    public int SegmentBytes { get; init; }

    /// <summary>The last segment of those without a hole; null before the first.</summary>
    public long? Last { get; init; }

    /// <summary>
    /// The first transaction that had not begun at <see cref="Until"/>, where none ran then: while that is so nothing
    /// was committed since, so the archive has all up to any later moment too.
    /// </summary>
    public long? Quiet { get; init; }

    /// <summary>What was seen, oldest first, that the archive does not have yet.</summary>
    [JsonIgnore]
    public IReadOnlyList<ArchiveSight> Sights { get; init; } = [];

    [JsonIgnore]
    public long Bytes { get; init; }

    /// <summary>
    /// A writer was seen. Where a segment is missing and the next is there it has a hole, and begins anew after it.
    /// </summary>
    /// <param name="has">Whether the archive has the file of this name.</param>
    /// <param name="historyOf">What leads to a history, once the archive has it.</param>
    public ArchiveState See(
        ArchiveSight sight, int timeline, int segmentBytes, Func<string, bool> has, Func<int, History?> historyOf)
    {
        var next = this with { Sights = Added(sight) };
        if (Timeline != timeline)
        {
            // What an earlier writer had is on another history: what this one has is what counts.
            if (From is not null && historyOf(timeline) is null)
            {
                return this with { Sights = [sight] };
            }

            next = next with { Sights = [sight], Timeline = timeline, Quiet = null };
        }

        next = next with { SegmentBytes = segmentBytes };
        next = next.From is null ? next with { From = sight.At, Last = sight.Place / segmentBytes - 1 } : next;
        var history = historyOf(timeline) ?? new(timeline, []);
        next = next.Reach(has, history).Extend(sight);
        var (missing, after) = (next.Last!.Value + 1, next.Last.Value + 2);

        // Both may have come since we looked for the first.
        if (!has(Segment.NameOf(timeline, after, segmentBytes))
            || has(Segment.NameOf(history.TimelineOf(missing, segmentBytes), missing, segmentBytes)))
        {
            return next;
        }

        var last = (sight.Place / segmentBytes) - 1;
        return next with { From = sight.At, Until = null, Quiet = null, Last = last, Sights = [sight] };
    }

    private ArchiveState Reach(Func<string, bool> has, History history)
    {
        var last = Last!.Value;
        if (history.Before is [.., var (_, leftAt)] && last >= leftAt / SegmentBytes)
        {
            // Where the history branched off, its own segment is needed and not the one of before.
            last = Math.Min(last, (leftAt / SegmentBytes) - 1);
        }

        while (has(Segment.NameOf(history.TimelineOf(last + 1, SegmentBytes), last + 1, SegmentBytes)))
        {
            last++;
        }

        var reached = (last + 1) * SegmentBytes;
        var within = Sights.LastOrDefault(sight => sight.Place <= reached);
        return within is null
            ? this with { Last = last }
            : this with
            {
                Last = last,
                Until = Later(Until, within.At),
                Quiet = within.Quiet,
                Sights = [.. Sights.Where(sight => sight.Place > reached)],
            };
    }

    private ArchiveState Extend(ArchiveSight sight) =>
        Quiet is not null && sight.Quiet == Quiet && sight.At > Until ? this with { Until = sight.At } : this;

    /// <summary>Of sights of one place the later says more; of too many every second one is enough.</summary>
    private List<ArchiveSight> Added(ArchiveSight sight)
    {
        List<ArchiveSight> sights = [.. Sights.Where(other => other.Place < sight.Place), sight];
        return sights.Count <= SightsMax ? sights : [.. sights.Where((_, index) => index % 2 == 1)];
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>What was seen of a writer: all acknowledged before the moment is in its log before the place.</summary>
/// <param name="Quiet">The first transaction that had not begun, where none ran; null where one did.</param>
internal sealed record ArchiveSight(DateTimeOffset At, long Place, long? Quiet);
