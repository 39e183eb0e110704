using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Faultline.Api.Sts;
using Faultline.Wire;

namespace Faultline.Services.Sts;

/// <summary>
/// A web identity token (a JSON Web Token), read and checked against the clock. Its signature is not verified: that
/// would need the provider's keys from its own server.
/// </summary>
internal sealed record WebToken(string Issuer, string Subject, string Audience)
{
    private const string NotAToken =
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)";

    public string? SourceIdentity { get; private init; }

    public List<Tag> Tags { get; private init; } = [];

    public List<string>? TransitiveTags { get; private init; }

    /// <summary>The issuer without its scheme, as the ARN of its provider names it.</summary>
    public string Host => Issuer[(Issuer.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..];

    public static WebToken Read(string text, DateTimeOffset now)
    {
        var parts = text.Split('.');
        if (parts.Length != 3)
        {
            throw Refused(NotAToken);
        }

        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using var body = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return header.RootElement.ValueKind == JsonValueKind.Object
                && body.RootElement.ValueKind == JsonValueKind.Object
                ? Of(body.RootElement, now) : throw Refused(NotAToken);
        }
        catch (Exception broken) when (broken is JsonException or FormatException or InvalidOperationException)
        {
            throw Refused(NotAToken);
        }
    }

    private static WebToken Of(JsonElement body, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var expires = Seconds(body, "exp") ?? throw Missing("exp");
        if (expires <= seconds)
        {
            throw StsErrors.ExpiredTokenException(string.Create(
                CultureInfo.InvariantCulture,
                $"Token expired: current date/time {seconds} must be before the expiration date/time {expires}"));
        }

        if (Seconds(body, "nbf") > seconds)
        {
            throw Refused("Token is not yet valid");
        }

        var tags = Child(body, "https://aws.amazon.com/tags");
        return new(
            Text(body, "iss") ?? throw Missing("iss"),
            Text(body, "sub") ?? throw Missing("sub"),
            Text(body, "aud") ?? throw Missing("aud"))
        {
            SourceIdentity = Text(body, "https://aws.amazon.com/source_identity"),
            Tags = tags is null ? [] : TagsOf(tags.Value),
            TransitiveTags = tags is { } some && Child(some, "transitive_tag_keys") is { } keys
                ? [.. keys.EnumerateArray().Select(key => key.GetString() ?? throw new FormatException("null"))] : null,
        };
    }

    private static List<Tag> TagsOf(JsonElement tags) => Child(tags, "principal_tags") is { } principal
        ? [.. principal.EnumerateObject().Select(tag => new Tag { Key = tag.Name, Value = First(tag.Value) ?? "" })]
        : [];

    private static JsonElement? Child(JsonElement body, string name) =>
        body.TryGetProperty(name, out var child) && child.ValueKind != JsonValueKind.Null ? child : null;

    private static string? Text(JsonElement body, string name) => Child(body, name) is { } child ? First(child) : null;

    private static string? First(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.GetArrayLength() == 0 ? null : value[0].GetString()
        : value.GetString();

    private static long? Seconds(JsonElement body, string name) =>
        Child(body, name) is not { } child ? null
        : child.TryGetDouble(out var seconds) && Math.Abs(seconds) < 1e15 ? (long)seconds
        : throw new FormatException(name);

    private static AwsError Missing(string claim) => Refused($"Missing a required claim: {claim}");

    private static AwsError Refused(string message) => StsErrors.InvalidIdentityTokenException(message);
}
