using System.Collections.Immutable;

namespace Faultline.Drills.Running;

/// <summary>
/// What a drill has made and not yet removed, the newest last. It is noted before a thing is made wherever its name is
/// known by then, so that what a dead drill left can be found.
/// </summary>
public sealed class Trail(IDrillJournal? journal)
{
    private ImmutableList<TrailEntry> entries = [];

    public ImmutableList<TrailEntry> Entries => entries;

    public void Add(TrailEntry entry)
    {
        entries = entries.Add(entry);
        journal?.Note(entries);
    }

    public void Remove(TrailEntry entry)
    {
        entries = entries.Remove(entry);
        journal?.Note(entries);
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
