using System.Text.Json.Nodes;

namespace Faultline.Services.Sqs;

/// <summary>
/// A queue's access policy. Until IAM is built it decides alone whether another account may act on the queue: a
/// statement must allow it and none may deny it. A statement with a condition is taken not to allow, and to deny.
/// </summary>
internal sealed class AccessPolicy
{
    private readonly JsonObject policy;

    private AccessPolicy(JsonObject policy) => this.policy = policy;

    private IEnumerable<JsonObject> Statements => Several(policy["Statement"]).OfType<JsonObject>();

    public static AccessPolicy? Parse(string text)
    {
        var policy = JsonText.Object(text);
        return policy?["Statement"] is JsonArray or JsonObject ? new(policy) : null;
    }

    public static AccessPolicy ParseOrEmpty(string? text, QueueArn queue) =>
        (text is null ? null : Parse(text)) ?? new(new JsonObject
        {
            ["Version"] = "2008-10-17",
            ["Id"] = $"{queue}/SQSDefaultPolicy",
            ["Statement"] = new JsonArray(),
        });

    public int Count => Statements.Count();

    public bool Allows(string account, string action) =>
        Statements.Any(one => Is(one, "Allow") && one["Condition"] is null && Meets(one, account, action)) &&
        !Statements.Any(one => Is(one, "Deny") && Meets(one, account, action));

    public bool Has(string label) => Find(label) is not null;

    public AccessPolicy With(
        string label, QueueArn queue, IReadOnlyList<string> accounts, IReadOnlyList<string> actions)
    {
        var whole = (JsonObject)policy.DeepClone();
        if (whole["Statement"] is JsonObject alone)
        {
            whole["Statement"] = new JsonArray(alone.DeepClone());
        }

        whole["Statement"]!.AsArray().Add(new JsonObject
        {
            ["Sid"] = label,
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["AWS"] = OneOrSeveral([.. accounts.Select(Root)]) },
            ["Action"] = OneOrSeveral([.. actions.Select(action => $"SQS:{action}")]),
            ["Resource"] = queue.ToString(),
        });
        return new(whole);

        string Root(string account) => $"arn:{queue.Partition}:iam::{account}:root";
    }

    /// <summary>The policy without that statement; null when none is left.</summary>
    public AccessPolicy? Without(string label)
    {
        var whole = (JsonObject)policy.DeepClone();
        whole["Statement"] = new JsonArray(
            [.. Statements.Where(one => JsonText.Text(one["Sid"]) != label).Select(one => one.DeepClone())]);
        return whole["Statement"]!.AsArray().Count == 0 ? null : new(whole);
    }

    public override string ToString() => policy.ToJsonString(JsonText.Plain);

    private JsonObject? Find(string label) => Statements.FirstOrDefault(one => JsonText.Text(one["Sid"]) == label);

    private static bool Is(JsonObject statement, string effect) => JsonText.Text(statement["Effect"]) == effect;

    private static bool Meets(JsonObject statement, string account, string action) =>
        Several(statement["Action"]).Any(named => JsonText.Text(named) is { } text && IsAction(text, action)) &&
        Several(statement["Principal"] is JsonObject principal ? principal["AWS"] : statement["Principal"])
            .Any(named => JsonText.Text(named) is { } text &&
                (text == "*" || text == account || text.Contains($"::{account}:", StringComparison.Ordinal)));

    private static bool IsAction(string pattern, string action) =>
        pattern == "*" ||
        (pattern.StartsWith("sqs:", StringComparison.OrdinalIgnoreCase) &&
            (pattern[4..] is "*" ||
                pattern[4..].Equals(action, StringComparison.OrdinalIgnoreCase) ||
                (pattern.EndsWith('*') && action.StartsWith(pattern[4..^1], StringComparison.OrdinalIgnoreCase))));

    private static JsonNode OneOrSeveral(string[] names) =>
        names is [var one] ? JsonValue.Create(one) : new JsonArray([.. names.Select(name => JsonValue.Create(name))]);

    private static IEnumerable<JsonNode?> Several(JsonNode? node) => node as JsonArray ?? Enumerable.Repeat(node, 1);
}
