using System.Buffers.Text;
using System.Text;
using Faultline.Wire;

namespace Faultline.Tests.Sts;

/// <summary>A web identity and a SAML assertion that are good at one hour, and who shows them.</summary>
internal static class Identities
{
    public const string Role = "arn:aws:iam::111122223333:role/deploy";
    public const string Provider = "arn:aws:iam::111122223333:saml-provider/corp";
    public const string Claims = """
        "iss":"https://token.example.com/x","sub":"repo:a/b","aud":["sts.amazonaws.com"],
        "exp":1767323046,"nbf":1767323045
        """;

    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    public static readonly Principal Nobody = Principal.Root("000000000000", null) with { Unverified = true };

    public static string Token(string claims) => Token(Encoding.UTF8.GetBytes($"{{{claims}}}"));

    public static string Token(byte[] body) => string.Join(
        '.',
        Base64Url.EncodeToString("""{"alg":"RS256"}"""u8),
        Base64Url.EncodeToString(body),
        "c2ln");

    /// <summary>What an assertion says of itself in one attribute.</summary>
    public static string Attribute(string name, params string[] values) =>
        $"<saml:Attribute Name=\"https://aws.amazon.com/SAML/Attributes/{name}\">"
        + string.Concat(values.Select(value => $"<saml:AttributeValue>{value}</saml:AttributeValue>"))
        + "</saml:Attribute>";

    public static string Assertion(string more = "") => $"""
        <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
            xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">
          <saml:Assertion>
            <saml:Issuer>https://idp.example.com</saml:Issuer>
            <saml:Subject>
              <saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">anna</saml:NameID>
              <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
                <saml:SubjectConfirmationData NotOnOrAfter="2026-01-02T03:09:00Z"
                    Recipient="https://signin.aws.amazon.com/saml"/>
              </saml:SubjectConfirmation>
            </saml:Subject>
            <saml:Conditions NotBefore="2026-01-02T03:00:00Z" NotOnOrAfter="2026-01-02T03:09:00Z">
              <saml:AudienceRestriction>
                <saml:Audience>https://signin.aws.amazon.com/saml</saml:Audience>
              </saml:AudienceRestriction>
            </saml:Conditions>
            <saml:AuthnStatement SessionNotOnOrAfter="2026-01-02T03:34:05Z"/>
            <saml:AttributeStatement>
              {Attribute("Role", $"{Provider},{Role}")}
              {Attribute("RoleSessionName", "anna@example.com")}
              {Attribute("PrincipalTag:team", "red")}
              {more}
            </saml:AttributeStatement>
          </saml:Assertion>
        </samlp:Response>
        """;
}
