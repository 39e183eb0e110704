using System.Text.Json.Nodes;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Comparing;

/// <summary>Whether two trees say the same, where a number may be written as text.</summary>
internal static class Sameness
{
    public static bool Of(JsonNode? one, JsonNode? other) => (one, other) switch
    {
        (null, null) => true,
        (JsonObject first, JsonObject second) => first.Count == second.Count
            && first.All(each => second.ContainsKey(each.Key) && Of(each.Value, second[each.Key])),
        (JsonArray first, JsonArray second) => first.Count == second.Count
            && first.Zip(second).All(each => Of(each.First, each.Second)),
        (JsonValue, JsonValue) => string.Equals(Scalars.Text(one), Scalars.Text(other), StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>The names under which two objects say something else.</summary>
    public static HashSet<string> Differing(JsonObject one, JsonObject other) =>
    [
        .. one.Select(each => each.Key).Union(other.Select(each => each.Key))
            .Where(name => !Of(one[name], other[name])),
    ];
}
