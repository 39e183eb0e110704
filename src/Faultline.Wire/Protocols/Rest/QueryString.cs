namespace Faultline.Wire.Protocols.Rest;

/// <summary>The names and values of a query string, taken apart when someone first asks.</summary>
internal sealed class QueryString(string encoded)
{
    private List<KeyValuePair<string, string>>? pairs;

    /// <summary>The values of a name, in their order.</summary>
    public List<string> Values(string name)
    {
        List<string> values = [];
        foreach (var (other, value) in pairs ??= Parse())
        {
            if (other == name)
            {
                values.Add(value);
            }
        }

        return values;
    }

    /// <summary>Every name with its values, in the order in which the names first come.</summary>
    public List<KeyValuePair<string, List<string>>> All()
    {
        List<KeyValuePair<string, List<string>>> names = [];
        Dictionary<string, List<string>> known = new(StringComparer.Ordinal);
        foreach (var (name, value) in pairs ??= Parse())
        {
            if (!known.TryGetValue(name, out var values))
            {
                known[name] = values = [];
                names.Add(new(name, values));
            }

            values.Add(value);
        }

        return names;
    }

    private List<KeyValuePair<string, string>> Parse()
    {
        List<KeyValuePair<string, string>> made = [];
        foreach (var range in encoded.AsSpan().Split('&'))
        {
            var pair = encoded.AsSpan()[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            made.Add(new(
                Percent.Decode(equals < 0 ? pair : pair[..equals], plusIsBlank: true),
                Percent.Decode(equals < 0 ? [] : pair[(equals + 1)..], plusIsBlank: true)));
        }

        return made;
    }
}
