using System.Text;
using Faultline.Wire.Protocols;

namespace Faultline.Wire.Signatures;

/// <summary>
/// What a request says about who signed it, read but not believed: it serves to route the request, and is what
/// <see cref="Authenticator"/> then proves or refuses.
/// </summary>
public readonly struct Claim
{
    private const string Algorithm4 = "AWS4-HMAC-SHA256";
    private const string Algorithm4A = "AWS4-ECDSA-P256-SHA256";

    public SignatureForm Form { get; private init; }

    /// <summary>Version 4A: signed with a key pair and for a set of regions.</summary>
    public bool Asymmetric { get; private init; }

    /// <summary>Access key and scope, as in <c>AKID/20260101/us-east-1/sqs/aws4_request</c>.</summary>
    public ReadOnlyMemory<char> Credential { get; private init; }

    /// <summary>The names of the signed headers with semicolons between.</summary>
    public ReadOnlyMemory<char> SignedHeaders { get; private init; }

    public ReadOnlyMemory<char> Signature { get; private init; }

    /// <summary>The hour of signing as the client wrote it, where it wrote one.</summary>
    public string? Timestamp { get; private init; }

    /// <summary>How many seconds a presigned URL is good for, as the client wrote it.</summary>
    public string? Expires { get; private init; }

    public string? Token { get; private init; }

    /// <summary>The regions that a version 4A signature is good for, with commas between.</summary>
    public string? RegionSet { get; private init; }

    /// <summary>The Authorization header or the name of the algorithm, as it was sent.</summary>
    internal string? Text { get; private init; }

    /// <summary>A piece of the Authorization header that is no pair of key and value.</summary>
    internal ReadOnlyMemory<char> Misfit { get; private init; }

    public ReadOnlySpan<char> AccessKey => Element(0);

    public ReadOnlySpan<char> Date => Element(1);

    /// <summary>The region of the scope; of a version 4A signature the first of its set that is no pattern.</summary>
    public ReadOnlySpan<char> Region => Asymmetric ? FirstRegion() : Form == SignatureForm.Version2 ? [] : Element(2);

    /// <summary>The signing name of the service in the scope.</summary>
    public ReadOnlySpan<char> Service =>
        Form == SignatureForm.Version2 ? [] : Element(Asymmetric ? 2 : 3);

    /// <summary>The credential without the access key, as it is signed.</summary>
    internal ReadOnlySpan<char> Scope
    {
        get
        {
            var slash = Credential.Span.IndexOf('/');
            return slash < 0 ? [] : Credential.Span[(slash + 1)..];
        }
    }

    /// <summary>
    /// Reads what the request claims. It never fails: what is amiss is told when the claim is proved.
    /// </summary>
    public static Claim Read(Incoming request)
    {
        var header = (string?)request.Headers.Authorization;
        var url = Holds(request.Query, "X-Amz-Algorithm") || Holds(request.Query, "X-Amz-Signature")
            || Holds(request.Query, "X-Amz-Credential");
        if (!string.IsNullOrEmpty(header))
        {
            return url ? new() { Form = SignatureForm.Both } : ReadHeader(request, header);
        }

        return url ? ReadUrl(request) : Version2.Read(request) ?? default;
    }

    /// <summary>
    /// The credential of an Authorization header. Routing reads it here as well: were it to read another one than is
    /// proved, a request could be sent on to a region that it was not signed for.
    /// </summary>
    internal static ReadOnlyMemory<char> CredentialOf(string header)
    {
        const string key = "Credential=";
        var rest = header.AsMemory(Math.Max(header.IndexOf(' ', StringComparison.Ordinal), 0));
        while (!rest.IsEmpty)
        {
            var piece = NextPiece(ref rest);
            if (piece.Length > key.Length && piece.Span.StartsWith(key))
            {
                return piece[key.Length..];
            }
        }

        return default;
    }

    internal static Claim OfVersion2(string? accessKey, string? signature, string? timestamp, string? token) => new()
    {
        Form = SignatureForm.Version2,
        Credential = accessKey.AsMemory(),
        Signature = signature.AsMemory(),
        Timestamp = timestamp,
        Token = token,
    };

    /// <summary>An element of the credential; empty where there are fewer.</summary>
    internal ReadOnlySpan<char> Element(int index)
    {
        var rest = Credential.Span;
        for (; index > 0; index--)
        {
            var slash = rest.IndexOf('/');
            if (slash < 0)
            {
                return [];
            }

            rest = rest[(slash + 1)..];
        }

        var end = rest.IndexOf('/');
        return end < 0 ? rest : rest[..end];
    }

    private static Claim ReadHeader(Incoming request, string header)
    {
        var space = header.IndexOf(' ');
        var algorithm = space < 0 ? header : header.AsSpan(0, space);
        var asymmetric = algorithm.SequenceEqual(Algorithm4A);
        if (!asymmetric && !algorithm.SequenceEqual(Algorithm4))
        {
            return new() { Form = SignatureForm.Foreign, Text = header, Timestamp = Hour(request) };
        }

        ReadOnlyMemory<char> credential = default, signedHeaders = default, signature = default, misfit = default;
        var rest = header.AsMemory(algorithm.Length);
        while (!rest.IsEmpty)
        {
            var piece = NextPiece(ref rest);
            var equals = piece.Span.IndexOf('=');
            if (equals < 0)
            {
                misfit = piece.IsEmpty || !misfit.IsEmpty ? misfit : piece;
                continue;
            }

            var value = piece[(equals + 1)..];
            switch (piece.Span[..equals])
            {
                case "Credential" when credential.IsEmpty: credential = value; break;
                case "SignedHeaders": signedHeaders = value; break;
                case "Signature": signature = value; break;
            }
        }

        return new()
        {
            Form = SignatureForm.Header,
            Asymmetric = asymmetric,
            Credential = credential,
            SignedHeaders = signedHeaders,
            Signature = signature,
            Misfit = misfit,
            Text = header,
            Timestamp = Hour(request),
            Token = request.Headers["X-Amz-Security-Token"],
            RegionSet = asymmetric ? request.Headers["X-Amz-Region-Set"] : default(string),
        };
    }

    private static ReadOnlyMemory<char> NextPiece(ref ReadOnlyMemory<char> rest)
    {
        var end = rest.Span.IndexOfAny(',', ' ');
        var piece = (end < 0 ? rest : rest[..end]).Trim();
        rest = end < 0 ? default : rest[(end + 1)..];
        return piece;
    }

    private static Claim ReadUrl(Incoming request)
    {
        var algorithm = QueryText.Find(request.Query, "X-Amz-Algorithm");
        return new()
        {
            Form = SignatureForm.Url,
            Asymmetric = algorithm == Algorithm4A,
            Text = algorithm,
            Credential = QueryText.Find(request.Query, "X-Amz-Credential").AsMemory(),
            SignedHeaders = QueryText.Find(request.Query, "X-Amz-SignedHeaders").AsMemory(),
            Signature = QueryText.Find(request.Query, "X-Amz-Signature").AsMemory(),
            Timestamp = QueryText.Find(request.Query, "X-Amz-Date"),
            Expires = QueryText.Find(request.Query, "X-Amz-Expires"),
            Token = QueryText.Find(request.Query, "X-Amz-Security-Token"),
            RegionSet = QueryText.Find(request.Query, "X-Amz-Region-Set"),
        };
    }

    private static string? Hour(Incoming request) =>
        (string?)request.Headers["X-Amz-Date"] ?? request.Headers.Date;

    private static bool Holds(string query, string name) =>
        query.Length > 0 && query.Contains(name, StringComparison.Ordinal) && QueryText.Find(query, name) is not null;

    private ReadOnlySpan<char> FirstRegion()
    {
        foreach (var part in RegionSet.AsSpan().Split(','))
        {
            var region = RegionSet.AsSpan()[part].Trim();
            if (!region.IsEmpty && !region.Contains('*'))
            {
                return region;
            }
        }

        return [];
    }
}
