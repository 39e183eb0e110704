using System.Text;

namespace Faultline.Engines.Balancer.Http2.Hpack;

/// <summary>The fields that both sides know from the start, numbered from 1.</summary>
/// <remarks>RFC 7541, appendix A.</remarks>
internal static class KnownEntries
{
    private static readonly Entry[] All =
    [
        .. """
            :authority
            :method GET
            :method POST
            :path /
            :path /index.html
            :scheme http
            :scheme https
            :status 200
            :status 204
            :status 206
            :status 304
            :status 400
            :status 404
            :status 500
            accept-charset
            accept-encoding gzip, deflate
            accept-language
            accept-ranges
            accept
            access-control-allow-origin
            age
            allow
            authorization
            cache-control
            content-disposition
            content-encoding
            content-language
            content-length
            content-location
            content-range
            content-type
            cookie
            date
            etag
            expect
            expires
            from
            host
            if-match
            if-modified-since
            if-none-match
            if-range
            if-unmodified-since
            last-modified
            link
            location
            max-forwards
            proxy-authenticate
            proxy-authorization
            range
            referer
            refresh
            retry-after
            server
            set-cookie
            strict-transport-security
            transfer-encoding
            user-agent
            vary
            via
            www-authenticate
            """.ReplaceLineEndings("\n").Split('\n').Select(Parse),
    ];

    private static readonly Dictionary<string, int> Names = Numbers(each => each.Name);

    private static readonly Dictionary<string, int> Wholes = Numbers(each => [.. each.Name, .. " "u8, .. each.Value]);

    public static int Count => All.Length;

    public static Entry Get(int number) => All[number - 1];

    /// <summary>The number of the first with that name; 0 when there is none.</summary>
    public static int Find(ReadOnlySpan<byte> name) => Find(Names, name);

    /// <summary>The number of the one with that name and value; 0 when there is none.</summary>
    public static int Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Span<byte> whole = stackalloc byte[64];
        var length = name.Length + 1 + value.Length;
        if (length > whole.Length)
        {
            return 0;
        }

        name.CopyTo(whole);
        whole[name.Length] = (byte)' ';
        value.CopyTo(whole[(name.Length + 1)..]);
        return Find(Wholes, whole[..length]);
    }

    private static int Find(Dictionary<string, int> among, ReadOnlySpan<byte> text)
    {
        Span<char> letters = stackalloc char[64];
        return text.Length <= letters.Length
            && among.GetAlternateLookup<ReadOnlySpan<char>>()
                .TryGetValue(letters[..Encoding.Latin1.GetChars(text, letters)], out var number)
            ? number
            : 0;
    }

    private static Dictionary<string, int> Numbers(Func<Entry, byte[]> of)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < All.Length; i++)
        {
            numbers.TryAdd(Encoding.Latin1.GetString(of(All[i])), i + 1);
        }

        return numbers;
    }

    private static Entry Parse(string line)
    {
        var parts = line.Split(' ', 2);
        return new(Encoding.ASCII.GetBytes(parts[0]), parts.Length == 1 ? [] : Encoding.ASCII.GetBytes(parts[1]));
    }
}
