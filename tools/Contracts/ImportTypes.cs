using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Contracts;

/// <summary>
/// Reads the types of CloudFormation from the database of the AWS CDK's service specification (db.json.gz of
/// @aws-cdk/aws-service-spec) and keeps their facts: properties, what replaces, attributes. No documentation text.
/// </summary>
internal sealed class ImportTypes
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 1 };

    private readonly Dictionary<string, JsonObject> definitions;
    private readonly SortedDictionary<string, JsonObject> resources;
    private readonly Dictionary<string, JsonObject> found = new(StringComparer.Ordinal);

    private ImportTypes(JsonObject schema)
    {
        definitions = Entities(schema, "typeDefinition").ToDictionary(one => Text(one, "$id"));
        resources = new(
            Entities(schema, "resource").ToDictionary(one => Text(one, "cloudFormationType")), StringComparer.Ordinal);
    }

    /// <summary>Writes a file for each type, and the names of all that AWS has.</summary>
    public static int Run(string source, IEnumerable<string> types, Repository repository)
    {
        using var file = File.OpenRead(source);
        using var text = new GZipStream(file, CompressionMode.Decompress);
        var import = new ImportTypes(JsonNode.Parse(text)!["schema"]!.AsObject());
        Directory.CreateDirectory(repository.Types);
        foreach (var type in types)
        {
            var facts = import.Facts(type);
            File.WriteAllText(repository.Type(type), facts.ToJsonString(Indented) + "\n");
            Console.WriteLine($"{type}: {facts["properties"]!.AsObject().Count} properties");
        }

        File.WriteAllLines(repository.TypeNames, import.resources.Keys);
        return 0;
    }

    private JsonObject Facts(string type)
    {
        var resource = resources.GetValueOrDefault(type) ?? throw new Fault($"There is no type {type}.");
        found.Clear();
        var facts = new JsonObject { ["type"] = type, ["id"] = resource["primaryIdentifier"]?.DeepClone() };
        if (resource["tagInformation"] is { } tags)
        {
            facts["tags"] = new JsonObject
            {
                ["property"] = tags["tagPropertyName"]?.DeepClone(),
                ["form"] = tags["variant"]?.DeepClone(),
            };
        }

        facts["properties"] = Properties(resource);
        var attributes = new JsonObject();
        foreach (var (name, attribute) in Sorted(resource["attributes"]))
        {
            attributes[name] = TypeOf(attribute!["type"]!);
        }

        facts["attributes"] = attributes;
        facts["definitions"] = Definitions();
        return facts;
    }

    /// <summary>What the properties lead to; each may lead to more, and to itself.</summary>
    private JsonObject Definitions()
    {
        var done = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        while (found.FirstOrDefault(one => !done.ContainsKey(one.Key)) is { Key: not null } next)
        {
            done[next.Key] = new JsonObject();
            done[next.Key] = Properties(next.Value);
        }

        return new(done.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)));
    }

    private JsonObject Properties(JsonObject owner)
    {
        var properties = new JsonObject();
        foreach (var (name, property) in Sorted(owner["properties"]))
        {
            var facts = new JsonObject { ["type"] = TypeOf(property!["type"]!) };
            if (property["required"] is JsonValue required && required.GetValue<bool>())
            {
                facts["required"] = true;
            }

            if (property["causesReplacement"] is JsonValue replacement && replacement.GetValue<string>() is not "no")
            {
                facts["replaces"] = replacement.DeepClone();
            }

            properties[name] = facts;
        }

        return properties;
    }

    private JsonNode TypeOf(JsonNode type) => Text(type, "type") switch
    {
        "array" => new JsonObject { ["list"] = TypeOf(type["element"]!) },
        "map" => new JsonObject { ["map"] = TypeOf(type["element"]!) },
        "union" => new JsonObject
        {
            ["any"] = new JsonArray([.. type["types"]!.AsArray().Select(one => TypeOf(one!))]),
        },
        "ref" => Reference(Text(type["reference"]!, "$ref")),
        var plain => JsonValue.Create(plain),
    };

    private JsonObject Reference(string id)
    {
        var definition = definitions[id];
        var name = Text(definition, "name");
        found.TryAdd(name, definition);
        return new JsonObject { ["is"] = name };
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Sorted(JsonNode? members) =>
        members is JsonObject all ? all.OrderBy(one => one.Key, StringComparer.Ordinal) : [];

    private static IEnumerable<JsonObject> Entities(JsonObject schema, string kind) =>
        schema[kind]!["entities"]!.AsArray().Select(one => one!.AsObject());

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
