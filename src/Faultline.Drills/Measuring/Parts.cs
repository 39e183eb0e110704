using Faultline.Drills.Reports;

namespace Faultline.Drills.Measuring;

/// <summary>
/// What the time to recover was spent on: until somebody noticed, until it was decided what to do, until it was done,
/// and until success held again.
/// </summary>
public static class Parts
{
    /// <summary>
    /// The result with the parts that the marks show. Each ends with the first mark of its kind after the one before
    /// it; a part whose beginning or end no mark shows is null, and so are all where nothing broke. Who decided
    /// has noticed by then.
    /// </summary>
    public static ProbeResult Split(ProbeResult result, DateTimeOffset struck, IEnumerable<Mark> marks)
    {
        if (result.Rto == TimeSpan.Zero)
        {
            return result with { Detect = null, Decide = null, Execute = null, Recover = null };
        }

        DateTimeOffset? back = struck + result.Rto;
        var within = marks.Where(mark => mark.At >= struck && (back is null || mark.At <= back)).ToList();
        DateTimeOffset? First(MarkKind kind, DateTimeOffset from) =>
            within.Where(mark => mark.Kind == kind && mark.At >= from)
                .Min(static mark => (DateTimeOffset?)mark.At);

        // Whoever decides has noticed by then: an alarm that fires later, for people to read, has led to nothing.
        var decided = First(MarkKind.Decided, struck);
        // One that fires before clients see an error tells of something else, as of how the system came up.
        var broke = First(MarkKind.FirstError, struck) ?? struck;
        var noticed = within.Where(mark => mark.Kind == MarkKind.Detected && (mark.At >= broke || !mark.IsAlarm()))
            .Min(static mark => (DateTimeOffset?)mark.At);
        var detected = noticed is null || decided < noticed ? decided : noticed;
        var executed = First(MarkKind.Executed, decided ?? detected ?? struck);
        return result with
        {
            Detect = detected - struck,
            Decide = decided - detected,
            Execute = executed - decided,
            Recover = back - executed,
        };
    }
}
