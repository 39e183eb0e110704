using System.Text;
using System.Text.Json;
using Faultline.Api.Sts;
using Faultline.Wire;

namespace Faultline.Services.Sts;

/// <summary>
/// What a session may be given: an own policy, managed ones, and tags; checked, and measured together.
/// </summary>
internal sealed record SessionPolicy(string[] Arns, Dictionary<string, string> Tags, int? PackedPercent)
{
    /// <summary>How many managed policies a session may name (AssumeRole, API reference).</summary>
    private const int ArnsMax = 10;

    /// <summary>
    /// The room for the packed whole. AWS packs in a form of its own and tells percents only; the bytes without blanks
    /// come near it.
    /// </summary>
    private const int PackedBytesMax = 4096;

    /// <summary>The room for the policies in plain text (AssumeRole, API reference).</summary>
    private const int PlainCharactersMax = 2048;

    public static SessionPolicy Of(string? policy, List<PolicyDescriptorType>? arns, List<Tag>? tags)
    {
        var named = (arns ?? []).Select(one => one.Arn ?? "").ToArray();
        if (named.Length > ArnsMax)
        {
            throw Invalid($"Cannot have more than {ArnsMax} managed policies in a session.");
        }

        if ((policy?.Length ?? 0) + named.Sum(arn => arn.Length) > PlainCharactersMax)
        {
            throw StsErrors.PackedPolicyTooLargeException(
                $"The session policies have more than {PlainCharactersMax} characters together.");
        }

        var packed = (policy is null ? 0 : Minified(policy))
            + named.Sum(Encoding.UTF8.GetByteCount)
            + (tags ?? []).Sum(tag => Encoding.UTF8.GetByteCount(tag.Key + tag.Value));
        var percent = (packed * 100 + PackedBytesMax - 1) / PackedBytesMax;
        return percent <= 100
            ? new(named, Distinct(tags ?? []), packed == 0 ? null : percent)
            : throw StsErrors.PackedPolicyTooLargeException(
                $"Packed policy consumes {percent}% of allotted space, please use smaller policy.");
    }

    /// <summary>The keys that pass on through a chain of roles must be keys of the tags.</summary>
    public string[] Transitive(List<string>? keys) => keys is null ? [] : keys.All(Tags.ContainsKey)
        ? [.. keys.Distinct(StringComparer.OrdinalIgnoreCase)]
        : throw Invalid("The specified transitive tag key must be included in the requested tags.");

    private static Dictionary<string, string> Distinct(List<Tag> tags)
    {
        var distinct = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var tag in tags)
        {
            if (!distinct.TryAdd(tag.Key!, tag.Value ?? ""))
            {
                throw Invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }

        return distinct;
    }

    private static int Minified(string policy)
    {
        try
        {
            using var document = JsonDocument.Parse(policy);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("Statement", out _))
            {
                return JsonSerializer.SerializeToUtf8Bytes(document.RootElement, PolicyJson.Default.JsonElement).Length;
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The second is the framework's word for half an escaped surrogate pair.
            throw StsErrors.MalformedPolicyDocumentException("This policy contains invalid Json");
        }

        throw StsErrors.MalformedPolicyDocumentException("Syntax errors in policy.");
    }

    private static AwsError Invalid(string message) =>
        new CommonErrors(StsModel.Service, Protocol.Query).Validation(message);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class PolicyJson : System.Text.Json.Serialization.JsonSerializerContext;
