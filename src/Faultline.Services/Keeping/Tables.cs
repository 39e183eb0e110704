using Faultline.Store;

namespace Faultline.Services.Keeping;

/// <summary>The tables of a state, as the store takes them and gives them back.</summary>
internal sealed class Tables(params IEnumerable<Table> all)
{
    private readonly Dictionary<byte, Table> tables = all.ToDictionary(table => table.Kind);

    /// <summary>Counts their changes, so that what was derived from them is known to be stale.</summary>
    public long Version { get; private set; }

    /// <summary>Those of what can be tagged, in the order of their kinds.</summary>
    public IEnumerable<ITagged<TTag>> Taggable<TTag>() =>
        tables.Values.OfType<ITagged<TTag>>().Where(table => table.TakesTags).OrderBy(table => table.Kind);

    public void Flush(Batch batch)
    {
        Count();
        foreach (var table in tables.Values)
        {
            table.Flush(batch);
        }
    }

    public void TakeBack()
    {
        Count();
        foreach (var table in tables.Values)
        {
            table.TakeBack();
        }
    }

    public void Load(Key key, ReadOnlySpan<byte> entry)
    {
        if (tables.TryGetValue(key.Kind, out var table))
        {
            table.Load(key.Number, entry);
        }
    }

    private void Count() => Version += tables.Values.Any(table => table.IsChanged) ? 1 : 0;
}
