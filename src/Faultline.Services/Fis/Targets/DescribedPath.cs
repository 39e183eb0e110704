using System.Text.Json.Nodes;

namespace Faultline.Services.Fis.Targets;

/// <summary>
/// A path over what a service describes of a resource, as <c>State.Name</c>: members by name, through all items of the
/// lists on the way. Pure.
/// </summary>
internal static class DescribedPath
{
    /// <summary>The texts that a path leads to; none where it leads nowhere.</summary>
    public static IEnumerable<string> Values(JsonNode? described, string path)
    {
        IEnumerable<JsonNode?> at = [described];
        foreach (var name in path.Split('.'))
        {
            at = at.SelectMany(Items).Select(node => node is JsonObject members ? members[name] : null);
        }

        return at.SelectMany(Items).OfType<JsonValue>().Select(Text);
    }

    private static IEnumerable<JsonNode?> Items(JsonNode? node) =>
        node is JsonArray list ? list.SelectMany(Items) : [node];

    private static string Text(JsonValue value) =>
        value.TryGetValue<string>(out var text) ? text : value.ToJsonString();
}
