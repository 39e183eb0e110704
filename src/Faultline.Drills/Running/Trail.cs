using System.Collections.Immutable;

namespace Faultline.Drills.Running;

/// <summary>
/// What a drill has made and not yet removed, the newest last. It is noted before a thing is made wherever its name is
/// known by then, so that what a dead drill left can be found.
/// </summary>
public sealed class Trail(IDrillJournal? journal)
{
    private readonly Lock turn = new();

    private ImmutableList<TrailEntry> entries = [];

    public ImmutableList<TrailEntry> Entries => Volatile.Read(ref entries);

    public void Add(TrailEntry entry) => Change(all => all.Add(entry));

    public void Remove(TrailEntry entry) => Change(all => all.Remove(entry));

    /// <summary>Strikes come from wherever they run; the journal hears of one change after the other.</summary>
    private void Change(Func<ImmutableList<TrailEntry>, ImmutableList<TrailEntry>> change)
    {
        lock (turn)
        {
            Volatile.Write(ref entries, change(entries));
            journal?.Note(entries);
        }
    }
}

/// <summary>A thing that was made: what, where, and by which name.</summary>
public sealed record TrailEntry(TrailKind Kind, string Region, string Id);

/// <summary>What a drill makes.</summary>
public enum TrailKind
{
    Stack,
    Fault,
    Template,
    Experiment,
}

/// <summary>Keeps the trail of a drill where the next one finds it, should this one die.</summary>
public interface IDrillJournal
{
    void Note(IReadOnlyList<TrailEntry> trail);
}
