using Faultline.Wire.Protocols;
using Microsoft.Extensions.Primitives;

namespace Faultline.Wire.Routing;

/// <summary>
/// The region and the service for which a request says it is signed, from the Authorization header or a presigned URL.
/// Only to find the way: whether the signature is right is for others to say.
/// </summary>
internal readonly ref struct CredentialScope(ReadOnlySpan<char> region, ReadOnlySpan<char> service)
{
    private const string Credential = "Credential=";

    /// <summary>Empty where the request does not say it.</summary>
    public ReadOnlySpan<char> Region { get; } = region;

    public ReadOnlySpan<char> Service { get; } = service;

    public static CredentialScope Of(Incoming request)
    {
        ReadOnlySpan<char> header = request.Headers.Authorization.ToString();
        var at = header.IndexOf(Credential, StringComparison.Ordinal);
        if (at >= 0)
        {
            var rest = header[(at + Credential.Length)..];
            var end = rest.IndexOfAny(',', ' ');
            return Parse(end < 0 ? rest : rest[..end], "/", request.Headers["X-Amz-Region-Set"]);
        }

        var credential = QueryText.Find(request.Query, "X-Amz-Credential");
        return credential.Contains('/')
            ? Parse(credential, "/", QueryText.Find(request.Query, "X-Amz-Region-Set").ToString())
            : Parse(credential, "%2F", QueryText.Find(request.Query, "X-Amz-Region-Set").ToString());
    }

    private static CredentialScope Parse(ReadOnlySpan<char> credential, string slash, StringValues regions)
    {
        // From the end, because nothing forbids a slash in a key: key/date[/region]/service/aws4_request.
        if (!Cut(ref credential, slash, out _) || !Cut(ref credential, slash, out var service)
            || !Cut(ref credential, slash, out var last))
        {
            return default;
        }

        // A scope without a region is SigV4A's: its last part but one is the date.
        return last.ContainsAnyExceptInRange('0', '9') ? new(last, service) : new(First(regions), service);
    }

    private static bool Cut(scoped ref ReadOnlySpan<char> text, string slash, out ReadOnlySpan<char> last)
    {
        var at = text.LastIndexOf(slash, StringComparison.OrdinalIgnoreCase);
        last = at < 0 ? default : text[(at + slash.Length)..];
        text = at < 0 ? default : text[..at];
        return at >= 0;
    }

    private static ReadOnlySpan<char> First(StringValues regions)
    {
        ReadOnlySpan<char> all = regions.ToString();
        var comma = all.IndexOf(',');
        var first = comma < 0 ? all : all[..comma];
        return Regions.Looks(first) ? first : default;
    }
}
