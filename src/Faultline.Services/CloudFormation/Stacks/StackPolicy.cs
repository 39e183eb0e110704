using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>
/// Which resources an update may touch ("Prevent updates to stack resources", CloudFormation user guide). What no
/// statement allows is denied; a denial goes before what is allowed.
/// </summary>
internal static class StackPolicy
{
    public const string Modify = "Update:Modify";
    public const string Replace = "Update:Replace";
    public const string Delete = "Update:Delete";

    private static readonly JsonDocumentOptions once = new() { AllowDuplicateProperties = false };

    /// <summary>What is wrong with the text of a policy; null when nothing is.</summary>
    public static string? Fault(string policy)
    {
        try
        {
            return JsonNode.Parse(policy, documentOptions: once) is JsonObject all && IsReadable(all)
                && all["Statement"] is JsonArray or JsonObject
                ? null
                : "Error validating stack policy: Policy has no statement";
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // Halves of escaped surrogate pairs show only when they are read.
            return "Error validating stack policy: Invalid JSON";
        }
    }

    private static bool IsReadable(JsonNode? tree) => tree switch
    {
        JsonObject all => all.All(one => IsReadable(one.Value)),
        JsonArray all => all.All(IsReadable),
        _ => tree is null || Scalars.Text(tree) is not null || tree.GetValueKind() == JsonValueKind.Null,
    };

    /// <summary>Why an update may not do that to a resource; null when it may.</summary>
    public static string? Denial(string policy, string action, string logicalId, string type)
    {
        var statements = JsonNode.Parse(policy)!["Statement"] switch
        {
            JsonArray list => list.OfType<JsonObject>().ToList(),
            JsonObject one => [one],
            _ => [],
        };
        var isAllowed = false;
        for (var at = 0; at < statements.Count; at++)
        {
            if (!Matches(statements[at], action, $"LogicalResourceId/{logicalId}", type))
            {
                continue;
            }

            if (Scalars.Text(statements[at]["Effect"]) == "Deny")
            {
                return $"Action denied by stack policy: Statement [#{at + 1}] does not allow [{action}] for resource "
                    + $"[{logicalId}]";
            }

            isAllowed = true;
        }

        return isAllowed
            ? null
            : $"Action denied by stack policy: No statement allows [{action}] for resource [{logicalId}]";
    }

    private static bool Matches(JsonObject statement, string action, string resource, string type) =>
        Holds(statement, "Action", action) && Holds(statement, "Resource", resource)
        && (statement["Condition"] is not JsonObject conditions || conditions.All(each => each.Value is JsonObject under
            && Texts(under["ResourceType"]).Any(pattern => Like(pattern, type))));

    private static bool Holds(JsonObject statement, string name, string value) =>
        statement["Not" + name] is { } not
            ? !Texts(not).Any(pattern => Like(pattern, value))
            : Texts(statement[name]).Any(pattern => Like(pattern, value));

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonArray list => list.Select(Scalars.Text).OfType<string>(),
        _ => Scalars.Text(node) is { } text ? [text] : [],
    };

    private static bool Like(string pattern, string text)
    {
        var (parts, at) = (pattern.Split('*'), 0);
        if (parts.Length == 1)
        {
            return pattern == text;
        }

        for (var part = 0; part < parts.Length; part++)
        {
            var found = part == parts.Length - 1 && parts[part].Length > 0
                ? text.EndsWith(parts[part], StringComparison.Ordinal) ? text.Length - parts[part].Length : -1
                : text.IndexOf(parts[part], at, StringComparison.Ordinal);
            if (found < at || (part == 0 && found != 0))
            {
                return false;
            }

            at = found + parts[part].Length;
        }

        return true;
    }
}
