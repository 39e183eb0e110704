namespace Faultline.Kernel.Faults;

/// <summary>What somebody may have meant who wrote a name that is not there.</summary>
public static class Nearest
{
    private const int ShownMax = 3;

    /// <summary>A sentence that begins with a space, or nothing where no name is near.</summary>
    public static string To(string word, IEnumerable<string> names)
    {
        var near = names
            .Select(name => (Name: name, Far: Distance(word, name)))
            .Where(each => each.Far <= Math.Max(2, word.Length / 3))
            .OrderBy(each => each.Far)
            .ThenBy(each => each.Name, StringComparer.Ordinal)
            .Take(ShownMax)
            .Select(each => each.Name)
            .ToArray();
        return near.Length == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>How many letters have to be put in, taken out, changed, or swapped with the next.</summary>
    internal static int Distance(string one, string other)
    {
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= other.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            for (var j = 1; j <= other.Length; j++)
            {
                var same = char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]);
                rows[i, j] = Math.Min(
                    Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[one.Length, other.Length];
    }
}
