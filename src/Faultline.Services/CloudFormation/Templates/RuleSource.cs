using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>A rule: what must be of the parameters, where its condition holds ("Rules section").</summary>
internal sealed record RuleSource(string Name, JsonNode? Condition, IReadOnlyList<RuleSource.Assertion> Assertions)
{
    public static List<RuleSource> Read(JsonNode? section)
    {
        if (section is null)
        {
            return [];
        }

        var all = section as JsonObject ?? throw Faults.Format("Rules must be an object.");
        return [.. all.Select(one => Rule(one.Key, one.Value))];
    }

    private static RuleSource Rule(string name, JsonNode? node)
    {
        Names.Check("Rule", name);
        var rule = node as JsonObject ?? throw Faults.Format("Any Rules member must be an object.");
        if (rule.FirstOrDefault(one => one.Key is not ("RuleCondition" or "Assertions")).Key is { } odd)
        {
            throw new TemplateFault($"Invalid template rule property '{odd}'");
        }

        var assertions = rule[nameof(Assertions)] as JsonArray
            ?? throw Faults.Format($"Rule {name} must contain a list of Assertions.");
        return new(name, rule["RuleCondition"], [.. assertions.Select(one => Stated(name, one))]);
    }

    private static Assertion Stated(string rule, JsonNode? node) =>
        node is JsonObject assertion && assertion["Assert"] is { } assert
            ? new(assert, Functions.Text(assertion["AssertDescription"]))
            : throw Faults.Format($"Every assertion of rule {rule} must contain an Assert member.");

    /// <summary>What must be, and what is said when it is not.</summary>
    public sealed record Assertion(JsonNode Assert, string? Description);
}
