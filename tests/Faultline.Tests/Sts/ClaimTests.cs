using System.Text;
using System.Text.Json;
using Faultline.Api.Sts;
using Faultline.Wire.Signatures;
using static Faultline.Tests.Sts.Identities;

namespace Faultline.Tests.Sts;

/// <summary>What an identity says of its session keeps to the limits that a caller of AssumeRole has.</summary>
public sealed class ClaimTests
{
    private const string Tags = "https://aws.amazon.com/tags";
    private const string NoTags = "Unable to validate tags";
    private const string NoSource =
        "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"";

    private readonly Services.Sts.Sts sts = new(new(new byte[32]));

    /// <summary>Keys and values of tags, and whether a session may have them.</summary>
    public static TheoryData<string, string, bool> TagsOfIdentities => new()
    {
        { "team", "red", true },
        { "team", "", true },
        { new('k', 128), new('v', 256), true },
        { "Größe 1_.:/=+-@", "Größe 1_.:/=+-@", true },
        { "", "red", false },
        { new('k', 129), "red", false },
        { "team", new('v', 257), false },
        { "<>", "red", false },
        { "team", "<>", false },
        { "team", "a;b", false },
    };

    [Theory]
    [MemberData(nameof(TagsOfIdentities))]
    public async Task Tags_of_an_identity_are_held_against_the_limits_of_tags(string key, string value, bool good)
    {
        var web = WithTags([new(key, value)]);
        var saml = Assertion().Replace(
            Attribute("PrincipalTag:team", "red"), Attribute(Escaped($"PrincipalTag:{key}"), Escaped(value)),
            StringComparison.Ordinal);
        if (good)
        {
            await Web(web);
            await Saml(saml);
            return;
        }

        await IsRefused(() => Web(web), "ValidationError", NoTags);
        await IsRefused(() => Saml(saml), "ValidationError", NoTags);
    }

    [Fact]
    public async Task Control_characters_are_in_no_tag() =>
        await IsRefused(() => Web(WithTags([new("team", "\u0001")])), "ValidationError", NoTags);

    [Fact]
    public async Task A_session_has_fifty_tags_at_most()
    {
        KeyValuePair<string, string>[] Some(int count) =>
            [.. Enumerable.Range(0, count).Select(i => KeyValuePair.Create($"k{i}", "v"))];
        await Web(WithTags(Some(50)));
        await IsRefused(() => Web(WithTags(Some(51))), "ValidationError", NoTags);
        string All(int count) =>
            string.Concat(Some(count).Select(tag => Attribute($"PrincipalTag:{tag.Key}", tag.Value)));
        await Saml(Assertion(All(49)));
        await IsRefused(() => Saml(Assertion(All(50))), "ValidationError", NoTags);
    }

    public static TheoryData<string, string, string> TransitiveKeys => new()
    {
        { "\"team\"", "", "" },
        { "\"TEAM\",\"team\"", "", "" },
        { "\"other\"", "ValidationError", "The specified transitive tag key must be included in the requested tags." },
        { "\"\"", "ValidationError", NoTags },
        { "null", "InvalidIdentityToken", "The ID Token provided is not a valid JWT." },
        { "5", "InvalidIdentityToken", "The ID Token provided is not a valid JWT." },
    };

    [Theory]
    [MemberData(nameof(TransitiveKeys))]
    public async Task Transitive_keys_are_keys_of_tags(string keys, string code, string message)
    {
        var token = Token($$"""
            {{Claims}},"{{Tags}}":{"principal_tags":{"team":["red"]},"transitive_tag_keys":[{{keys}}]}
            """);
        if (code.Length == 0)
        {
            await Web(token);
            return;
        }

        await IsRefused(() => Web(token), code, message);
    }

    [Fact]
    public async Task Transitive_keys_of_an_assertion_are_keys_of_its_tags()
    {
        await Saml(Assertion(Attribute("TransitiveTagKeys", "team")));
        await IsRefused(
            () => Saml(Assertion(Attribute("TransitiveTagKeys", "team", "other"))), "ValidationError",
            "The specified transitive tag key must be included in the requested tags.");
    }

    [Theory]
    [InlineData("anna@example.com", true)]
    [InlineData("a1", true)]
    [InlineData("a", false)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("<>", false)]
    [InlineData("aws:anna", false)]
    [InlineData("aé", false)]
    public async Task A_source_identity_is_a_short_name(string name, bool good)
    {
        var web = Token($"{Claims},\"https://aws.amazon.com/source_identity\":\"{name}\"");
        var saml = Assertion(Attribute("SourceIdentity", Escaped(name)));
        if (good)
        {
            Assert.Equal(name, (await Web(web)).SourceIdentity);
            Assert.Equal(name, (await Saml(saml)).SourceIdentity);
            return;
        }

        await IsRefused(() => Web(web), "InvalidIdentityToken", NoSource);
        await IsRefused(() => Saml(saml), "InvalidIdentityToken", NoSource);
    }

    [Fact]
    public async Task A_source_identity_has_64_characters_at_most()
    {
        string With(int length) => Assertion(Attribute("SourceIdentity", new string('a', length)));
        Assert.Equal(64, (await Saml(With(64))).SourceIdentity!.Length);
        await IsRefused(() => Saml(With(65)), "InvalidIdentityToken", NoSource);
    }

