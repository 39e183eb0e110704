using Faultline.Wire.Protocols;
using Faultline.Wire.Signatures;

namespace Faultline.Wire.Routing;

/// <summary>
/// The region and the service for which a request says it is signed, from the Authorization header or a presigned URL.
/// Only to find the way: whether the signature is right is for others to say.
/// </summary>
internal readonly ref struct CredentialScope(ReadOnlySpan<char> region, ReadOnlySpan<char> service)
{
    /// <summary>Empty where the request does not say it.</summary>
    public ReadOnlySpan<char> Region { get; } = region;

    public ReadOnlySpan<char> Service { get; } = service;

    public static CredentialScope Of(Incoming request)
    {
        var signed = Claim.CredentialOf(request.Headers.Authorization.ToString());
        if (!signed.IsEmpty)
        {
            return Parse(signed.Span, request, presigned: false);
        }

        var credential = QueryText.Find(request.Query, "X-Amz-Credential");
        return credential.IsEmpty ? default : Parse(Uri.UnescapeDataString(credential), request, presigned: true);
    }

    private static CredentialScope Parse(ReadOnlySpan<char> credential, Incoming request, bool presigned)
    {
        // From the end, because nothing forbids a slash in a key: key/date[/region]/service/aws4_request.
        if (!Cut(ref credential, out _) || !Cut(ref credential, out var service) || !Cut(ref credential, out var last))
        {
            return default;
        }

        if (last.ContainsAnyExceptInRange('0', '9'))
        {
            return new(last, service);
        }

        // A scope without a region is SigV4A's: its last part but one is the date, and a set of regions stands apart.
        ReadOnlySpan<char> regions = presigned
            ? QueryText.Find(request.Query, "X-Amz-Region-Set")
            : request.Headers["X-Amz-Region-Set"].ToString();
        var comma = regions.IndexOf(',');
        var first = comma < 0 ? regions : regions[..comma];
        return new(Regions.Looks(first) ? first : default, service);
    }

    private static bool Cut(scoped ref ReadOnlySpan<char> text, out ReadOnlySpan<char> last)
    {
        var at = text.LastIndexOf('/');
        last = at < 0 ? default : text[(at + 1)..];
        text = at < 0 ? default : text[..at];
        return at >= 0;
    }
}
