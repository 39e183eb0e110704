using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// What <c>AWS::LanguageExtensions</c> does before anything else: writes out <c>Fn::ForEach</c>, and works out names
/// that are functions. Other parts of the extensions are evaluated where they stand.
/// </summary>
internal sealed class Loops
{
    /// <summary>Ours: how much may come out of loops within loops.</summary>
    private const int NodesMax = 250_000;

    private readonly Func<JsonNode, JsonNode?> evaluate;
    private readonly Action<JsonNode>? skipped;
    private int nodes;

    private Loops(Func<JsonNode, JsonNode?> evaluate, Action<JsonNode>? skipped) =>
        (this.evaluate, this.skipped) = (evaluate, skipped);

    /// <summary>
    /// The template with its loops written out. What they go over is evaluated; what cannot be yet gives null, and such
    /// a loop is handed to <paramref name="skipped"/> and left out.
    /// </summary>
    public static JsonObject Expand(JsonObject root, Func<JsonNode, JsonNode?> evaluate, Action<JsonNode>? skipped)
    {
        var loops = new Loops(evaluate, skipped);
        return new JsonObject(root.Select(section => KeyValuePair.Create(
            section.Key,
            section.Key is "Resources" or "Outputs" or "Conditions"
                ? loops.Written(section.Value!, [])
                : section.Value!.DeepClone())));
    }

    private JsonNode? Written(JsonNode? node, List<(string Name, string Value)> bound)
    {
        if (++nodes > NodesMax)
        {
            throw Failed($"the loops make more than {NodesMax} values");
        }

        switch (node)
        {
            case JsonArray items:
                return new JsonArray([.. items.Select(one => Written(one, bound))]);
            case JsonObject members:
                return Named(members, bound);
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String:
                return JsonValue.Create(Put(value.GetValue<string>(), bound));
            default:
                return node?.DeepClone();
        }
    }

    private JsonNode? Named(JsonObject members, List<(string Name, string Value)> bound)
    {
        if (Functions.IsCall(members, out var function, out var argument))
        {
            if (function == "Ref")
            {
                return Reference(argument, bound);
            }

            if (function == "Fn::GetAtt" && argument is JsonArray { Count: 2 } pair)
            {
                return new JsonObject
                {
                    [function] = new JsonArray([.. pair.Select(one => Name(one, bound))]),
                };
            }
        }

        var written = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (name.StartsWith(Functions.ForEach, StringComparison.Ordinal))
            {
                Loop(name, value, bound, written);
            }
            else if (!written.TryAdd(Put(name, bound), Written(value, bound)))
            {
                throw Failed($"{Put(name, bound)} stands in a template twice");
            }
        }

        return written;
    }

    private JsonNode? Reference(JsonNode argument, List<(string Name, string Value)> bound)
    {
        if (Functions.Text(argument) is { } name && bound.Find(one => one.Name == name) is { Name: not null } variable)
        {
            return JsonValue.Create(variable.Value);
        }

        return new JsonObject { ["Ref"] = Name(argument, bound) };
    }

    /// <summary>A name that is a function becomes the text that it gives, where it does.</summary>
    private JsonNode? Name(JsonNode? node, List<(string Name, string Value)> bound)
    {
        var written = Written(node, bound);
        return written is JsonObject && evaluate(written) is JsonValue name ? name : written;
    }

    private void Loop(string name, JsonNode? node, List<(string Name, string Value)> bound, JsonObject written)
    {
        if (node is not JsonArray { Count: 3 } loop
            || Functions.Text(loop[0]) is not { Length: > 0 } variable
            || loop[2] is not JsonObject body)
        {
            throw Failed($"{name} layout is incorrect");
        }

        if (bound.Exists(one => one.Name == variable))
        {
            throw Failed($"{name} uses the identifier {variable}, which a loop around it uses");
        }

        var collection = Written(loop[1], bound)!;
        var over = collection as JsonArray is { } list && !list.Any(one => one is JsonObject)
            ? collection
            : evaluate(collection);
        if (over is null)
        {
            skipped?.Invoke(body);
            if (skipped is null)
            {
                throw Failed($"{name} could not resolve what it goes over");
            }

            return;
        }

        var items = over as JsonArray ?? throw Failed($"{name} layout is incorrect");
        foreach (var item in items)
        {
            var text = Functions.Text(item) ?? throw Failed($"{name} layout is incorrect");
            var made = Named(body, [.. bound, (variable, text)]) as JsonObject
                ?? throw Failed($"{name} layout is incorrect");
            foreach (var (key, value) in made)
            {
                if (!written.TryAdd(key, value?.DeepClone()))
                {
                    throw Failed($"{name} makes {key} twice");
                }
            }
        }
    }

    /// <summary>
    /// <c>${Name}</c> in every text, and <c>&amp;{Name}</c> with letters and digits only ("Fn::ForEach").
    /// </summary>
    private static string Put(string text, List<(string Name, string Value)> bound)
    {
        foreach (var (name, value) in bound)
        {
            var plain = string.Concat(value.Where(char.IsAsciiLetterOrDigit));
            text = text.Replace($"${{{name}}}", value, StringComparison.Ordinal)
                .Replace($"&{{{name}}}", plain, StringComparison.Ordinal);
        }

        return text;
    }

    private static TemplateFault Failed(string why) => new($"Transform {Transforms.Extensions} failed with: {why}");
}
