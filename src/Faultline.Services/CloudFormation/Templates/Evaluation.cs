using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// Works out what a part of a template is. Without references only parameters are known; early, what resources are may
/// stay open.
/// </summary>
internal sealed partial class Evaluation(Scope scope, IReferences? references, bool isEarly)
{
    /// <summary>Ours: how much text may come out, so that what doubles itself ends.</summary>
    private const int ProducedMax = 4_000_000;

    private int produced;

    /// <summary>How often something stayed open.</summary>
    public int Opened { get; private set; }

    /// <summary>A part of a template with all functions in it worked out; null where it stayed open.</summary>
    public Outcome Value(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray items:
                return List(items);
            case JsonObject members:
                return Functions.IsCall(members, out var function, out var argument)
                    ? Call(function, argument)
                    : Members(members);
            case null:
                return Outcome.Nothing;
            default:
                Produce(Functions.Text(node)?.Length ?? 0);
                return node.DeepClone();
        }
    }

    /// <summary>The text of a part of a template, or no text where it stayed open.</summary>
    private bool TryText(JsonNode? node, string asker, [NotNullWhen(true)] out string? text)
    {
        var outcome = Value(node);
        text = outcome.IsOpen ? null : Functions.Text(outcome.Node) ?? throw FunctionForms.Fault(asker);
        return text is not null;
    }

    private bool TryList(JsonNode? node, string asker, [NotNullWhen(true)] out JsonArray? list)
    {
        var outcome = Value(node);
        list = outcome.IsOpen ? null : outcome.Node as JsonArray ?? throw FunctionForms.Fault(asker);
        return list is not null;
    }

    private JsonObject Members(JsonObject members)
    {
        var whole = new JsonObject();
        foreach (var (name, node) in members)
        {
            Produce(name.Length);
            var outcome = Value(node);
            if (!outcome.IsNothing)
            {
                whole[name] = outcome.Node;
            }
        }

        return whole;
    }

    private JsonArray List(JsonArray items)
    {
        var whole = new JsonArray();
        foreach (var item in items)
        {
            var outcome = Value(item);
            if (!outcome.IsNothing)
            {
                whole.Add(outcome.Node);
            }
        }

        return whole;
    }

    private Outcome Call(string function, JsonNode argument)
    {
        FunctionForms.Check(function, argument, scope.Sections.IsExtended);
        var list = argument as JsonArray ?? [];
        return function switch
        {
            "Ref" => Reference(Functions.Text(argument)!),
            "Fn::GetAtt" => Attribute(argument),
            "Fn::Sub" => Substitute(argument),
            "Fn::Join" => Join(list),
            "Fn::Split" => Split(list),
            "Fn::Select" => Select(list),
            "Fn::FindInMap" => FindInMap(list),
            "Fn::If" => Value(list[scope.Holds(Functions.Text(list[0])!, "Fn::If") ? 1 : 2]),
            "Fn::Base64" => Base64(argument),
            "Fn::Cidr" => Cidr(list),
            "Fn::GetAZs" => Zones(argument),
            "Fn::ImportValue" => Import(argument),
            "Fn::Length" => Length(argument),
            "Fn::ToJsonString" => ToJson(argument),
            "Fn::RefAll" => AllThings(argument),
            "Fn::ValueOf" => ValueOf(list),
            "Fn::ValueOfAll" => ValueOfAll(list),
            _ => throw Functions.Unsupported(function, "in a value"),
        };
    }

    private Outcome Reference(string name)
    {
        if (name == PseudoParameters.NoValue)
        {
            return Outcome.Nothing;
        }

        if (scope.Parameter(name) is { } value)
        {
            Produce(scope.Values.GetValueOrDefault(name)?.Length ?? 0);
            return value;
        }

        if (references is null || !scope.Sections.Resources.ContainsKey(name))
        {
            throw Faults.Unresolved([name], Block.Resources);
        }

        return references.Ref(name) is { } id ? Text(id) : StaysOpen($"Ref {name}");
    }

    private Outcome Attribute(JsonNode argument)
    {
        if (Functions.AttributeNames(argument) is var (resource, attribute))
        {
            return Attribute(resource, attribute);
        }

        var pair = argument.AsArray();
        return TryText(pair[1], "Fn::GetAtt", out var name)
            ? Attribute(Functions.Text(pair[0])!, name)
            : Outcome.Open;
    }

    private Outcome Attribute(string resource, string attribute)
    {
        if (references is null || !scope.Sections.Resources.TryGetValue(resource, out var source))
        {
            throw Faults.Error($"instance of Fn::GetAtt references undefined resource {resource}");
        }

        if (references.Attribute(resource, attribute) is { } value)
        {
            Produce(Functions.Text(value)?.Length ?? 0);
            return value.DeepClone();
        }

        // An attribute that the type has and the resource has not is empty, as the public address of one without.
        return isEarly ? StaysOpen(resource) : Attributes.Form(scope.Setting.Facts(source.Type), attribute) switch
        {
            JsonObject form when form.ContainsKey("list") => new JsonArray(),
            { } form when Functions.Text(form) is "string" or "date-time" => "",
            _ => throw new TemplateFault(
                $"Attribute '{attribute}' of resource {resource} ({source.Type}) does not exist"),
        };
    }

    private Outcome StaysOpen(string what)
    {
        if (!isEarly)
        {
            throw new TemplateFault($"Unable to resolve {what}: the resource does not exist.");
        }

        Opened++;
        return Outcome.Open;
    }

    private Outcome Text(string text)
    {
        Produce(text.Length);
        return text;
    }

    private void Produce(int length)
    {
        // Even nothing costs something.
        produced += length + 1;
        if (produced > ProducedMax)
        {
            throw Faults.Error($"what functions give is longer than {ProducedMax} characters.");
        }
    }
}
