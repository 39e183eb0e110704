using System.Text;
using Faultline.Api.Sts;
using Faultline.Kernel;
using Faultline.Tests.Signatures;
using Faultline.Wire;
using Faultline.Wire.Signatures;

namespace Faultline.Tests.Sts;

public sealed class StsTests
{
    private const string Role = "arn:aws:iam::111122223333:role/path/deploy";
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Principal Test = Principal.Root("000000000000", "test") with { Unverified = true };
    private readonly Sessions sessions = new(new byte[32]);
    private readonly Services.Sts.Sts sts;
    private readonly Dice dice = new(7);

    public StsTests() => sts = new(sessions);

    [Fact]
    public async Task A_root_is_told_its_ARN_and_its_account_as_id()
    {
        var me = await sts.GetCallerIdentity(Call("GetCallerIdentity", Test), new(), default);
        Assert.Equal(("000000000000", "arn:aws:iam::000000000000:root", "000000000000"), (me.Account, me.Arn,
            me.UserId));
    }

    [Fact]
    public async Task Who_assumes_a_role_is_that_role_in_its_account()
    {
        var taken = await Assume(new());
        Assert.Equal("arn:aws:sts::111122223333:assumed-role/deploy/ci", taken.AssumedRoleUser!.Arn);
        Assert.Matches("^AROA[A-Z2-7]{17}:ci$", taken.AssumedRoleUser.AssumedRoleId);
        Assert.Equal(Now.AddHours(1), taken.Credentials!.Expiration);
        Assert.Null(taken.PackedPolicySize);

        var principal = Prove(taken.Credentials, Now);
        Assert.Equal(taken.AssumedRoleUser.Arn, principal.Arn);
        Assert.Equal(taken.AssumedRoleUser.AssumedRoleId, principal.UserId);
        Assert.Equal("111122223333", principal.Account);
        Assert.False(principal.Unverified);
        var again = await Assume(new());
        Assert.Equal(taken.AssumedRoleUser.AssumedRoleId, again.AssumedRoleUser!.AssumedRoleId);
        Assert.NotEqual(taken.Credentials.AccessKeyId, again.Credentials!.AccessKeyId);
    }

