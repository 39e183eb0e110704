using System.Security.Cryptography;
using System.Text;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Signatures;

namespace Faultline.Tests.Signatures;

public sealed class OtherVersionTests
{
    private const string AccessKey = "AKISORANDOMAASORANDOM";
    private const string Secret = "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom";
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Authenticator Authenticator = new(new(false, new OneKey(AccessKey, Secret)));

    [Fact]
    public void The_key_pair_of_version_4A_is_the_one_that_public_clients_derive()
    {
        // The known answer that AWS's public clients test themselves against (aws-c-auth, aws-sdk-go-v2).
        using var pair = Version4A.KeyPair(AccessKey, Encoding.UTF8.GetBytes(Secret));
        var known = pair.ExportParameters(includePrivateParameters: true);
        Assert.Equal("7fd3bd010c0d9c292141c2b77bfbde1042c92e6836fff749d1269ec890fca1bd", Signer.Hex(known.D!));
        Assert.Equal("15d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb", Signer.Hex(known.Q.X!));
        Assert.Equal("0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0", Signer.Hex(known.Q.Y!));
    }

    [Theory]
    [InlineData("us-east-1", true)]
    [InlineData("us-*,eu-west-1", true)]
    [InlineData("*", true)]
    [InlineData("eu-west-1", false)]
    public void A_signature_of_version_4A_is_good_in_its_regions(string regions, bool good)
    {
        var request = Sign4A(regions);
        var claim = Claim.Read(request);
        Assert.True(claim.Service is "dynamodb");
        if (good)
        {
            Assert.Equal("111122223333", Prove(request).Account);
            request.Headers["X-Amz-Date"] = "20260102T030406Z";
            Assert.Equal("InvalidSignatureException", Assert.Throws<AwsError>(() => Prove(request)).Code);
        }
        else
        {
            Assert.StartsWith(
                "Credential should be scoped to a valid region", Assert.Throws<AwsError>(() => Prove(request)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_regions_of_version_4A_must_be_signed()
    {
        var request = Sign4A("us-east-1");
        request.Headers.Authorization = ((string)request.Headers.Authorization!)
            .Replace(";x-amz-region-set", "", StringComparison.Ordinal);
        Assert.StartsWith(
            "'X-Amz-Region-Set' must be a 'SignedHeader'", Assert.Throws<AwsError>(() => Prove(request)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_region_of_a_version_4A_claim_is_the_first_that_is_no_pattern()
    {
        Assert.Equal("eu-west-1", Claim.Read(Sign4A("us-*, eu-west-1,eu-west-2")).Region.ToString());
        Assert.Equal("", Claim.Read(Sign4A("*")).Region.ToString());
    }

    [Theory]
    [InlineData("HmacSHA256", "GET")]
    [InlineData("HmacSHA1", "GET")]
    [InlineData("HmacSHA256", "POST")]
    public void A_signature_of_version_2_is_believed_and_an_altered_one_is_not(string method, string verb)
    {
        var query = "AWSAccessKeyId=" + AccessKey + "&Action=ListDomains&MaxNumberOfDomains=10&SignatureMethod="
            + method
            + "&SignatureVersion=2&Timestamp=2026-01-02T03%3A04%3A05Z&Version=2009-04-15";
        var text = Encoding.UTF8.GetBytes($"{verb}\nsdb.amazonaws.com\n/\n{query}");
        var secret = Encoding.UTF8.GetBytes(Secret);
        // SimpleDB's clients may choose the old hash.
#pragma warning disable CA5350
        var mac = method == "HmacSHA1" ? HMACSHA1.HashData(secret, text) : HMACSHA256.HashData(secret, text);
#pragma warning restore CA5350
        var signed = $"Signature={Uri.EscapeDataString(Convert.ToBase64String(mac))}&{query}";

        Assert.Equal("111122223333", Prove2(signed, verb, Now).Account);
        var altered = Assert.Throws<AwsError>(() => Prove2(
            signed.Replace("Domains=10", "Domains=11", StringComparison.Ordinal), verb, Now));
        Assert.Equal(("SignatureDoesNotMatch", 403), (altered.Code, altered.Status));
        var stale = Assert.Throws<AwsError>(() => Prove2(signed, verb, Now.AddSeconds(901)));
        Assert.Equal(("RequestExpired", 400), (stale.Code, stale.Status));
        var unknown = Assert.Throws<AwsError>(() => Prove2(
            signed.Replace(AccessKey, "AKIABOB", StringComparison.Ordinal), verb, Now));
        Assert.Equal("InvalidClientTokenId", unknown.Code);
    }

    [Fact]
    public void A_body_that_version_2_did_not_sign_is_not_read_with_what_it_did_sign()
    {
        var signed = Sign2("Timestamp=2026-01-02T03%3A04%3A05Z");
        foreach (var form in (string[])["application/x-www-form-urlencoded", "text/plain"])
        {
            var request = Signer.Request("POST", "/", signed, "DomainName=other"u8.ToArray(), ("Content-Type", form));
            request.Headers.Host = "sdb.amazonaws.com";
            var error = Assert.Throws<AwsError>(() => Prove2(request, Now));
            Assert.Equal(("SignatureDoesNotMatch", 403), (error.Code, error.Status));
            request.Body = default;
            Assert.Equal("111122223333", Prove2(request, Now).Account);
        }
    }

    [Fact]
    public void What_names_its_end_is_good_until_then()
    {
        Incoming Request(string expires)
        {
            var request = Signer.Request("POST", "/", Sign2($"Expires={expires}"), []);
            request.Headers.Host = "sdb.amazonaws.com";
            return request;
        }

        Assert.Equal("111122223333", Prove2(Request("2026-01-02T06%3A04%3A05Z"), Now).Account);
        var late = Assert.Throws<AwsError>(() => Prove2(Request("2026-01-02T03%3A04%3A04Z"), Now));
        Assert.Equal(("RequestExpired", 400), (late.Code, late.Status));
    }

    /// <summary>The query string of a POST, signed by version 2; the hour's parameter stands last.</summary>
    private static string Sign2(string hour)
    {
        (string Name, string Text)[] pairs =
        [
            ("AWSAccessKeyId", AccessKey), ("Action", "ListDomains"), ("SignatureMethod", "HmacSHA256"),
            ("SignatureVersion", "2"),
        ];
        var query = string.Join('&', pairs.Select(pair => $"{pair.Name}={pair.Text}").Append(hour)
            .Order(StringComparer.Ordinal));
        var text = Encoding.UTF8.GetBytes($"POST\nsdb.amazonaws.com\n/\n{query}");
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), text);
        return $"{query}&Signature={Uri.EscapeDataString(Convert.ToBase64String(mac))}";
    }

    private static Principal Prove2(string parameters, string verb, DateTimeOffset now)
    {
        var request = verb == "GET"
            ? Signer.Request("GET", "/", parameters, [])
            : Signer.Request(
                "POST", "/", "", Encoding.UTF8.GetBytes(parameters), ("Content-Type",
                    "application/x-www-form-urlencoded"));
        request.Headers.Host = "sdb.amazonaws.com";
        return Prove2(request, now);
    }

    private static Principal Prove2(Incoming request, DateTimeOffset now) => Authenticator.Authenticate(
        request, Claim.Read(request), new() { Service = "sdb", Protocol = Protocol.Query, Now = now });

    private static Incoming Sign4A(string regions)
    {
        var request = Signer.Request("POST", "/", "", "{}"u8.ToArray());
        request.Headers["X-Amz-Date"] = "20260102T030405Z";
        request.Headers["X-Amz-Region-Set"] = regions;
        const string names = "host;x-amz-date;x-amz-region-set";
        var canonical = new Signer("", "").Canonical(request, "", names, Signer.Hex(SHA256.HashData("{}"u8)));
        var text = "AWS4-ECDSA-P256-SHA256\n20260102T030405Z\n20260102/dynamodb/aws4_request\n"
            + Signer.Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        using var pair = Version4A.KeyPair(AccessKey, Encoding.UTF8.GetBytes(Secret));
        var signature = pair.SignData(
            Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        request.Headers.Authorization =
            $"AWS4-ECDSA-P256-SHA256 Credential={AccessKey}/20260102/dynamodb/aws4_request, "
            + $"SignedHeaders={names}, Signature={Signer.Hex(signature)}";
        return request;
    }

    private static Principal Prove(Incoming request) => Authenticator.Authenticate(
        request, Claim.Read(request),
        new() { Service = "dynamodb", Region = "us-east-1", Protocol = Protocol.Json10, Now = Now });
}
