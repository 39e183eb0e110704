using System.Collections.Immutable;
using Faultline.Api.ZonalShift;
using Faultline.Store;

namespace Faultline.Services.ZonalShift.Keeping;

/// <summary>
/// All zonal shifts of a region, of every account, and what is configured for practice. Pure: the hour and ids come in
/// as arguments.
/// </summary>
internal sealed class ShiftState : IState
{
    private readonly Tables tables;
    private volatile ImmutableDictionary<string, ImmutableHashSet<string>> away =
        ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    public ShiftState() => tables = new(Shifts, Practices, Autoshifts, Observers);

    /// <summary>The zones that resources are led away from, by ARN, as they were last handed over.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> Away => away;

    /// <summary>Zonal shifts and practice runs, those under way and those that were.</summary>
    public Table<Owned<ZonalShiftSummary>, string> Shifts { get; } = new(
        Kinds.Shift, "", new(OwnedEntry.Write, OwnedEntry.Read<ZonalShiftSummary>));

    /// <summary>How a resource practises, under its ARN.</summary>
    public Table<Owned<PracticeRunConfiguration>, string> Practices { get; } = new(
        Kinds.Practice, "", new(OwnedEntry.Write, OwnedEntry.Read<PracticeRunConfiguration>));

    /// <summary>Whether AWS may shift a resource, under its ARN; it may not where nothing is said.</summary>
    public Table<Owned<UpdateZonalAutoshiftConfigurationResponse>, string> Autoshifts { get; } = new(
        Kinds.Autoshift, "", new(OwnedEntry.Write, OwnedEntry.Read<UpdateZonalAutoshiftConfigurationResponse>));

    /// <summary>Whether an account hears of autoshifts, under its number.</summary>
    public Table<Owned<GetAutoshiftObserverNotificationStatusResponse>, string> Observers { get; } = new(
        Kinds.Observer, "", new(OwnedEntry.Write, OwnedEntry.Read<GetAutoshiftObserverNotificationStatusResponse>));

    /// <summary>What is under way for a resource; there is at most one.</summary>
    public Owned<ZonalShiftSummary>? ActiveOf(string resource) => Shifts.All.FirstOrDefault(row =>
        row.Shown.ResourceIdentifier == resource && row.Shown.Status == ZonalShiftStatus.Active);

    public string AutoshiftOf(string resource) =>
        Autoshifts.Find(resource)?.Shown.ZonalAutoshiftStatus ?? ZonalAutoshiftStatus.Disabled;

    public void Loaded() => Look();

    public void Flush(Batch batch)
    {
        if (Shifts.IsChanged)
        {
            Look();
        }

        tables.Flush(batch);
    }

    public bool TakeBack()
    {
        tables.TakeBack();
        return true;
    }

    public void Load(Key key, ReadOnlySpan<byte> entry) => tables.Load(key, entry);

    private void Look() => away = Shifts.All
        .Where(row => row.Shown.Status == ZonalShiftStatus.Active)
        .GroupBy(row => row.Shown.ResourceIdentifier!, StringComparer.Ordinal)
        .ToImmutableDictionary(
            shifts => shifts.Key, shifts => shifts.Select(row => row.Shown.AwayFrom!).ToImmutableHashSet());
}
