using System.Text.Json.Nodes;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>Values of properties, compared and put together. Pure.</summary>
internal static class Nodes
{
    /// <summary>Whether both say the same; a number or truth value may be written as text.</summary>
    public static bool Same(JsonNode? one, JsonNode? other) => (one, other) switch
    {
        (JsonValue, JsonValue) => Scalars.Text(one) == Scalars.Text(other),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (JsonObject a, JsonObject b) => a.Select(each => each.Key).Union(b.Select(each => each.Key))
            .All(name => Same(a[name], b[name])),
        _ => one is null && other is null,
    };

    /// <summary>Whether it asks for anything: nothing, no, none and an empty text do not.</summary>
    public static bool Asks(JsonNode? node) => node switch
    {
        null => false,
        JsonArray list => list.Any(Asks),
        JsonObject group => group.Any(each => Asks(each.Value)),
        _ => Scalars.Text(node) is not (null or "" or "0" or "false" or "False"),
    };

    public static JsonArray Of(IEnumerable<string?> texts) => [.. texts.Select(text => (JsonNode?)text)];

    /// <summary>Without the names whose values are not there.</summary>
    public static JsonObject Set(params IEnumerable<(string Name, JsonNode? Value)> members)
    {
        var set = new JsonObject();
        foreach (var (name, value) in members.Where(each => each.Value is not null))
        {
            set[name] = value;
        }

        return set;
    }
}
