namespace Faultline.Engines.Balancer.Http;

/// <summary>Finds cookies in heads: those that a client sends, and those that a target sets.</summary>
internal static class Cookies
{
    /// <summary>The value of the cookie of that name; empty when the client has none.</summary>
    public static ReadOnlySpan<byte> Find(Head head, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name)
    {
        foreach (var field in head.Fields)
        {
            if (field.Name != FieldName.Cookie)
            {
                continue;
            }

            var all = field.ValueIn(bytes);
            foreach (var range in all.Split((byte)';'))
            {
                var pair = all[range].Trim((byte)' ');
                if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name))
                {
                    return pair[(name.Length + 1)..];
                }
            }
        }

        return default;
    }

    /// <summary>Whether an answer sets the cookie of that name.</summary>
    public static bool IsSet(Head head, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name)
    {
        foreach (var field in head.Fields)
        {
            var value = field.ValueIn(bytes);
            if (field.Name == FieldName.SetCookie && value.Length > name.Length && value[name.Length] == '='
                && value.StartsWith(name))
            {
                return true;
            }
        }

        return false;
    }
}