    [Fact]
    public async Task A_session_carries_its_tags_policy_and_source_identity()
    {
        var taken = await Assume(new()
        {
            Policy = """{ "Statement": [] }""",
            PolicyArns = [new() { Arn = "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
            Tags = [new() { Key = "team", Value = "red" }, new() { Key = "stage", Value = "test" }],
            TransitiveTagKeys = ["Team"],
            SourceIdentity = "anna",
            SerialNumber = "arn:aws:iam::000000000000:mfa/anna",
            TokenCode = "123456",
        });
        Assert.Equal("anna", taken.SourceIdentity);
        Assert.InRange(taken.PackedPolicySize!.Value, 1, 5);
        var session = Prove(taken.Credentials!, Now).Session!;
        Assert.Equal("red", session.Tags["team"]);
        Assert.Equal(["Team"], session.TransitiveTags);
        Assert.Equal("""{ "Statement": [] }""", session.Policy);
        Assert.Equal("anna", session.SourceIdentity);
        Assert.True(session.MultiFactor);
    }

    [Fact]
    public async Task Sessions_are_good_after_a_restart_and_in_every_region_but_not_under_another_master()
    {
        var made = (await Assume(new())).Credentials!;
        Assert.Equal("111122223333", Prove(made, Now, new(new byte[32])).Account);
        var other = new byte[32];
        other[0] = 1;
        // Another server does not know the key at all; it takes it for any unknown key.
        Assert.Null(new Sessions(other).Find(made.AccessKeyId, made.SessionToken));
    }

    [Fact]
    public async Task A_session_ends_when_it_was_said_to()
    {
        var made = (await Assume(new() { DurationSeconds = 900 })).Credentials!;
        Prove(made, Now.AddSeconds(899));
        var error = Assert.Throws<AwsError>(() => Prove(made, Now.AddSeconds(900)));
        Assert.Equal(("ExpiredToken", 403), (error.Code, error.Status));
    }

    [Fact]
    public async Task A_verified_caller_is_denied_a_role_that_nobody_made()
    {
        var session = Prove((await Assume(new())).Credentials!, Now);
        var error = await Refused(() => sts.AssumeRole(Call("AssumeRole", session), Request(new()), default));
        Assert.Equal(("AccessDenied", 403), (error.Code, error.Status));
        Assert.Equal(
            "User: arn:aws:sts::111122223333:assumed-role/deploy/ci is not authorized to perform: sts:AssumeRole on "
            + $"resource: {Role}", error.Message);
    }

    public static TheoryData<string, string, string> BadRoleRequests => new()
    {
        { "arn", "ValidationError", "arn:aws:iam::1:role/x is invalid" },
        { "duration", "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role." },
        { "json", "MalformedPolicyDocument", "This policy contains invalid Json" },
        { "statement", "MalformedPolicyDocument", "Syntax errors in policy." },
        { "twice", "ValidationError", "Duplicate tag keys found. Please note that Tag keys are case insensitive." },
        { "transitive", "ValidationError", "The specified transitive tag key must be included in the requested tags." },
        { "packed", "PackedPolicyTooLarge",
            "Packed policy consumes 101% of allotted space, please use smaller policy." },
        { "plain", "PackedPolicyTooLarge", "The session policies have more than 2048 characters together." },
        { "arns", "ValidationError", "Cannot have more than 10 managed policies in a session." },
        {
            "factor", "AccessDenied",
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
        },
    };

    [Theory]
    [MemberData(nameof(BadRoleRequests))]
    public async Task A_role_is_not_given_for(string what, string code, string message)
    {
        Tag Filled(int i) => new() { Key = $"key{i:D2}", Value = new('x', 77) };
        var request = Request(what switch
        {
            "arn" => new() { RoleArn = "arn:aws:iam::1:role/x" },
            "duration" => new() { DurationSeconds = 3601 },
            "json" => new() { Policy = "{" },
            "statement" => new() { Policy = "[]" },
            "twice" => new() { Tags = [new() { Key = "a", Value = "" }, new() { Key = "A", Value = "" }] },
            "transitive" => new() { TransitiveTagKeys = ["a"] },
            "packed" => new() { Tags = [.. Enumerable.Range(0, 50).Select(Filled)] },
            "plain" => new() { Policy = $$"""{"Statement":"{{new string('x', 2048)}}"}""" },
            "arns" => new() { PolicyArns = [.. Enumerable.Range(0, 11).Select(i =>
                new PolicyDescriptorType { Arn = $"{i}" })] },
            _ => new() { TokenCode = "123456" },
        });
        var error = await Refused(() => sts.AssumeRole(Call("AssumeRole", Test), request, default));
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    [Fact]
    public async Task A_session_token_is_the_same_root_for_an_hour_at_most()
    {
        var made = await sts.GetSessionToken(
            Call("GetSessionToken", Test), new() { DurationSeconds = 129_600 }, default);
        Assert.Equal(Now.AddHours(1), made.Credentials!.Expiration);
        var principal = Prove(made.Credentials, Now);
        Assert.Equal((Test.Arn, Test.UserId), (principal.Arn, principal.UserId));

        foreach (var refuse in (Func<ValueTask>[])
        [
            async () => await sts.GetSessionToken(Call("GetSessionToken", principal), new(), default),
            async () => await sts.GetFederationToken(Call("GetFederationToken", principal), new() { Name = "bob" },
                default),
        ])
        {
            var error = await Refused(async () => { await refuse(); return 0; });
            Assert.Equal("AccessDenied", error.Code);
            Assert.Matches("^Cannot call Get(Session|Federation)Token with session credentials$", error.Message);
        }
    }

    [Fact]
    public async Task A_user_that_lasts_may_have_a_session_of_36_hours()
    {
        var made = await sts.GetSessionToken(
            Call("GetSessionToken", OneKey.User), new() { DurationSeconds = 129_600 }, default);
        Assert.Equal(Now.AddHours(36), made.Credentials!.Expiration);
        var whole = await sts.GetSessionToken(Call("GetSessionToken", OneKey.User), new(), default);
        Assert.Equal(Now.AddHours(12), whole.Credentials!.Expiration);
    }

    [Fact]
    public async Task A_federated_user_has_its_own_name()
    {
        var made = await sts.GetFederationToken(
            Call("GetFederationToken", Test), new() { Name = "bob", Policy = """{"Statement":[]}""" }, default);
        Assert.Equal("arn:aws:sts::000000000000:federated-user/bob", made.FederatedUser!.Arn);
        Assert.Equal("000000000000:bob", made.FederatedUser.FederatedUserId);
        Assert.Equal(1, made.PackedPolicySize);
        var principal = Prove(made.Credentials!, Now);
        Assert.Equal(("000000000000:bob", SessionKind.Federated), (principal.UserId, principal.Session!.Kind));
    }

    [Theory]
    [InlineData("testtesttesttest", "000000000000")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "000000000000")]
    [InlineData("ASIAY34FZKBOKMUTVV7A", "000000000000")]
    public async Task A_key_of_nobody_belongs_to_the_account_that_it_would_have_here(string key, string account) =>
        Assert.Equal(account, await AccountOf(key));

    [Fact]
    public async Task A_key_that_we_made_tells_its_account()
    {
        for (var i = 0; i < 500; i++)
        {
            var account = $"{dice.Below(1_000_000):D6}{dice.Below(1_000_000):D6}";
            var key = sessions.Ids.New(i % 2 == 0 ? "AKIA" : "ASIA", account, dice);
            Assert.Matches("^A[KS]IA[Q-Z2-7][A-Z2-7]{15}$", key);
            Assert.Equal(account, await AccountOf(key));
            Assert.Equal("000000000000", await AccountOf("AIDA" + key[4..]));
        }
    }

    [Fact]
    public async Task A_message_is_decoded_for_its_account_alone()
    {
        var encoded = sessions.Messages.Encode("000000000000", """{"allowed":false}""", dice);
        var call = Call("DecodeAuthorizationMessage", Test);
        var decoded = await sts.DecodeAuthorizationMessage(call, new() { EncodedMessage = encoded }, default);
        Assert.Equal("""{"allowed":false}""", decoded.DecodedMessage);

        var other = sessions.Messages.Encode("111122223333", "{}", dice);
        foreach (var bad in (string[])[other, encoded[1..], encoded[..^1] + (encoded[^1] == 'A' ? 'B' : 'A'), "",
            "%%", "a"])
        {
            var error = await Refused(() =>
                sts.DecodeAuthorizationMessage(call, new() { EncodedMessage = bad }, default));
            Assert.Equal("InvalidAuthorizationMessageException", error.Code);
        }
    }

    private static Principal Prove(Credentials made, DateTimeOffset now, Sessions sessions)
    {
        var signer = new Signer(made.AccessKeyId!, made.SecretAccessKey!, made.SessionToken) { Service = "sts" };
        var request = signer.Sign(now, body: Encoding.UTF8.GetBytes("Action=GetCallerIdentity"));
        return new Authenticator(new(true, sessions)).Authenticate(
            request, Claim.Read(request), new() { Service = "sts", Protocol = Protocol.Query, Now = now });
    }

    private Principal Prove(Credentials made, DateTimeOffset now) => Prove(made, now, sessions);

    private async Task<string?> AccountOf(string key) =>
        (await sts.GetAccessKeyInfo(Call("GetAccessKeyInfo", Test), new() { AccessKeyId = key }, default)).Account;

    private ValueTask<AssumeRoleResponse> Assume(AssumeRoleRequest request) =>
        sts.AssumeRole(Call("AssumeRole", Test), Request(request), default);

    private static AssumeRoleRequest Request(AssumeRoleRequest request)
    {
        request.RoleArn ??= Role;
        request.RoleSessionName ??= "ci";
        return request;
    }

    internal static async Task<AwsError> Refused<T>(Func<ValueTask<T>> call) =>
        await Assert.ThrowsAsync<AwsError>(async () => await call());

    private Call Call(string operation, Principal principal) => StsCall.Of(operation, principal, Now, dice);
}
