using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Faultline.Api.Sts;
using Faultline.Wire;

namespace Faultline.Services.Sts;

/// <summary>
/// A SAML 2.0 response with its one assertion, read and checked against the clock. Its signature is not verified: that
/// needs the provider's certificate, which IAM keeps. Facts from "Configure SAML assertions" in the IAM user guide.
/// </summary>
internal sealed record SamlAssertion
{
    private const string Attributes = "https://aws.amazon.com/SAML/Attributes/";
    private const string Invalid = "Your request included an invalid SAML response";
    private const int CharactersMax = 200_000;
    private const int SecondsMin = 900;
    private const int SecondsMax = 43_200;

    /// <summary>How far the provider's clock may be ahead of ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly XNamespace Saml = "urn:oasis:names:tc:SAML:2.0:assertion";

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    /// <summary>
    /// The format of the subject's name; <c>persistent</c> and <c>transient</c> go by their short names.
    /// </summary>
    public required string SubjectType { get; init; }

    /// <summary>Where the assertion was to be sent, which AWS answers as the audience.</summary>
    public required string Recipient { get; init; }

    public required string SessionName { get; init; }

    public DateTimeOffset? SessionEnds { get; private init; }

    public string? SourceIdentity { get; private init; }

    public List<Tag> Tags { get; private init; } = [];

    public List<string>? TransitiveTags { get; private init; }

    private List<string> Roles { get; init; } = [];

