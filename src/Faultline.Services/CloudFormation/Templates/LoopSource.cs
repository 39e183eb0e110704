using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>A loop as it is written, in the form that it must have ("Fn::ForEach", template reference).</summary>
/// <param name="Key">The member under which it stands, as <c>Fn::ForEach::Subnets</c>.</param>
/// <param name="Variable">What stands in its body for each of what it goes over.</param>
internal sealed record LoopSource(string Key, string Variable, JsonNode Over, JsonObject Body)
{
    public static LoopSource Read(string key, JsonNode? node)
    {
        if (node is not JsonArray { Count: 3 } parts
            || Functions.Text(parts[0]) is not { Length: > 0 } variable
            || parts[1] is not { } over
            || parts[2] is not JsonObject body)
        {
            throw Malformed(key);
        }

        var loop = new LoopSource(key, variable, over, body);
        foreach (var (name, value) in body)
        {
            loop.CheckMember(name, value);
        }

        return loop;
    }

    public static TemplateFault Malformed(string what) => Failed($"{what} layout is incorrect");

    public static TemplateFault Twice(string key) =>
        Failed($"Duplicate key '{key}' when merging keys to parent object in Fn::ForEach");

    public static TemplateFault Failed(string why) => new($"Transform {Transforms.Extensions} failed with: {why}");

    /// <summary>Neither its own name nor that of its variable may be a parameter's or a resource's.</summary>
    public void CheckNames(JsonObject root)
    {
        foreach (var name in (string[])[Key[Functions.ForEach.Length..], Variable])
        {
            foreach (var section in (string[])["Parameters", Block.Resources])
            {
                if ((root[section] as JsonObject)?.ContainsKey(name) == true)
                {
                    throw Failed($"{Key} uses the name {name}, which stands in the {section} section too");
                }
            }
        }
    }

    /// <summary>A parameter that is not shown cannot say what there is to be.</summary>
    public void CheckSecrets(JsonObject root)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Gather(Over);
        if (names.FirstOrDefault(IsSecret) is { } secret)
        {
            throw Failed($"{Key} goes over {secret}, which is a NoEcho parameter");
        }

        void Gather(JsonNode? node)
        {
            if (Functions.IsCall(node, out var function, out var argument) && function == "Ref")
            {
                names.Add(Functions.Text(argument) ?? "");
                return;
            }

            foreach (var inner in node switch
            {
                JsonObject members => members.Select(one => one.Value),
                JsonArray items => items,
                _ => (IEnumerable<JsonNode?>)[],
            })
            {
                Gather(inner);
            }
        }

        bool IsSecret(string name) => string.Equals(
            Functions.Text((root["Parameters"]?[name] as JsonObject)?["NoEcho"]), "true",
            StringComparison.OrdinalIgnoreCase);
    }

    private void CheckMember(string name, JsonNode? value)
    {
        if (name.StartsWith(Functions.ForEach, StringComparison.Ordinal))
        {
            return;
        }

        if (!name.Contains($"${{{Variable}}}", StringComparison.Ordinal)
            && !name.Contains($"&{{{Variable}}}", StringComparison.Ordinal))
        {
            throw Failed($"OutputKey '{name}' of {Key} must contain ${{{Variable}}} or &{{{Variable}}}");
        }

        // "Examples of Fn::ForEach in the Conditions section": it must be the second property listed, or later.
        if (value is JsonObject { Count: > 1 } members && members.First().Key == "Condition")
        {
            throw Malformed("Condition");
        }
    }
}
