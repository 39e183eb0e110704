using System.Text.Json.Serialization;

namespace Faultline.Wire.Signatures;

/// <summary>
/// What a session token says of its bearer. It is sealed into the token, so no region need remember it.
/// </summary>
public sealed record Session
{
    public required string Account { get; init; }

    public required string Arn { get; init; }

    public required string UserId { get; init; }

    public required SessionKind Kind { get; init; }

    public required DateTimeOffset Issued { get; init; }

    public required DateTimeOffset Expires { get; init; }

    /// <summary>The ARN of the role, of the user or of the root that the session was made from.</summary>
    public required string Issuer { get; init; }

    public string? Name { get; init; }

    public string? SourceIdentity { get; init; }

    /// <summary>The caller showed a code of a second factor.</summary>
    public bool MultiFactor { get; init; }

    /// <summary>The session policy, which can only narrow what the issuer may do.</summary>
    public string? Policy { get; init; }

    public string[] PolicyArns { get; init; } = [];

    public Dictionary<string, string> Tags { get; init; } = [];

    /// <summary>The keys of the tags that pass on to the next role in a chain.</summary>
    public string[] TransitiveTags { get; init; } = [];
}

/// <summary>How a session came to be.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SessionKind>))]
public enum SessionKind
{
    /// <summary>GetSessionToken: the same user with a key that ends.</summary>
    User,

    /// <summary>GetFederationToken.</summary>
    Federated,

    /// <summary>AssumeRole and its two kin for web identities and SAML.</summary>
    Role,
}

[JsonSerializable(typeof(Session))]
internal sealed partial class SessionJson : JsonSerializerContext;
