using System.Security.Cryptography;
using System.Text;
using Faultline.Wire.Protocols;

namespace Faultline.Wire.Signatures;

/// <summary>
/// Signature version 2, which SimpleDB's clients still use: an HMAC over the parameters. Facts from "HMAC-SHA
/// Signature" in the Amazon SimpleDB developer guide.
/// </summary>
internal static class Version2
{
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>The claim among the parameters of the URL or of a form; null when there is none.</summary>
    public static Claim? Read(Incoming request)
    {
        var text = Parameters(request);
        return text.Contains("AWSAccessKeyId", StringComparison.Ordinal)
            && QueryText.Find(text, "AWSAccessKeyId") is { } accessKey
            ? Claim.OfVersion2(
                accessKey,
                QueryText.Find(text, "Signature"),
                QueryText.Find(text, "Timestamp") ?? QueryText.Find(text, "Expires"),
                QueryText.Find(text, "SecurityToken"))
            : null;
    }

    /// <summary>A parameter of the signature, such as its method.</summary>
    public static string? Parameter(Incoming request, string name) => QueryText.Find(Parameters(request), name);

    public static bool Proves(Incoming request, in Claim claim, Key key)
    {
        var text = StringToSign(request);
        var bytes = Encoding.UTF8.GetBytes(text);
        // The old HMAC-SHA1 is part of the contract: clients choose it, and it only ever proves what they sent.
#pragma warning disable CA5350
        var mac = Parameter(request, "SignatureMethod") == "HmacSHA1"
            ? HMACSHA1.HashData(key.Secret!, bytes) : HMACSHA256.HashData(key.Secret!, bytes);
#pragma warning restore CA5350
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Convert.ToBase64String(mac)), Encoding.UTF8.GetBytes(claim.Signature.ToString()));
    }

    public static string StringToSign(Incoming request)
    {
        var pairs = new List<(string Name, string Value)>();
        foreach (var pair in Everything(request).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            var name = QueryText.Decode(equals < 0 ? pair : pair.AsSpan(0, equals));
            if (name != "Signature")
            {
                pairs.Add((name, equals < 0 ? "" : QueryText.Decode(pair.AsSpan(equals + 1))));
            }
        }

        pairs.Sort(static (a, b) => Encoding.UTF8.GetBytes(a.Name).AsSpan()
            .SequenceCompareTo(Encoding.UTF8.GetBytes(b.Name)));
        var query = string.Join('&', pairs.Select(pair =>
            $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
        var host = ((string?)request.Headers.Host ?? "").ToLowerInvariant();
        return $"{request.Method}\n{host}\n{(request.Path.Length == 0 ? "/" : request.Path)}\n{query}";
    }

    private static string Parameters(Incoming request)
    {
        var form = request.Method == "POST" && !request.Body.IsEmpty
            && ((string?)request.Headers.ContentType)?.StartsWith(Form, StringComparison.OrdinalIgnoreCase) == true;
        return form && request.Body.Span.IndexOf("AWSAccessKeyId"u8) >= 0 ? Everything(request) : request.Query;
    }

    /// <summary>
    /// All that the protocol reads, wherever the signature stands: what were left out anyone could add.
    /// </summary>
    private static string Everything(Incoming request)
    {
        var body = Encoding.UTF8.GetString(request.Body.Span);
        return body.Length == 0 ? request.Query : request.Query.Length == 0 ? body : $"{request.Query}&{body}";
    }
}
