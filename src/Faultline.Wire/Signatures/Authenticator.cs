using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faultline.Wire.Hashing;
using Faultline.Wire.Protocols;

namespace Faultline.Wire.Signatures;

/// <summary>
/// Proves what a request claims of its signer, or refuses it in AWS's words. The checks come in AWS's order: whole,
/// in time, in scope, a known key, the signature, the session token.
/// </summary>
public sealed class Authenticator(Keyring keyring)
{
    /// <summary>How far the hour of signing may lie from ours ("Signature expired ... 15 min.").</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);

    /// <summary>The longest that a presigned URL is good for (X-Amz-Expires in the Amazon S3 API reference).</summary>
    public const int ExpiresSecondsMax = 604_800;

    /// <summary>
    /// Who calls. A body that comes in chunks is put behind a stream that decodes and verifies it, so this must come
    /// before the body of a streaming operation is read, and before a packed body is unpacked.
    /// </summary>
    public Principal Authenticate(Incoming request, in Claim claim, in Expected expected)
    {
        var refuse = new Refusals(expected.Protocol, expected.Service);
        var s3 = Refusals.IsS3(expected.Service);
        switch (claim.Form)
        {
            case SignatureForm.None:
            case SignatureForm.Foreign when expected.Anonymous:
                var caller = Unsigned(expected, refuse);
                Payload.Unwrap(request, claim, null, default, s3, refuse);
                return caller;
            case SignatureForm.Both:
                throw refuse.Invalid(
                    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
            case SignatureForm.Version2:
                return ByVersion2(request, claim, expected, refuse);
        }

        return ByVersion4(request, claim, expected, refuse, s3);
    }

    private Principal ByVersion4(
        Incoming request, in Claim claim, in Expected expected, Refusals refuse, bool s3)
    {
        Completeness.Check(claim, refuse, s3);
        var key = keyring.Find(claim.AccessKey, claim.Token);
        DateTimeOffset hour = default;
        var trusted = key is { TakesAnySecret: true };
        if (!trusted)
        {
            hour = InTime(claim, expected, refuse);
            InScope(claim, hour, expected, refuse);
            Known(key, claim, refuse);
            Verify(request, claim, key, hour, s3, refuse);
            Current(key, expected, refuse);
        }

        Payload.Unwrap(request, claim, trusted ? null : key, hour, s3, refuse);
        return key!.Principal;
    }

    private Principal Unsigned(in Expected expected, Refusals refuse) =>
        keyring.TrustsUnknownKeys ? keyring.Unsigned
        : expected.Anonymous ? Principal.Anonymous
        : throw refuse.MissingToken();

    private Principal ByVersion2(Incoming request, in Claim claim, in Expected expected, Refusals refuse)
    {
        var key = keyring.Find(claim.AccessKey, claim.Token);
        if (key is { TakesAnySecret: true })
        {
            return key.Principal;
        }

        if (expected.Service != "sdb" || Version2.Parameter(request, "SignatureVersion") != "2")
        {
            throw refuse.Incomplete("Signature version 2 is for SimpleDB only. Sign with AWS4-HMAC-SHA256.");
        }

        if (!SigningHour.TryReadLong(claim.Timestamp, out var hour))
        {
            throw refuse.Incomplete($"Date must be in ISO-8601 format. Got '{claim.Timestamp}'.");
        }

        // One who says when the request ends may name any hour to come; one who says when it was made may not.
        var ends = Version2.Parameter(request, "Timestamp") is null;
        if (expected.Now - hour > (ends ? TimeSpan.Zero : Skew) || (!ends && hour - expected.Now > Skew))
        {
            throw new AwsError("RequestExpired", 400, $"Request has expired. Timestamp date is {claim.Timestamp}.");
        }

        Known(key, claim, refuse);
        if (!Version2.Proves(request, claim, key))
        {
            throw refuse.Mismatch("", "");
        }

        Current(key, expected, refuse);
        return key.Principal;
    }

    private static DateTimeOffset InTime(in Claim claim, in Expected expected, Refusals refuse)
    {
        if (!SigningHour.TryRead(claim.Timestamp, out var hour)
            && !(claim.Form == SignatureForm.Header && SigningHour.TryReadLong(claim.Timestamp, out hour)))
        {
            throw refuse.Incomplete(
                $"Date must be in ISO-8601 'basic format'. Got '{claim.Timestamp}'. "
                + "See http://en.wikipedia.org/wiki/ISO_8601");
        }

        // Spans are compared, for no span added to the last hour of all would be an hour any more.
        var now = expected.Now;
        var good = claim.Expires is null ? Skew : Lifetime(claim.Expires, refuse);
        if (now - hour > good)
        {
            var message = $"Signature expired: {SigningHour.Text(hour)} is now earlier than "
                + $"{SigningHour.Text(now - good)} ({SigningHour.Text(now)} - {Words(good)}.)";
            throw claim.Expires is null ? refuse.Stale(message) : refuse.UrlExpired(message);
        }

        if (hour - now > Skew)
        {
            var message = $"Signature not yet current: {SigningHour.Text(hour)} is still later than "
                + $"{SigningHour.Text(now + Skew)} ({SigningHour.Text(now)} + 15 min.)";
            throw claim.Expires is null ? refuse.Stale(message) : refuse.UrlTooEarly(message);
        }

        return hour;
    }

    private static string Words(TimeSpan span) => span.TotalSeconds % 60 == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes} min")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds} sec");

    private static TimeSpan Lifetime(string expires, Refusals refuse)
    {
        if (!long.TryParse(expires, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            throw refuse.IncompleteUrl("X-Amz-Expires should be a number");
        }

        if (seconds < 0)
        {
            throw refuse.IncompleteUrl("X-Amz-Expires must be non-negative");
        }

        return seconds <= ExpiresSecondsMax ? TimeSpan.FromSeconds(seconds) : throw refuse.IncompleteUrl(
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
            + $"{ExpiresSecondsMax} seconds");
    }

    private static void InScope(in Claim claim, DateTimeOffset hour, in Expected expected, Refusals refuse)
    {
        List<string>? amiss = null;
        if (expected.Region is { } region
            && !(claim.Asymmetric ? Version4A.Covers(claim.RegionSet, region) : claim.Region.SequenceEqual(region)))
        {
            var message = $"Credential should be scoped to a valid region, not '{claim.Region}'.";
            (amiss ??= []).Add(message);
        }

        if (!claim.Service.SequenceEqual(expected.Service))
        {
            (amiss ??= []).Add($"Credential should be scoped to correct service: '{expected.Service}'.");
        }

        var terminator = claim.Element(claim.Asymmetric ? 3 : 4);
        if (terminator is not "aws4_request")
        {
            (amiss ??= []).Add(
                $"Credential should be scoped with a valid terminator: 'aws4_request', not '{terminator}'.");
        }

        if (!SigningHour.IsOn(hour, claim.Date))
        {
            var text = SigningHour.Text(hour);
            (amiss ??= []).Add(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                + $"'{claim.Date}' != '{text[..8]}', from '{text}'.");
        }

        if (amiss is not null)
        {
            throw expected.Region is { } right && !claim.Region.SequenceEqual(right) && amiss.Count == 1
                ? refuse.WrongRegion(new(claim.Region), right, amiss[0])
                : refuse.Invalid(string.Join(' ', amiss));
        }
    }

    private static void Known([NotNull] Key? key, in Claim claim, Refusals refuse)
    {
        if (key is null)
        {
            throw refuse.UnknownKey();
        }

        // A key that lasts has no token: one that comes with it belongs to somebody else.
        if (key == Key.Refused || (claim.Token is not null && key.Token is null))
        {
            throw refuse.InvalidToken();
        }
    }

    private static void Current(Key key, in Expected expected, Refusals refuse)
    {
        if (key.Expires <= expected.Now)
        {
            throw refuse.ExpiredToken();
        }
    }

    private static void Verify(
        Incoming request, in Claim claim, Key key, DateTimeOffset hour, bool s3, Refusals refuse)
    {
        if (s3)
        {
            Payload.CheckS3(request, claim);
        }

        var declared = (string?)request.Headers[Payload.Header];
        var payload = new Scratch(stackalloc byte[96]);
        var canonical = new Scratch(stackalloc byte[2048]);
        var text = new Scratch(stackalloc byte[256]);
        try
        {
            if (!Payload.Write(request, declared, s3, claim.Form == SignatureForm.Url, ref payload))
            {
                throw Payload.HashMismatch();
            }

            CanonicalRequest.Write(request, claim, s3, payload.Written, ref canonical);
            StringToSign(claim, hour, canonical.Written, ref text);
            var proved = claim.Asymmetric
                ? Version4A.Proves(claim.Signature.Span, new(claim.AccessKey), key.Secret, text.Written)
                : key.SigningKey(claim.Scope).Proves(claim.Signature.Span, text.Written);
            if (!proved)
            {
                throw refuse.Mismatch(
                    Encoding.UTF8.GetString(canonical.Written), Encoding.UTF8.GetString(text.Written));
            }
        }
        finally
        {
            payload.Dispose();
            canonical.Dispose();
            text.Dispose();
        }
    }

    private static void StringToSign(
        in Claim claim, DateTimeOffset hour, scoped ReadOnlySpan<byte> canonical, ref Scratch into)
    {
        into.Append(claim.Asymmetric ? "AWS4-ECDSA-P256-SHA256\n"u8 : "AWS4-HMAC-SHA256\n"u8);
        var basic = claim.Timestamp is { Length: 16 };
        into.Append(basic ? claim.Timestamp : SigningHour.Text(hour));
        into.Append((byte)'\n');
        into.Append(claim.Scope);
        into.Append((byte)'\n');
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Digests.Sha256(canonical, hash);
        into.AppendHex(hash);
    }
}
