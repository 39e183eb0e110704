using System.Text.Json.Nodes;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation.Checks;

/// <summary>The schema of a type, as its facts say it ("Resource type definition schema").</summary>
internal static class TypeSchema
{
    private const string Tag = "Tag";

    public static JsonObject Of(TypeFacts facts)
    {
        var properties = Members(facts.Properties);
        foreach (var (name, form) in facts.Attributes)
        {
            if (!name.Contains('.', StringComparison.Ordinal))
            {
                properties.TryAdd(name, Form(form));
            }
        }

        var schema = new JsonObject
        {
            ["typeName"] = facts.Name,
            ["description"] = $"Resource Type definition for {facts.Name}",
            ["additionalProperties"] = false,
            ["properties"] = properties,
            ["definitions"] = Definitions(facts),
            ["required"] = Names(facts.Properties.Where(one => one.Value.Required).Select(one => one.Key)),
            ["createOnlyProperties"] = Pointers(
                facts.Properties.Where(one => one.Value.Replaces == Replacement.Always).Select(one => one.Key)),
            ["readOnlyProperties"] = Pointers(facts.Attributes.Keys.Where(one => !facts.Properties.ContainsKey(one))),
            ["primaryIdentifier"] = Pointers(facts.Identifier),
            ["tagging"] = Tagging(facts.TagsProperty),
        };
        return schema;
    }

    private static JsonObject Definitions(TypeFacts facts)
    {
        var definitions = new JsonObject();
        foreach (var name in Named(facts).Order(StringComparer.Ordinal))
        {
            var members = facts.Definition(name);
            definitions[name] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["properties"] = Members(members),
                ["required"] = Names(members.Where(one => one.Value.Required).Select(one => one.Key)),
            };
        }

        definitions.TryAdd(Tag, new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject { ["Key"] = OfType("string"), ["Value"] = OfType("string") },
            ["required"] = new JsonArray("Key", "Value"),
        });
        return definitions;
    }

    /// <summary>The definitions that properties and attributes are made of, however deep.</summary>
    private static HashSet<string> Named(TypeFacts facts)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var form in facts.Properties.Values.Select(one => one.Form).Concat(facts.Attributes.Values))
        {
            Visit(form);
        }

        return names;

        void Visit(JsonNode? form)
        {
            switch (form)
            {
                case JsonObject group when group["is"] is { } name:
                    if (names.Add(name.GetValue<string>()))
                    {
                        foreach (var property in facts.Definition(name.GetValue<string>()).Values)
                        {
                            Visit(property.Form);
                        }
                    }

                    break;
                case JsonObject other:
                    foreach (var (_, inner) in other)
                    {
                        Visit(inner);
                    }

                    break;
                case JsonArray forms:
                    foreach (var inner in forms)
                    {
                        Visit(inner);
                    }

                    break;
            }
        }
    }

    private static JsonObject Members(IReadOnlyDictionary<string, PropertyFacts> all)
    {
        var members = new JsonObject();
        foreach (var (name, property) in all.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            members[name] = Form(property.Form);
        }

        return members;
    }

    private static JsonObject Form(JsonNode form) => form switch
    {
        JsonObject list when list["list"] is { } items => new() { ["type"] = "array", ["items"] = Form(items) },
        JsonObject map when map["map"] is { } values => new()
        {
            ["type"] = "object",
            ["patternProperties"] = new JsonObject { [".*"] = Form(values) },
        },
        JsonObject any when any["any"] is JsonArray forms => new()
        {
            ["anyOf"] = new JsonArray([.. forms.Select(one => Form(one!))]),
        },
        JsonObject group => new() { ["$ref"] = $"#/definitions/{group["is"]}" },
        _ => form.GetValue<string>() switch
        {
            "json" => new() { ["type"] = new JsonArray("object", "string") },
            "date-time" => new() { ["type"] = "string", ["format"] = "date-time" },
            "tag" => new() { ["$ref"] = $"#/definitions/{Tag}" },
            var plain => OfType(plain),
        },
    };

    private static JsonObject OfType(string type) => new() { ["type"] = type };

    private static JsonArray Names(IEnumerable<string> names) =>
        new([.. names.Order(StringComparer.Ordinal).Select(one => JsonValue.Create(one))]);

    private static JsonArray Pointers(IEnumerable<string> names) => Names(
        names.Select(one => $"/properties/{one.Replace(".", "/", StringComparison.Ordinal)}"));

    private static JsonObject Tagging(string? property) => property is null
        ? new() { ["taggable"] = false }
        : new() { ["taggable"] = true, ["tagOnCreate"] = true, ["tagProperty"] = $"/properties/{property}" };
}
