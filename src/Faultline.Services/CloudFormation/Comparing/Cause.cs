using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Comparing;

/// <summary>What the value of a property comes from: the names that its functions name.</summary>
/// <param name="Attribute">Null where the thing itself is meant.</param>
internal sealed partial record Cause(string Name, string? Attribute)
{
    public string Entity => Attribute is null ? Name : $"{Name}.{Attribute}";

    public static IReadOnlyList<Cause> In(JsonNode? tree)
    {
        var all = new List<Cause>();
        Gather(tree, all);
        return [.. all.Distinct()];
    }

    private static void Gather(JsonNode? tree, List<Cause> all)
    {
        switch (tree)
        {
            case JsonObject { Count: 1 } call when call["Ref"] is { } name:
                all.Add(new(Scalars.Text(name) ?? "", null));
                break;
            case JsonObject { Count: 1 } call when call["Fn::GetAtt"] is { } named:
                all.Add(OfAttribute(named));
                break;
            case JsonObject members:
                OfTexts(members["Fn::Sub"], all);
                foreach (var (_, value) in members)
                {
                    Gather(value, all);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Gather(item, all);
                }

                break;
        }
    }

    private static Cause OfAttribute(JsonNode named)
    {
        if (named is JsonArray { Count: > 1 } list)
        {
            return new(Scalars.Text(list[0]) ?? "", Scalars.Text(list[1]) ?? "");
        }

        var text = Scalars.Text(named) ?? "";
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new(text, "") : new(text[..dot], text[(dot + 1)..]);
    }

    private static void OfTexts(JsonNode? sub, List<Cause> all)
    {
        var text = Scalars.Text(sub is JsonArray { Count: > 0 } list ? list[0] : sub);
        foreach (Match match in Named().Matches(text ?? ""))
        {
            var name = match.Groups[1].Value;
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            all.Add(dot < 0 ? new(name, null) : new(name[..dot], name[(dot + 1)..]));
        }
    }

    [GeneratedRegex(@"\$\{([^!}][^}]*)\}")]
    private static partial Regex Named();
}
