using System.Security.Cryptography;
using System.Text;
using Faultline.Api.Sts;
using Faultline.Kernel;
using Faultline.Wire;
using Faultline.Wire.Signatures;
using static Faultline.Tests.Sts.Identities;

namespace Faultline.Tests.Sts;

/// <summary>Roles for those whom somebody else vouches for.</summary>
public sealed class IdentityTests
{
    private readonly Services.Sts.Sts sts = new(new(new byte[32]));

    [Fact]
    public async Task A_web_identity_becomes_a_role()
    {
        const string tags = """
            ,"https://aws.amazon.com/tags":{"principal_tags":{"team":["red"]},"transitive_tag_keys":["team"]},
            "https://aws.amazon.com/source_identity":"anna"
            """;
        var taken = await Web(Token(Claims + tags));
        Assert.Equal("arn:aws:sts::111122223333:assumed-role/deploy/ci", taken.AssumedRoleUser!.Arn);
        Assert.Equal("repo:a/b", taken.SubjectFromWebIdentityToken);
        Assert.Equal("sts.amazonaws.com", taken.Audience);
        Assert.Equal("arn:aws:iam::111122223333:oidc-provider/token.example.com/x", taken.Provider);
        Assert.Equal("anna", taken.SourceIdentity);
        Assert.Equal(1, taken.PackedPolicySize);
    }

