using Faultline.Store;

namespace Faultline.Services.Keeping;

/// <summary>One kind of things that a region has, in the order in which they were made. Pure.</summary>
internal abstract class Table(byte kind, string type)
{
    /// <summary>Its number on people's disks.</summary>
    public byte Kind => kind;

    /// <summary>What AWS calls such a thing where it is tagged.</summary>
    public string Type => type;

    /// <summary>Something of it is not written down yet.</summary>
    public abstract bool IsChanged { get; }

    /// <summary>Counts its changes, so that what was derived from it is known to be stale.</summary>
    public long Version { get; protected set; }

    public abstract IRow? Get(string id);

    public abstract void Flush(Batch batch);

    /// <summary>Everything is again as it was when it was last written down.</summary>
    public abstract void TakeBack();

    public abstract void Load(ulong number, ReadOnlySpan<byte> entry);
}

/// <summary>A table of what may have tags, in the shape that its service has for them.</summary>
internal interface ITagged<TTag>
{
    byte Kind { get; }

    string Type { get; }

    bool TakesTags { get; }

    IRow? Get(string id);

    /// <summary>The tags of everything that an account has here.</summary>
    IEnumerable<(string Id, IReadOnlyList<TTag> Tags)> TagsOf(string account);

    /// <summary>Puts tags in the place of those that something has.</summary>
    void Tag(string id, Func<IReadOnlyList<TTag>, List<TTag>> change);
}

/// <inheritdoc/>
internal class Table<T, TTag>(byte kind, string type, RowForm<T, TTag> form) : Table(kind, type), ITagged<TTag>
    where T : class, IRow
{
    private readonly Dictionary<string, ulong> numbers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ulong, T> rows = [];

    /// <summary>The rows that are not written down yet, as they were then; null for one that was not there.</summary>
    private readonly SortedDictionary<ulong, T?> changed = [];
    private ulong next = 1;

    public int Count => rows.Count;

    public IEnumerable<T> All => rows.Values;

    public bool TakesTags => form.Tags is not null;

    public override bool IsChanged => changed.Count > 0;

    /// <summary>The rows that are new or other than what is written down, each with what it was.</summary>
    public IEnumerable<(T? Before, T Now)> Changes => changed
        .Where(each => rows.ContainsKey(each.Key))
        .Select(each => (each.Value, rows[each.Key]));

    public IEnumerable<T> Of(string account) => rows.Values.Where(row => row.Account == account);

    public T? Find(string? id) => id is not null && numbers.TryGetValue(id, out var number) ? rows[number] : null;

    /// <summary>What an account has under that id; what others have is not there for it.</summary>
    public T? Find(string account, string? id) => Find(id) is { } row && row.Account == account ? row : null;

    public override IRow? Get(string id) => Find(id);

    /// <summary>A new row, or one in the place of that with its id.</summary>
    public void Put(T row)
    {
        if (!numbers.TryGetValue(row.Id, out var number))
        {
            numbers.Add(row.Id, number = next++);
        }

        var before = rows.GetValueOrDefault(number);
        changed.TryAdd(number, before);
        rows[number] = row;
        Version++;
        Moved(number, before, row);
    }

    /// <summary>Changes what is there under the id.</summary>
    public T Change(string id, Func<T, T> change)
    {
        var row = change(rows[numbers[id]]);
        Put(row);
        return row;
    }

    public void Remove(string id)
    {
        if (numbers.Remove(id, out var number))
        {
            var before = rows[number];
            changed.TryAdd(number, before);
            rows.Remove(number);
            Version++;
            Moved(number, before, null);
        }
    }

    public IEnumerable<(string Id, IReadOnlyList<TTag> Tags)> TagsOf(string account) =>
        Of(account).Select(row => (row.Id, (IReadOnlyList<TTag>)(form.Tags?.Invoke(row) ?? [])));

    public void Tag(string id, Func<IReadOnlyList<TTag>, List<TTag>> change) =>
        Change(id, row => form.Tagged(row, change(form.Tags!(row) ?? [])));

    public override void Flush(Batch batch)
    {
        if (!IsChanged)
        {
            return;
        }

        foreach (var number in changed.Keys)
        {
            var key = new Key(Kind, number);
            if (rows.TryGetValue(number, out var row))
            {
                form.Write(batch.Put(key), row);
            }
            else
            {
                batch.Delete(key);
            }
        }

        changed.Clear();
    }

    public override void TakeBack()
    {
        // Whoever only looked has changed nothing, as most have.
        if (!IsChanged)
        {
            return;
        }

        Version++;

        // First all that is there now: an id may have gone from one number to another.
        foreach (var number in changed.Keys)
        {
            if (rows.Remove(number, out var row))
            {
                numbers.Remove(row.Id);
                Moved(number, row, null);
            }
        }

        foreach (var (number, row) in changed)
        {
            if (row is not null)
            {
                numbers.Add(row.Id, number);
                rows.Add(number, row);
                Moved(number, null, row);
            }
        }

        changed.Clear();
    }

    public override void Load(ulong number, ReadOnlySpan<byte> entry)
    {
        var row = form.Read(new(entry));
        numbers.Add(row.Id, number);
        rows.Add(number, row);
        next = Math.Max(next, number + 1);
        Moved(number, null, row);
    }

    /// <summary>For indexes: another row, or none, stands under a number.</summary>
    protected virtual void Moved(ulong number, T? before, T? after)
    {
    }
}
