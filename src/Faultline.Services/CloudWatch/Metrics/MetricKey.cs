namespace Faultline.Services.CloudWatch.Metrics;

/// <summary>
/// What tells metrics apart, as one text in a room that is used again: dimensions count in any order ("Dimensions"
/// under "Amazon CloudWatch concepts", CloudWatch user guide).
/// </summary>
internal sealed class MetricKey
{
    private char[] text = new char[256];
    private KeyValuePair<string, string>[] sorted = new KeyValuePair<string, string>[4];
    private int length;

    public ReadOnlySpan<char> Of(
        string account, string space, string name, IReadOnlyList<KeyValuePair<string, string>> dimensions)
    {
        length = 0;
        Add(account);
        Add(space);
        Add(name);
        if (sorted.Length < dimensions.Count)
        {
            sorted = new KeyValuePair<string, string>[dimensions.Count];
        }

        for (var i = 0; i < dimensions.Count; i++)
        {
            sorted[i] = dimensions[i];
        }

        var all = sorted.AsSpan(0, dimensions.Count);
        if (all.Length > 1)
        {
            all.Sort(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        }

        foreach (var (key, value) in all)
        {
            Add(key);
            Add(value);
        }

        return text.AsSpan(0, length);
    }

    private void Add(string part)
    {
        if (length + part.Length + 1 > text.Length)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, length + part.Length + 1));
        }

        part.CopyTo(text.AsSpan(length));
        length += part.Length;
        text[length++] = '\n';
    }
}