    [Theory]
    [InlineData("900", true)]
    [InlineData("43200", true)]
    [InlineData("899", false)]
    [InlineData("43201", false)]
    [InlineData("-900", false)]
    [InlineData("", false)]
    [InlineData("an hour", false)]
    [InlineData("99999999999999999999", false)]
    public async Task The_duration_in_an_assertion_is_from_15_minutes_to_12_hours(string seconds, bool good)
    {
        var assertion = Assertion(Attribute("SessionDuration", seconds));
        if (good)
        {
            await Saml(assertion);
            return;
        }

        await IsRefused(
            () => Saml(assertion), "InvalidIdentityToken",
            "SessionDuration in AuthnResponse must be between 900 and 43200 seconds");
    }

    /// <summary>Hours at the ends of what there is, and at the end of the session.</summary>
    public static TheoryData<string, string, string> Hours => new()
    {
        { "SessionNotOnOrAfter=\"2026-01-02T03:34:05Z\"", "SessionNotOnOrAfter=\"2026-01-02T03:04:05Z\"",
            "ExpiredTokenException" },
        { "SessionNotOnOrAfter=\"2026-01-02T03:34:05Z\"", "SessionNotOnOrAfter=\"2026-01-02T03:04:05.9Z\"",
            "ExpiredTokenException" },
        { "SessionNotOnOrAfter=\"2026-01-02T03:34:05Z\"", "SessionNotOnOrAfter=\"0001-01-01T00:00:00Z\"",
            "ExpiredTokenException" },
        { "SessionNotOnOrAfter=\"2026-01-02T03:34:05Z\"", "SessionNotOnOrAfter=\"9999-12-31T23:59:59.9999999Z\"", "" },
        { "SessionNotOnOrAfter=\"2026-01-02T03:34:05Z\"", "SessionNotOnOrAfter=\"9999-12-31T23:59:59-14:00\"", "" },
        { "SessionNotOnOrAfter=\"2026-01-02T03:34:05Z\"", "SessionNotOnOrAfter=\"2026-01-02T05:34:05+02:00\"", "" },
        { "NotBefore=\"2026-01-02T03:00:00Z\"", "NotBefore=\"0001-01-01T00:00:00Z\"", "" },
        { "NotBefore=\"2026-01-02T03:00:00Z\"", "NotBefore=\"0001-01-01T00:02:00Z\"", "" },
        { "NotBefore=\"2026-01-02T03:00:00Z\"", "NotBefore=\"0001-01-01T00:00:00+14:00\"", "" },
        { "NotBefore=\"2026-01-02T03:00:00Z\"", "NotBefore=\"2026-01-02T03:09:05.123456789Z\"",
            "InvalidIdentityToken" },
        { "NotBefore=\"2026-01-02T03:00:00Z\"", "NotBefore=\"2026-01-02T03:00:00.123456789Z\"", "" },
        { "NotBefore=\"2026-01-02T03:00:00Z\"", "NotBefore=\"9999-12-31T23:59:59.9999999Z\"",
            "InvalidIdentityToken" },
        { "NotBefore=\"2026-01-02T03:00:00Z\"", "NotBefore=\"9999-12-31T24:00:00Z\"", "InvalidIdentityToken" },
        // Of the day alone nobody could say which hour is meant, and of the hour alone, which day.
        { "NotBefore=\"2026-01-02T03:00:00Z\"", "NotBefore=\"2026-01-02\"", "InvalidIdentityToken" },
        { "NotBefore=\"2026-01-02T03:00:00Z\"", "NotBefore=\"03:00\"", "InvalidIdentityToken" },
        { "NotBefore=\"2026-01-02T03:00:00Z\"", "NotBefore=\"1/2/2026 3:00\"", "InvalidIdentityToken" },
    };

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task Hours_of_an_assertion_may_be_any(string from, string to, string code)
    {
        var altered = Assertion().Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Assertion(), altered);
        if (code.Length == 0)
        {
            var taken = await Saml(altered);
            Assert.Equal(0, taken.Credentials!.Expiration!.Value.Ticks % TimeSpan.TicksPerSecond);
            return;
        }

        Assert.Equal(code, (await StsTests.Refused(() => Saml(altered))).Code);
    }

    [Fact]
    public async Task A_session_with_an_end_within_a_second_ends_on_that_second()
    {
        var taken = await Saml(Assertion().Replace("03:34:05Z", "03:34:05.7Z", StringComparison.Ordinal));
        Assert.Equal(Now.AddMinutes(30), taken.Credentials!.Expiration);
    }

    private static string WithTags(KeyValuePair<string, string>[] tags)
    {
        var all = string.Join(',', tags.Select(tag =>
            $"{JsonSerializer.Serialize(tag.Key)}:[{JsonSerializer.Serialize(tag.Value)}]"));
        return Token($"{Claims},\"{Tags}\":{{\"principal_tags\":{{{all}}}}}");
    }

    private static string Escaped(string text) => System.Security.SecurityElement.Escape(text);

    private static async Task IsRefused<T>(Func<ValueTask<T>> call, string code, string message)
    {
        var error = await StsTests.Refused(call);
        Assert.Equal((code, 400), (error.Code, error.Status));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    private ValueTask<AssumeRoleWithWebIdentityResponse> Web(string token) => sts.AssumeRoleWithWebIdentity(
        StsCall.Of("AssumeRoleWithWebIdentity", Nobody, Now, new(1)),
        new() { RoleArn = Role, RoleSessionName = "ci", WebIdentityToken = token },
        default);

    private ValueTask<AssumeRoleWithSAMLResponse> Saml(string assertion) => sts.AssumeRoleWithSAML(
        StsCall.Of("AssumeRoleWithSAML", Nobody, Now, new(1)),
        new()
        {
            RoleArn = Role,
            PrincipalArn = Provider,
            SAMLAssertion = Convert.ToBase64String(Encoding.UTF8.GetBytes(assertion)),
        },
        default);
}
