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

    /// <summary>Loops within each other (RFC 0009 of the template language).</summary>
    private const int DepthMax = 5;

    private readonly JsonObject root;
    private readonly Func<JsonNode, Outcome> evaluate;
    private readonly Action<JsonObject>? skipped;
    private int nodes;

    private Loops(JsonObject root, Func<JsonNode, Outcome> evaluate, Action<JsonObject>? skipped) =>
        (this.root, this.evaluate, this.skipped) = (root, evaluate, skipped);

    /// <summary>
    /// The template with its loops written out. What they go over is evaluated; where that stays open, the body of the
    /// loop is handed to <paramref name="skipped"/> and left out.
    /// </summary>
    public static JsonObject Expand(JsonObject root, Func<JsonNode, Outcome> evaluate, Action<JsonObject>? skipped)
    {
        var loops = new Loops(root, evaluate, skipped);
        return new JsonObject(root.Select(section => KeyValuePair.Create(
            section.Key,
            section.Key is Block.Resources or Block.Outputs or Block.Conditions
                ? loops.Section(section.Value!)
                : section.Value!.DeepClone())));
    }

    private JsonNode? Section(JsonNode section)
    {
        if (section is not JsonObject members)
        {
            return Written(section, []);
        }

        var written = Members(members, [], isSection: true, isBody: false);
        foreach (var named in written.Select(one => one.Value).OfType<JsonObject>())
        {
            Decide(named);
        }

        return written;
    }

    /// <summary>
    /// A condition that a function names becomes its name, and none where the function gives nothing ("Replicate
    /// multiple resources", examples of <c>Fn::ForEach</c>).
    /// </summary>
    private void Decide(JsonObject named)
    {
        if (named["Condition"] is not { } condition || named.Count == 1
            || !Functions.IsCall(condition, out _, out _))
        {
            return;
        }

        var outcome = evaluate(condition);
        if (outcome.IsOpen && skipped is not null)
        {
            skipped([]);
        }

        if (outcome.IsNothing || (outcome.IsOpen && skipped is not null))
        {
            named.Remove("Condition");
        }
        else if (!outcome.IsOpen)
        {
            named["Condition"] = outcome.Node!.DeepClone();
        }
    }

    private JsonNode? Written(JsonNode? node, List<(string Name, string Value)> bound)
    {
        if (++nodes > NodesMax)
        {
            throw LoopSource.Failed($"the loops make more than {NodesMax} values");
        }

        switch (node)
        {
            case JsonArray items:
                return new JsonArray([.. items.Select(one => Written(one, bound))]);
            case JsonObject members:
                return Named(members, bound);
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String:
                return JsonValue.Create(Put(value.GetValue<string>(), bound, isKey: false));
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

        return Members(members, bound, isSection: false, isBody: false);
    }

    /// <param name="isSection">The members are resources, outputs or conditions.</param>
    /// <param name="isBody">The members are those that a loop repeats: their names are its output keys.</param>
    private JsonObject Members(
        JsonObject members, List<(string Name, string Value)> bound, bool isSection, bool isBody)
    {
        var written = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (name.StartsWith(Functions.ForEach, StringComparison.Ordinal))
            {
                Loop(LoopSource.Read(name, value), bound, written, isSection);
            }
            else if (Put(name, bound, isBody) is var key && !written.TryAdd(key, Written(value, bound)))
            {
                throw LoopSource.Twice(key);
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
        return written is JsonObject && evaluate(written).Node is JsonValue name ? name : written;
    }

    private void Loop(
        LoopSource loop, List<(string Name, string Value)> bound, JsonObject written, bool isSection)
    {
        if (bound.Count == DepthMax)
        {
            throw LoopSource.Failed($"{loop.Key} is nested in more than {DepthMax - 1} other loops");
        }

        if (bound.Exists(one => one.Name == loop.Variable))
        {
            throw LoopSource.Failed($"{loop.Key} uses the identifier {loop.Variable}, which a loop around it uses");
        }

        loop.CheckNames(root);
        loop.CheckSecrets(root);
        if (Over(loop, bound) is not { } items)
        {
            skipped!(loop.Body);
            return;
        }

        foreach (var item in items)
        {
            var text = Functions.Text(item) ?? throw LoopSource.Malformed(loop.Key);
            foreach (var (key, value) in Members(
                loop.Body, [.. bound, (loop.Variable, text)], isSection, isBody: true))
            {
                if (isSection && !key.All(char.IsAsciiLetterOrDigit))
                {
                    throw LoopSource.Failed($"OutputKey '{key}' should be alphanumeric");
                }

                if (!written.TryAdd(key, value?.DeepClone()))
                {
                    throw LoopSource.Twice(key);
                }
            }
        }
    }

    /// <summary>What a loop goes over; null where nobody knows yet and such loops are skipped.</summary>
    private JsonArray? Over(LoopSource loop, List<(string Name, string Value)> bound)
    {
        var collection = Written(loop.Over, bound)!;
        var over = collection is JsonArray list && !list.Any(one => one is JsonObject)
            ? collection
            : evaluate(collection).Node;
        return over switch
        {
            JsonArray items => items,
            null when skipped is not null => null,
            null => throw LoopSource.Failed($"{loop.Key} could not resolve what it goes over"),
            _ => throw LoopSource.Malformed(loop.Key),
        };
    }

    /// <summary>
    /// <c>${Name}</c> in every text, and <c>&amp;{Name}</c>, with letters and digits only, in output keys: in values
    /// too, says the reference of "Fn::ForEach", and CloudFormation does not.
    /// </summary>
    private static string Put(string text, List<(string Name, string Value)> bound, bool isKey)
    {
        foreach (var (name, value) in bound)
        {
            text = text.Replace($"${{{name}}}", value, StringComparison.Ordinal);
            if (isKey)
            {
                var plain = string.Concat(value.Where(char.IsAsciiLetterOrDigit));
                text = text.Replace($"&{{{name}}}", plain, StringComparison.Ordinal);
            }
        }

        return text;
    }
}