    public static SamlAssertion Read(string encoded, DateTimeOffset now)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            throw Refused("Invalid base64 SAMLResponse");
        }

        try
        {
            // Neither a document type nor anything outside the text is looked at.
            using var reader = XmlReader.Create(new MemoryStream(bytes, 0, length), new()
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = CharactersMax,
            });
            var assertions = XDocument.Load(reader).Descendants(Saml + "Assertion").ToList();
            return assertions is [var one] ? Of(one, now) : throw Refused(Invalid);
        }
        catch (Exception broken) when (broken is XmlException or FormatException)
        {
            throw Refused(Invalid);
        }
    }

    /// <summary>The assertion names the role together with the provider, in either order.</summary>
    public bool Grants(string role, string provider) => Roles.Any(pair =>
        pair.Split(',', StringSplitOptions.TrimEntries) is [var one, var other]
        && ((one == role && other == provider) || (one == provider && other == role)));

    /// <summary>Tells users of the same name apart: a hash of issuer, account and the provider's name.</summary>
    public string NameQualifier(string account, string provider)
    {
        var text = $"{Issuer}{account}/{provider[(provider.LastIndexOf('/') + 1)..]}";
        // The API reference names SHA-1 for it; it guards nothing.
#pragma warning disable CA5350
        return Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    private static SamlAssertion Of(XElement assertion, DateTimeOffset now)
    {
        var confirmation = assertion.Descendants(Saml + "SubjectConfirmationData").FirstOrDefault();
        var conditions = assertion.Element(Saml + "Conditions");
        CheckTime(confirmation, conditions, now);
        var ends = Whole(Hour(assertion.Element(Saml + "AuthnStatement"), "SessionNotOnOrAfter"));
        if (ends <= now)
        {
            throw StsErrors.ExpiredTokenException("The session of the assertion has ended (SessionNotOnOrAfter)");
        }

        CheckAudience(conditions);
        CheckDuration(Values(assertion, "SessionDuration"));
        var nameId = assertion.Element(Saml + "Subject")?.Element(Saml + "NameID");
        var sessions = Values(assertion, "RoleSessionName");
        return new()
        {
            Issuer = Text(assertion.Element(Saml + "Issuer")) ?? throw Refused(Invalid),
            Subject = Text(nameId) ?? throw Refused(Invalid),
            SubjectType = ShortFormat((string?)nameId?.Attribute("Format")),
            Recipient = (string?)confirmation?.Attribute("Recipient") ?? throw Refused(Invalid),
            SessionName = CheckedName(sessions is [var one] ? one : null),
            SessionEnds = ends,
            SourceIdentity = Values(assertion, "SourceIdentity").FirstOrDefault(),
            Roles = Values(assertion, "Role"),
            Tags = TagsOf(assertion),
            TransitiveTags = Values(assertion, "TransitiveTagKeys") is { Count: > 0 } keys ? keys : null,
        };
    }

    private static void CheckTime(XElement? confirmation, XElement? conditions, DateTimeOffset now)
    {
        if (Hour(confirmation, "NotOnOrAfter") <= now || Hour(conditions, "NotOnOrAfter") <= now)
        {
            throw StsErrors.ExpiredTokenException("Token must be redeemed within 5 minutes of issuance");
        }

        if (Hour(conditions, "NotBefore") > now + Skew)
        {
            throw Refused("The assertion is not valid yet");
        }
    }

    private static void CheckAudience(XElement? conditions)
    {
        var audiences = conditions?.Descendants(Saml + "Audience").Select(one => one.Value.Trim()).ToList() ?? [];
        var ours = audiences.Any(one => one == "urn:amazon:webservices"
            || (one.EndsWith(".aws.amazon.com/saml", StringComparison.Ordinal)
                || one == "https://signin.aws.amazon.com/saml"));
        if (audiences.Count > 0 && !ours)
        {
            throw Refused("The audience of the assertion is not AWS");
        }
    }

    private static void CheckDuration(List<string> durations)
    {
        if (durations.Any(text => !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds is < SecondsMin or > SecondsMax))
        {
            throw Refused($"SessionDuration in AuthnResponse must be between {SecondsMin} and {SecondsMax} seconds");
        }
    }

    private static string CheckedName(string? name) =>
        name is null ? throw Refused("RoleSessionName is required in AuthnResponse")
        : name.Length is >= 2 and <= 64 && name.All(one => char.IsAsciiLetterOrDigit(one) || "_+=,.@-".Contains(one))
        ? name : throw Refused("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");

    private static List<string> Values(XElement assertion, string attribute) =>
    [
        .. Named(assertion).Where(one => (string?)one.Attribute("Name") == Attributes + attribute)
            .Elements(Saml + "AttributeValue").Select(one => one.Value.Trim()),
    ];

    private static List<Tag> TagsOf(XElement assertion)
    {
        const string prefix = Attributes + "PrincipalTag:";
        return
        [
            .. from one in Named(assertion)
               let name = (string?)one.Attribute("Name") ?? ""
               where name.StartsWith(prefix, StringComparison.Ordinal)
               select new Tag
               {
                   Key = name[prefix.Length..],
                   Value = one.Element(Saml + "AttributeValue")?.Value.Trim() ?? "",
               },
        ];
    }

    private static IEnumerable<XElement> Named(XElement assertion) =>
        assertion.Elements(Saml + "AttributeStatement").Elements(Saml + "Attribute");

    private static string ShortFormat(string? format) => format switch
    {
        null => "unspecified",
        "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" => "persistent",
        "urn:oasis:names:tc:SAML:2.0:nameid-format:transient" => "transient",
        _ => format,
    };

    private static string? Text(XElement? element) => element?.Value.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>
    /// A date with its time, as SAML writes them; of UTC where no zone is said. The readers of the framework take less
    /// than that as well, and fill in what is missing from the clock of the machine.
    /// </summary>
    private static DateTimeOffset? Hour(XElement? element, string name) =>
        ((string?)element?.Attribute(name))?.Trim() is not { } text ? null
        : text.IndexOf('T', StringComparison.Ordinal) == "2026-01-02".Length
            ? new(XmlConvert.ToDateTime(text, XmlDateTimeSerializationMode.Utc)) : throw new FormatException(name);

    /// <summary>Answers tell whole seconds.</summary>
    private static DateTimeOffset? Whole(DateTimeOffset? hour) =>
        hour is { } some ? DateTimeOffset.FromUnixTimeSeconds(some.ToUnixTimeSeconds()) : null;

    private static AwsError Refused(string message) => StsErrors.InvalidIdentityTokenException(message);
}
