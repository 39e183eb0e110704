using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// Reads YAML as CloudFormation does ("CloudFormation template format"): YAML 1.1 without aliases, in which short forms
/// of functions are tags. Of a key that stands twice, the last one holds.
/// </summary>
internal sealed class YamlText(string text)
{
    private const string Standard = "tag:yaml.org,2002:";

    private readonly Parser parser = new(new StringReader(text));

    public JsonNode? Read()
    {
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                return null;
            }

            var root = Value(1);
            parser.Consume<DocumentEnd>();
            return parser.Accept<StreamEnd>(out _) ? root : null;
        }
        catch (YamlException error)
        {
            throw NotWellFormed(error.Start);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // The parser's own way to say so of some broken words and tags.
            throw NotWellFormed(parser.Current?.End ?? Mark.Empty);
        }
    }

    private JsonNode? Value(int depth)
    {
        if (depth > TemplateText.DepthMax)
        {
            throw Faults.TooDeep($"line {parser.Current?.Start.Line}");
        }

        if (parser.TryConsume<AnchorAlias>(out _))
        {
            throw Faults.Error("YAML aliases are not allowed in CloudFormation templates");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return Single(scalar, depth);
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var function = Function(sequence);
            var items = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Value(depth + (function is null ? 1 : 2)));
            }

            return Called(function, items);
        }

        var start = parser.Consume<MappingStart>();
        var name = Function(start);
        var members = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.TryConsume<Scalar>(out var text) ? text.Value : throw NotWellFormed(parser.Current!.Start);
            members[key] = Value(depth + (name is null ? 1 : 2));
        }

        return Called(name, members);
    }

    private static JsonNode? Single(Scalar scalar, int depth)
    {
        if (Function(scalar) is not { } function)
        {
            return scalar.Tag.IsEmpty ? YamlScalars.Read(scalar) : YamlScalars.Read(scalar, scalar.Tag.Value);
        }

        if (depth == TemplateText.DepthMax)
        {
            throw Faults.TooDeep($"line {scalar.Start.Line}");
        }

        // The names in these are texts, whatever they look like.
        return function switch
        {
            "Fn::GetAtt" when scalar.Value.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot =>
                Called(function, new JsonArray(scalar.Value[..dot], scalar.Value[(dot + 1)..])),
            "Ref" or "Condition" or "Fn::GetAtt" or "Fn::Sub" or "Fn::ImportValue" or "Fn::Base64" =>
                Called(function, scalar.Value),
            _ => Called(function, YamlScalars.Read(scalar)),
        };
    }

    /// <summary>The long form of the function that a tag is, or null.</summary>
    private static string? Function(NodeEvent node)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific)
        {
            return null;
        }

        var tag = node.Tag.Value;
        if (tag.StartsWith(Standard, StringComparison.Ordinal))
        {
            return tag[Standard.Length..] is "str" or "int" or "float" or "bool" or "null" or "map" or "seq"
                ? null
                : throw NotWellFormed(node.Start);
        }

        var name = tag[0] == '!' ? tag[1..] : tag;
        return name is "Ref" or "Condition" ? name
            : Functions.IsKnown("Fn::" + name) ? "Fn::" + name
            : throw Functions.Unsupported("!" + name, $"line {node.Start.Line}");
    }

    private static JsonNode? Called(string? function, JsonNode? argument) =>
        function is null ? argument : new JsonObject { [function] = argument };

    private static TemplateFault NotWellFormed(Mark at) =>
        Faults.Format($"YAML not well-formed. (line {at.Line}, column {at.Column})");
}
