using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Nodes;
using Faultline.Kernel;

namespace Faultline.Services.Provisioning;

/// <summary>What a change of a property asks for.</summary>
public enum Replacement
{
    Never,
    Maybe,
    Always,
}

/// <summary>
/// The facts of a resource type that AWS publishes, out of <c>models/types</c>: properties, attributes, what its
/// properties are made of.
/// </summary>
public sealed class TypeFacts
{
    private const string Folder = "types/";

    private static readonly Assembly Home = typeof(TypeFacts).Assembly;

    private readonly Dictionary<string, FrozenDictionary<string, PropertyFacts>> definitions;

    private TypeFacts(JsonObject facts)
    {
        Name = facts["type"]!.GetValue<string>();
        Identifier = [.. facts["id"]?.AsArray().Select(id => id!.GetValue<string>()) ?? []];
        TagsProperty = facts["tags"]?["property"]?.GetValue<string>();
        Properties = All(facts["properties"]!);
        Attributes = facts["attributes"]!.AsObject()
            .ToFrozenDictionary(one => one.Key, one => one.Value!, StringComparer.Ordinal);
        definitions = facts["definitions"]!.AsObject().ToDictionary(one => one.Key, one => All(one.Value!));
    }

    /// <summary>
    /// The names of all types that AWS has, so that one that is not built is told from one that is not.
    /// </summary>
    public static FrozenSet<string> Known { get; } = Lines("names.txt").ToFrozenSet(StringComparer.Ordinal);

    public string Name { get; }

    /// <summary>The properties that together say which one it is.</summary>
    public IReadOnlyList<string> Identifier { get; }

    /// <summary>The property that holds its tags, if it takes some.</summary>
    public string? TagsProperty { get; }

    public IReadOnlyDictionary<string, PropertyFacts> Properties { get; }

    /// <summary>What <c>Fn::GetAtt</c> gives, with the form of each.</summary>
    public IReadOnlyDictionary<string, JsonNode> Attributes { get; }

    /// <summary>The facts of a type that has a file.</summary>
    public static TypeFacts Read(string type)
    {
        var file = type.Replace("::", ".", StringComparison.Ordinal) + ".json";
        using var stream = Open(file) ?? throw new InvariantBroken($"models/types has no {file}.");
        return new(JsonNode.Parse(stream)!.AsObject());
    }

    /// <summary>A property at the top, or null.</summary>
    public PropertyFacts? Find(string property) => Properties.GetValueOrDefault(property);

    /// <summary>The properties of what a form <c>{"is": "Name"}</c> names.</summary>
    public IReadOnlyDictionary<string, PropertyFacts> Definition(string name) => definitions[name];

    private static FrozenDictionary<string, PropertyFacts> All(JsonNode properties) =>
        properties.AsObject().ToFrozenDictionary(
            one => one.Key,
            one => new PropertyFacts(
                one.Value!["type"]!,
                one.Value["required"]?.GetValue<bool>() ?? false,
                one.Value["replaces"]?.GetValue<string>() switch
                {
                    "yes" => Replacement.Always,
                    "maybe" => Replacement.Maybe,
                    _ => Replacement.Never,
                }),
            StringComparer.Ordinal);

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(Open(file) ?? throw new InvariantBroken($"models/types has no {file}."));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static Stream? Open(string file) => Home.GetManifestResourceStream(Folder + file);
}

/// <summary>
/// A property. Its form is <c>"string"</c>, <c>"integer"</c>, <c>"number"</c>, <c>"boolean"</c>, <c>"json"</c>,
/// <c>"date-time"</c>, <c>"tag"</c>, <c>{"list": form}</c>, <c>{"map": form}</c>, <c>{"any": [forms]}</c> or
/// <c>{"is": definition}</c>.
/// </summary>
public sealed record PropertyFacts(JsonNode Form, bool Required, Replacement Replaces);
