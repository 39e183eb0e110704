using Faultline.Kernel;
using Faultline.Wire;
using Faultline.Wire.Signatures;

namespace Faultline.Tests.Signatures;

public sealed class KeyringTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly Sessions sessions = new(new byte[32]);
    private readonly Dice dice = new(5);

    [Theory]
    [InlineData("test", "000000000000")]
    [InlineData("111122223333", "111122223333")]
    [InlineData("1111222233334", "000000000000")]
    [InlineData("11112222333x", "000000000000")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "000000000000")]
    [InlineData("ASIAIOSFODNN7EXAMPLE", "000000000000")]
    public void An_unknown_key_is_the_root_of_an_account_whatever_its_secret(string key, string account)
    {
        var principal = Call(new Signer(key, "anything", "any token"), trust: true);
        Assert.Equal(Principal.Root(account, key) with { Unverified = true }, principal);
        Assert.Equal("InvalidClientTokenId", Refuse(new Signer(key, "anything", "any token"), trust: false).Code);
    }

    [Fact]
    public void An_unknown_key_need_not_be_in_time_but_its_signature_must_be_whole()
    {
        var request = new Signer("test", "test").Sign(Now.AddDays(-400));
        Assert.True(Authenticate(request, trust: true).Unverified);
        request.Headers.Authorization = "AWS4-HMAC-SHA256 Credential=test";
        Assert.Equal("IncompleteSignature", Assert.Throws<AwsError>(() => Authenticate(request, trust: true)).Code);
    }

    [Fact]
    public void An_unsigned_call_is_a_root_where_unknown_keys_are_trusted_and_nobody_elsewhere()
    {
        var request = Signer.Request("POST", "/", "", []);
        Assert.Equal("arn:aws:iam::000000000000:root", Authenticate(request, trust: true).Arn);
        Assert.True(Authenticate(request, trust: true).Unverified);
        Assert.Equal(
            "MissingAuthenticationToken", Assert.Throws<AwsError>(() => Authenticate(request, trust: false)).Code);
        Assert.Same(Principal.Anonymous, Authenticate(request, trust: false, anonymous: true));
    }

    [Fact]
    public void A_known_key_is_verified_although_unknown_ones_are_trusted()
    {
        var made = Make();
        Assert.Equal("anna", Call(new(made.AccessKey, made.Secret, made.Token), trust: true).Session!.Name);
        Assert.Equal(
            "SignatureDoesNotMatch", Refuse(new(made.AccessKey, made.Secret + "x", made.Token), trust: true).Code);
    }

    [Fact]
    public void A_session_needs_its_own_token_unaltered()
    {
        var made = Make();
        var other = Make();
        var tokens = new List<string?> { null, "", "x", other.Token, made.Token + "AAAA", made.Token[..^4], "%%%%" };
        for (var i = 0; i < 200; i++)
        {
            var letters = made.Token.ToCharArray();
            // The last letters may hold bits that mean nothing, so they are left alone.
            var at = dice.Below(letters.Length - 4);
            letters[at] = letters[at] == 'A' ? 'B' : 'A';
            tokens.Add(new(letters));
        }

        Assert.NotNull(Call(new(made.AccessKey, made.Secret, made.Token), trust: true).Session);
        foreach (var token in tokens)
        {
            var error = Refuse(new(made.AccessKey, made.Secret, token), trust: true);
            Assert.Equal(("InvalidClientTokenId", 403), (error.Code, error.Status));
        }
    }

    [Theory]
    [InlineData(Protocol.Query, "sts", "ExpiredToken", 403)]
    [InlineData(Protocol.Json10, "dynamodb", "ExpiredTokenException", 400)]
    [InlineData(Protocol.RestJson, "lambda", "ExpiredTokenException", 403)]
    [InlineData(Protocol.Ec2, "ec2", "RequestExpired", 400)]
    [InlineData(Protocol.RestXml, "s3", "ExpiredToken", 400)]
    public void A_session_that_has_ended_is_refused(Protocol protocol, string service, string code, int status)
    {
        var made = Make();
        var signer = new Signer(made.AccessKey, made.Secret, made.Token) { Service = service };
        (string, string)[] headers = [("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")];
        var now = Now.AddHours(1);
        var request = signer.Sign(now, headers: headers);
        var expected = new Expected { Service = service, Protocol = protocol, Now = now };
        var error = Assert.Throws<AwsError>(
            () => new Authenticator(new(true, sessions)).Authenticate(request, Claim.Read(request), expected));
        Assert.Equal((code, status), (error.Code, error.Status));
    }

    [Fact]
    public void More_unknown_keys_than_are_remembered_are_no_harm()
    {
        var authenticator = new Authenticator(new(true));
        for (var i = 0; i < 5000; i++)
        {
            var request = new Signer($"{i:D12}", "x").Sign(Now);
            var principal = authenticator.Authenticate(
                request, Claim.Read(request), new() { Service = "sqs", Protocol = Protocol.Query, Now = Now });
            Assert.Equal($"{i:D12}", principal.Account);
        }
    }

    [Fact]
    public void One_key_may_sign_under_more_scopes_than_are_remembered()
    {
        var authenticator = new Authenticator(new(false, new OneKey("AKIAANNA", "secret")));
        for (var i = 0; i < 300; i++)
        {
            var signer = new Signer("AKIAANNA", "secret") { Region = $"region-{i % 100}" };
            var request = signer.Sign(Now);
            authenticator.Authenticate(
                request, Claim.Read(request), new() { Service = "sqs", Protocol = Protocol.Query, Now = Now });
        }
    }

    private SessionCredentials Make() => sessions.Make(
        new()
        {
            Kind = SessionKind.Role,
            Account = "111122223333",
            Arn = "arn:aws:sts::111122223333:assumed-role/r/anna",
            UserId = "AROA:anna",
            Issuer = "arn:aws:iam::111122223333:role/r",
            Name = "anna",
            Issued = Now,
            Expires = Now.AddHours(1),
        },
        dice);

    private Principal Call(Signer signer, bool trust) => Authenticate(signer.Sign(Now), trust);

    private AwsError Refuse(Signer signer, bool trust) => Assert.Throws<AwsError>(() => Call(signer, trust));

    private Principal Authenticate(Wire.Protocols.Incoming request, bool trust, bool anonymous = false) =>
        new Authenticator(new(trust, sessions)).Authenticate(
            request, Claim.Read(request),
            new() { Service = "sqs", Protocol = Protocol.Query, Now = Now, Anonymous = anonymous });
}
