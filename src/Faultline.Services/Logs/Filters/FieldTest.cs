namespace Faultline.Services.Logs.Filters;

/// <summary>What one field must be: comparisons joined by <c>&amp;&amp;</c>, those joined by <c>||</c>.</summary>
internal sealed class FieldTest
{
    private readonly List<List<Comparison>> ways = [[]];

    public int Regexes => ways.Sum(way => way.Count(each => each.Regex is not null));

    /// <summary>Reads on after the name, which each further comparison says again.</summary>
    public static FieldTest Read(PatternText reader, string name, Func<char, bool> belongsToName)
    {
        var test = new FieldTest();
        while (true)
        {
            test.ways[^1].Add(Comparison.Read(reader, BelongsToValue));
            if (reader.Take("||"))
            {
                test.ways.Add([]);
            }
            else if (!reader.Take("&&"))
            {
                return test;
            }

            if (reader.Next == '\0'
                || !string.Equals(reader.While(belongsToName), name, StringComparison.OrdinalIgnoreCase))
            {
                throw Refusal.Pattern($"A condition on '{name}' can only go on with '{name}'");
            }
        }
    }

    public bool Holds(ReadOnlySpan<byte> value)
    {
        foreach (var way in ways)
        {
            if (HoldsAll(way, value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HoldsAll(List<Comparison> way, ReadOnlySpan<byte> value)
    {
        foreach (var comparison in way)
        {
            if (!comparison.Holds(value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool BelongsToValue(char letter) => !char.IsWhiteSpace(letter) && letter is not (',' or '&' or '|');
}
