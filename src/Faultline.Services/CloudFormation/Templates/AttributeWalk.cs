using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>Finds the attributes of resources that a part of a template asks for.</summary>
internal static class AttributeWalk
{
    /// <summary>On the sides of conditions that hold; those with names that are functions are left out.</summary>
    public static IEnumerable<(string Resource, string Attribute)> In(JsonNode? node, Func<string, bool> holds)
    {
        if (Functions.IsCall(node, out var function, out var argument))
        {
            switch (function)
            {
                case "Fn::GetAtt" when Functions.AttributeNames(argument) is { } names:
                    return [names];
                case "Fn::Sub":
                    var list = argument as JsonArray;
                    var given = list?[1] as JsonObject;
                    return SubText.Parse(Functions.Text(list is null ? argument : list[0])!)
                        .Where(one => one.IsVariable && given?.ContainsKey(one.Text) != true)
                        .Select(one => one.Text.Split('.', 2))
                        .Where(one => one.Length == 2)
                        .Select(one => (one[0], one[1]))
                        .Concat(In(given, holds));
                case "Fn::If":
                    return In(argument[holds(Functions.Text(argument[0])!) ? 1 : 2], holds);
            }
        }

        return Inner(node).SelectMany(one => In(one, holds));
    }

    public static IEnumerable<JsonNode?> Inner(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(one => one.Value),
        JsonArray items => items,
        _ => [],
    };
}
