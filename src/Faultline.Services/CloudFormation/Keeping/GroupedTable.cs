namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>
/// A table whose rows belong to something, as resources to stacks: what belongs to one is found without a look at the
/// others. A row never changes what it belongs to.
/// </summary>
internal sealed class GroupedTable<T>(byte kind, RowForm<T, string> form, Func<T, string> owner)
    : Table<T, string>(kind, "", form)
    where T : class, IRow
{
    private static readonly SortedDictionary<ulong, T> none = [];

    private readonly Dictionary<string, SortedDictionary<ulong, T>> groups = new(StringComparer.Ordinal);

    /// <summary>What belongs to that one, in the order in which it was made.</summary>
    public IReadOnlyCollection<T> In(string of) => groups.GetValueOrDefault(of, none).Values;

    protected override void Moved(ulong number, T? before, T? after)
    {
        var key = owner((after ?? before)!);
        if (after is not null)
        {
            if (!groups.TryGetValue(key, out var group))
            {
                groups.Add(key, group = []);
            }

            group[number] = after;
        }
        else if (groups.TryGetValue(key, out var group) && group.Remove(number) && group.Count == 0)
        {
            groups.Remove(key);
        }
    }
}
