using System.Text;

namespace Faultline.Wire.Routing;

/// <summary>Finds parameters in a query string, or in a form sent as a body, without taking it apart.</summary>
internal static class QueryText
{
    /// <summary>The raw value of a parameter; empty where there is none, or none with a value.</summary>
    public static ReadOnlySpan<char> Find(ReadOnlySpan<char> query, ReadOnlySpan<char> name) =>
        Find(query, name, out var value) ? value : default;

    public static bool Has(ReadOnlySpan<char> query, ReadOnlySpan<char> name) => Find(query, name, out _);

    public static bool Find(ReadOnlySpan<char> query, ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        while (!query.IsEmpty)
        {
            var end = query.IndexOf('&');
            var pair = end < 0 ? query : query[..end];
            query = end < 0 ? default : query[(end + 1)..];
            if (pair.StartsWith(name) && (pair.Length == name.Length || pair[name.Length] == '='))
            {
                value = pair.Length == name.Length ? default : pair[(name.Length + 1)..];
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The same in a body of bytes. The names and values looked for are ASCII.</summary>
    public static string? Find(ReadOnlySpan<byte> form, ReadOnlySpan<byte> name)
    {
        while (!form.IsEmpty)
        {
            var end = form.IndexOf((byte)'&');
            var pair = end < 0 ? form : form[..end];
            form = end < 0 ? default : form[(end + 1)..];
            if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name))
            {
                return Encoding.UTF8.GetString(pair[(name.Length + 1)..]);
            }
        }

        return null;
    }
}
