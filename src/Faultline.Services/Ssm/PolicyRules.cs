using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Api.Ssm;
using Faultline.Wire;

namespace Faultline.Services.Ssm;

/// <summary>Parameter policies ("Assigning parameter policies", Systems Manager user guide). Pure.</summary>
internal static class PolicyRules
{
    private const string Expiration = "Expiration";
    private const string ExpirationNotification = "ExpirationNotification";
    private const string NoChangeNotification = "NoChangeNotification";
    private const string Pending = "Pending";
    private const string Malformed = "The policies are not a JSON array of objects.";

    /// <summary>The policies as they are kept; null where the call takes all of them away.</summary>
    public static List<ParameterInlinePolicy>? Read(string text, DateTimeOffset now)
    {
        try
        {
            return Checked(text, now);
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or InvalidOperationException)
        {
            // Names that come twice and halves of escaped surrogate pairs show only when they are read.
            throw Wrong(Malformed);
        }
    }

    /// <summary>When the policies delete their parameter.</summary>
    public static DateTimeOffset? ExpiryOf(List<ParameterInlinePolicy>? policies) =>
        policies?.Find(policy => policy.PolicyType == Expiration) is { } expiration
            ? Timestamp(JsonNode.Parse(expiration.PolicyText!)!.AsObject())
            : null;

    private static List<ParameterInlinePolicy>? Checked(string text, DateTimeOffset now)
    {
        var all = Parse(text).Where(policy => policy.Count > 0).ToList();
        if (all.Count > Limits.PoliciesMax)
        {
            throw SsmErrors.PoliciesLimitExceededException(
                $"You specified more than the maximum number of allowed policies for the parameter. The maximum is "
                + $"{Limits.PoliciesMax}.");
        }

        if (all.Count(policy => TypeOf(policy) == Expiration) > 1)
        {
            throw SsmErrors.IncompatiblePolicyException(
                "There is a conflict in the policies specified for this parameter: it has two Expiration policies.");
        }

        all.ForEach(policy => Check(policy, now));
        return all.Count == 0 ? null : all.ConvertAll(policy => new ParameterInlinePolicy
        {
            PolicyText = policy.ToJsonString(),
            PolicyType = TypeOf(policy),
            PolicyStatus = Pending,
        });
    }

    private static List<JsonObject> Parse(string text) =>
        JsonNode.Parse(text) is JsonArray list && list.All(each => each is JsonObject)
            ? [.. list.Select(each => each!.AsObject())]
            : throw Wrong(Malformed);

    private static void Check(JsonObject policy, DateTimeOffset now)
    {
        if (Text(policy["Version"]) != "1.0")
        {
            throw Wrong("The version of a policy must be 1.0.");
        }

        switch (TypeOf(policy))
        {
            case Expiration:
                if (Timestamp(policy) is not { } at || at <= now)
                {
                    throw Wrong("The timestamp of an Expiration policy must be an hour that is to come.");
                }

                break;
            case ExpirationNotification:
                CheckSpan(policy, "Before");
                break;
            case NoChangeNotification:
                CheckSpan(policy, "After");
                break;
            default:
                throw SsmErrors.InvalidPolicyTypeException(
                    "The policy type isn't supported. Parameter Store supports the following policy types: Expiration, "
                    + "ExpirationNotification, and NoChangeNotification.");
        }
    }

    private static void CheckSpan(JsonObject policy, string name)
    {
        var attributes = policy["Attributes"] as JsonObject;
        var isWhole = int.TryParse(
            Text(attributes?[name]), NumberStyles.None, CultureInfo.InvariantCulture, out var span);
        if (!isWhole || span == 0 || Text(attributes!["Unit"]) is not ("Days" or "Hours"))
        {
            throw Wrong($"The attribute {name} of a policy must be a number of Days or Hours.");
        }
    }

    private static DateTimeOffset? Timestamp(JsonObject policy) => DateTimeOffset.TryParse(
        Text((policy["Attributes"] as JsonObject)?["Timestamp"]),
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out var at)
        ? at
        : null;

    private static string? TypeOf(JsonObject policy) => Text(policy["Type"]);

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static AwsError Wrong(string message) => SsmErrors.InvalidPolicyAttributeException(message);
}