    public static TheoryData<string, string, string> BadTokens => new()
    {
        { "", "InvalidIdentityToken", "The ID Token provided is not a valid JWT." },
        { "a.b", "InvalidIdentityToken", "The ID Token provided is not a valid JWT." },
        { "a.b.c", "InvalidIdentityToken", "The ID Token provided is not a valid JWT." },
        { "%.%.%", "InvalidIdentityToken", "The ID Token provided is not a valid JWT." },
        { Token("\"exp\":{}"), "InvalidIdentityToken", "The ID Token provided is not a valid JWT." },
        { Token("\"exp\":1767323046,\"iss\":5"), "InvalidIdentityToken", "The ID Token provided is not a valid JWT." },
        { Token("\"iss\":\"a\""), "InvalidIdentityToken", "Missing a required claim: exp" },
        { Token(Claims.Replace("\"iss\"", "\"x\"", StringComparison.Ordinal)), "InvalidIdentityToken",
            "Missing a required claim: iss" },
        { Token(Claims.Replace("\"sub\"", "\"x\"", StringComparison.Ordinal)), "InvalidIdentityToken",
            "Missing a required claim: sub" },
        { Token(Claims.Replace("[\"sts.amazonaws.com\"]", "[]", StringComparison.Ordinal)), "InvalidIdentityToken",
            "Missing a required claim: aud" },
        {
            Token(Claims.Replace("1767323046", "1767323045", StringComparison.Ordinal)), "ExpiredTokenException",
            "Token expired: current date/time 1767323045 must be before the expiration date/time 1767323045"
        },
        { Token(Claims.Replace("\"nbf\":1767323045", "\"nbf\":1767323046", StringComparison.Ordinal)),
            "InvalidIdentityToken", "Token is not yet valid" },
    };

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_web_identity_is_refused(string token, string code, string message)
    {
        var error = await StsTests.Refused(() => Web(token));
        Assert.Equal(code, error.Code);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_taken_on_trust_gets_no_role_by_an_identity_that_nobody_verified()
    {
        var web = await StsTests.Refused(() => Web(Token(Claims), Principal.Anonymous));
        Assert.Equal(
            ("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
            (web.Code, web.Status, web.Message));
        var saml = await StsTests.Refused(() => Saml(Assertion(), Principal.Anonymous));
        Assert.Equal("Not authorized to perform sts:AssumeRoleWithSAML", saml.Message);
    }

    [Fact]
    public async Task A_SAML_assertion_becomes_a_role()
    {
        var taken = await Saml(Assertion());
        Assert.Equal("arn:aws:sts::111122223333:assumed-role/deploy/anna@example.com", taken.AssumedRoleUser!.Arn);
        Assert.Equal(("anna", "persistent"), (taken.Subject, taken.SubjectType));
        Assert.Equal(("https://idp.example.com", "https://signin.aws.amazon.com/saml"), (taken.Issuer, taken.Audience));
        // AWS makes the qualifier with the old hash.
#pragma warning disable CA5350
        var qualifier = SHA1.HashData(Encoding.UTF8.GetBytes("https://idp.example.com111122223333/corp"));
#pragma warning restore CA5350
        Assert.Equal(Convert.ToBase64String(qualifier), taken.NameQualifier);
        Assert.Equal(Now.AddMinutes(30), taken.Credentials!.Expiration);
        Assert.Equal(1, taken.PackedPolicySize);
    }

    public static TheoryData<string, string, string, string> BadAssertions => new()
    {
        { "<saml:Issuer>https://idp.example.com</saml:Issuer>", "", "InvalidIdentityToken",
            "Your request included an invalid" },
        { "</samlp:Response>", "", "InvalidIdentityToken", "Your request included an invalid SAML response" },
        { "<samlp:Response", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><samlp:Response",
            "InvalidIdentityToken", "Your" },
        { "https://signin.aws.amazon.com/saml</saml:Audience>", "https://evil</saml:Audience>",
            "InvalidIdentityToken", "The audience" },
        { "NotOnOrAfter=\"2026-01-02T03:09:00Z\"", "NotOnOrAfter=\"2026-01-02T03:04:05Z\"", "ExpiredTokenException",
            "Token must be" },
        { "NotBefore=\"2026-01-02T03:00:00Z\"", "NotBefore=\"2026-01-02T03:09:06Z\"", "InvalidIdentityToken",
            "The assertion is not" },
        { "NotBefore=\"2026-01-02T03:00:00Z\"", "NotBefore=\"soon\"", "InvalidIdentityToken", "Your request included" },
        { "Attributes/RoleSessionName", "Attributes/Other", "InvalidIdentityToken",
            "RoleSessionName is required in AuthnResponse" },
        { "anna@example.com", "a b", "InvalidIdentityToken", "RoleSessionName in AuthnResponse must match" },
        { Role, "arn:aws:iam::111122223333:role/other", "AccessDenied",
            "Not authorized to perform sts:AssumeRoleWithSAML" },
        { Provider, "arn:aws:iam::111122223333:saml-provider/x", "AccessDenied", "Not authorized to perform" },
        { "</saml:Assertion>", "</saml:Assertion><saml:Assertion/>", "InvalidIdentityToken", "Your request included" },
    };

    [Theory]
    [MemberData(nameof(BadAssertions))]
    public async Task A_SAML_assertion_is_refused(string from, string to, string code, string message)
    {
        var altered = Assertion().Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Assertion(), altered);
        var error = await StsTests.Refused(() => Saml(altered));
        Assert.Equal(code, error.Code);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_base64_is_no_assertion()
    {
        var request = new AssumeRoleWithSAMLRequest { RoleArn = Role, PrincipalArn = Provider, SAMLAssertion = "%%%%" };
        var call = StsCall.Of("AssumeRoleWithSAML", Nobody, Now, new(1));
        var error = await StsTests.Refused(() => sts.AssumeRoleWithSAML(call, request, default));
        Assert.Equal("Invalid base64 SAMLResponse", error.Message);
    }

    private ValueTask<AssumeRoleWithWebIdentityResponse> Web(string token, Principal? caller = null) =>
        sts.AssumeRoleWithWebIdentity(
            StsCall.Of("AssumeRoleWithWebIdentity", caller ?? Nobody, Now, new(1)),
            new() { RoleArn = Role, RoleSessionName = "ci", WebIdentityToken = token }, default);

    private ValueTask<AssumeRoleWithSAMLResponse> Saml(string assertion, Principal? caller = null) =>
        sts.AssumeRoleWithSAML(
            StsCall.Of("AssumeRoleWithSAML", caller ?? Nobody, Now, new(1)),
            new()
            {
                RoleArn = Role,
                PrincipalArn = Provider,
                SAMLAssertion = Convert.ToBase64String(Encoding.UTF8.GetBytes(assertion)),
            },
            default);
}
