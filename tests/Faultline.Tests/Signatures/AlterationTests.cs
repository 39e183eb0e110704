using System.Text;
using Faultline.Kernel;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Signatures;

namespace Faultline.Tests.Signatures;

/// <summary>What a client signs is believed; the same with any one thing altered is not.</summary>
public sealed class AlterationTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Authenticator Authenticator = new(new(false, new OneKey("AKIAANNA", "secret")));

    [Fact]
    public void Whatever_a_client_signs_is_believed_and_any_altered_letter_is_not()
    {
        var dice = new Dice(1);
        for (var i = 0; i < 600; i++)
        {
            var signer = new Signer("AKIAANNA", "secret") { Service = dice.Chance(0.5) ? "s3" : "sqs" };
            var body = Bytes(dice, 200);
            var request = signer.Sign(
                Now, dice.Chance(0.5) ? "PUT" : "POST", Path(dice), Query(dice), body, Headers(dice, signer, body));
            Assert.Equal("111122223333", Prove(request, signer).Account);

            var altered = Alter(request, dice);
            var error = Assert.Throws<AwsError>(() => Prove(altered, signer));
            Assert.InRange(error.Status, 400, 403);
        }
    }

    [Fact]
    public void Whatever_a_client_presigns_is_believed_while_it_is_good()
    {
        var dice = new Dice(2);
        for (var i = 0; i < 200; i++)
        {
            var signer = new Signer("AKIAANNA", "secret") { Service = dice.Chance(0.5) ? "s3" : "sts" };
            var seconds = 1 + dice.Below(604_800);
            var request = signer.Presign(Now, seconds, path: Path(dice), query: Query(dice));
            Assert.Equal("111122223333", Prove(request, signer, Now.AddSeconds(seconds)).Account);
            var late = Assert.Throws<AwsError>(() => Prove(request, signer, Now.AddSeconds(seconds + 1)));
            Assert.Equal(
                signer.S3 ? ("AccessDenied", "Request has expired") : ("SignatureDoesNotMatch", "Signature expired: "),
                (late.Code, late.Message[..19]));

            var query = Letter(request.Query, dice);
            Assert.Throws<AwsError>(() => Prove(Signer.Copy(request, query: query), signer));
        }
    }

    [Theory]
    [InlineData("s3", "604801",
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires")]
    [InlineData("s3", "-1", "X-Amz-Expires must be non-negative")]
    [InlineData("s3", "soon", "X-Amz-Expires should be a number")]
    [InlineData("s3", null, "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, ")]
    public void A_presigned_URL_says_how_long_it_is_good(string service, string? expires, string message)
    {
        var signer = new Signer("AKIAANNA", "secret") { Service = service };
        var request = signer.Presign(Now, 60);
        var query = request.Query.Replace(
            "&X-Amz-Expires=60", expires is null ? "" : $"&X-Amz-Expires={expires}", StringComparison.Ordinal);
        var error = Assert.Throws<AwsError>(() => Prove(Signer.Copy(request, query: query), signer));
        Assert.Equal(("AuthorizationQueryParametersError", 400), (error.Code, error.Status));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_a_client_can_send_breaks_the_reading()
    {
        var dice = new Dice(3);
        const string pieces = "AWS4-HMAC-SHA256|AWS4-ECDSA-P256-SHA256|Credential=|SignedHeaders=|Signature=|,| |/|=|;|"
            + "%|&|X-Amz-Algorithm|X-Amz-Credential|X-Amz-Signature|X-Amz-Date|AKIAANNA|20260102|us-east-1|sqs|"
            + "aws4_request|host|"
            + "\ud800|%zz|+|20260102T030405Z|AWSAccessKeyId=|é|ffff|X-Amz-SignedHeaders=|X-Amz-Expires=";
        for (var i = 0; i < 3_000; i++)
        {
            var request = Signer.Request("POST", "/" + Mix(), Mix(), [], ("X-Amz-Date", Mix()), ("Authorization",
                Mix()));
            if (dice.Chance(0.5))
            {
                request.Headers.Remove("Authorization");
            }

            foreach (var service in (string[])["sqs", "s3", "sdb"])
            {
                Assert.Throws<AwsError>(() => Authenticator.Authenticate(
                    request, Claim.Read(request), new() { Service = service, Protocol = Protocol.Query, Now = Now }));
            }
        }

        string Mix() => string.Concat(
            Enumerable.Range(0, dice.Below(12)).Select(_ => pieces.Split('|') is var all ?
                all[dice.Below(all.Length)] : ""));
    }

    private static Incoming Alter(Incoming request, Dice dice)
    {
        var altered = Signer.Copy(request);
        switch (dice.Below(5))
        {
            case 0:
                var body = request.Body.ToArray();
                body[dice.Below(body.Length)] ^= (byte)(1 + dice.Below(255));
                return Signer.Copy(request, body: body);
            case 1:
                return Signer.Copy(request, path: "/" + Letter(request.Path[1..], dice));
            case 2:
                return Signer.Copy(request, query: request.Query + "&a=b");
            case 3:
                var names = request.Headers.Keys.Where(name => name != "Authorization").ToArray();
                var header = names[dice.Below(names.Length)];
                altered.Headers[header] = Letter(request.Headers[header]!, dice);
                return altered;
            default:
                var text = (string)request.Headers.Authorization!;
                var at = text.IndexOf("Signature=", StringComparison.Ordinal) + "Signature=".Length;
                altered.Headers.Authorization = text[..at] + Letter(text[at..], dice);
                return altered;
        }
    }

    /// <summary>Another letter somewhere. Case is an alteration too.</summary>
    private static string Letter(string text, Dice dice)
    {
        var letters = text.Index().Where(one => char.IsAsciiLetterOrDigit(one.Item)
            && !(one.Index > 0 && text[one.Index - 1] == '%') && !(one.Index > 1
                && text[one.Index - 2] == '%')).ToArray();
        var (at, old) = letters[dice.Below(letters.Length)];
        var replaced = text.ToCharArray();
        replaced[at] = char.IsAsciiLetterLower(old) ? char.ToUpperInvariant(old) : old == 'Z' ? 'Y' : old == '9' ?
            '8' : (char)(old + 1);
        return new(replaced);
    }

    private static (string, string)[] Headers(Dice dice, Signer signer, byte[] body) =>
    [
        ("Content-Type", "application/x-amz-json-1.0"),
        ("X-Amz-Target", $"AmazonSQS.{dice.Below(100)}"),
        .. signer.S3 ? (ReadOnlySpan<(string, string)>)[("X-Amz-Content-Sha256", Hash(body))] : [],
    ];

    private static string Hash(byte[] body) => Signer.Hex(System.Security.Cryptography.SHA256.HashData(body));

    private static string Path(Dice dice) => "/" + string.Join(
        '/', Enumerable.Range(0, 1 + dice.Below(3)).Select(_ => Uri.EscapeDataString("a" + Text(dice, 8).Replace('/',
            '-'))));

    private static string Query(Dice dice) => string.Join(
        '&', Enumerable.Range(0, dice.Below(4)).Select(i =>
            $"{Uri.EscapeDataString("k" + Text(dice, 3))}{i}={Uri.EscapeDataString(Text(dice, 6))}"));

    private static string Text(Dice dice, int length) => string.Concat(
        Enumerable.Range(0, dice.Below(length)).Select(_ => "abcXYZ019 -_.~!*'()ä€/+=&%:@$,;"[dice.Below(31)]));

    private static byte[] Bytes(Dice dice, int length)
    {
        var bytes = new byte[1 + dice.Below(length)];
        dice.Fill(bytes);
        return bytes;
    }

    private static Principal Prove(Incoming request, Signer signer, DateTimeOffset? now = null) =>
        Authenticator.Authenticate(
            request, Claim.Read(request),
            new() { Service = signer.Service, Protocol = Protocol.Query, Now = now ?? Now });
}
