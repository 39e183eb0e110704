using Faultline.Api.Ssm;
using Faultline.Store;

namespace Faultline.Services.Ssm.Keeping;

/// <summary>
/// All parameters of a region, of every account, with their versions. Pure: the hour comes in as an argument, and what
/// is secret comes in sealed.
/// </summary>
internal sealed class SsmState : IState
{
    private readonly Tables tables;

    public SsmState() => tables = new(Parameters, Versions);

    public Table<ParameterRow, Tag> Parameters { get; } = new(
        Kinds.Parameter, ResourceTypeForTagging.Parameter, ParameterRow.Form);

    /// <summary>Each under the name of its parameter and its number.</summary>
    public Table<Owned<ParameterHistory>, Tag> Versions { get; } = new(
        Kinds.Version, "", new(OwnedEntry.Write, OwnedEntry.Read<ParameterHistory>));

    public ParameterRow? Find(string account, string name) => Parameters.Find(ParameterRow.IdOf(account, name));

    /// <summary>A version that is still kept.</summary>
    public ParameterHistory? Version(ParameterRow row, long number) =>
        number >= row.Oldest && number <= row.Newest ? Versions.Find(row.IdOf(number))?.Shown : null;

    public ParameterHistory Current(ParameterRow row) => Versions.Find(row.IdOf(row.Newest))!.Shown;

    /// <summary>Those that are kept, the oldest first.</summary>
    public IEnumerable<ParameterHistory> VersionsOf(ParameterRow row)
    {
        for (var number = row.Oldest; number <= row.Newest; number++)
        {
            yield return Versions.Find(row.IdOf(number))!.Shown;
        }
    }

    public ParameterHistory? Labelled(ParameterRow row, string label) =>
        VersionsOf(row).FirstOrDefault(version => version.Labels?.Contains(label) == true);

    public void Put(ParameterRow row, ParameterHistory version) =>
        Versions.Put(new(row.IdOf(version.Version!.Value), row.Account, version));

    public void Remove(ParameterRow row)
    {
        for (var number = row.Oldest; number <= row.Newest; number++)
        {
            Versions.Remove(row.IdOf(number));
        }

        Parameters.Remove(row.Id);
    }

    public void Loaded()
    {
    }

    public void Flush(Batch batch) => tables.Flush(batch);

    public bool TakeBack()
    {
        tables.TakeBack();
        return true;
    }

    public void Load(Key key, ReadOnlySpan<byte> entry) => tables.Load(key, entry);
}
