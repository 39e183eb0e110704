using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>An output as it is written, with the condition that it stands under.</summary>
internal sealed record OutputSource(OutputDeclaration Declaration, string? Condition)
{
    private static readonly FrozenSet<string> members =
        new[] { "Value", "Description", "Export", "Condition" }.ToFrozenSet(StringComparer.Ordinal);

    public static OutputSource Read(string name, JsonNode? node)
    {
        Names.Check("Output", name);
        var output = node as JsonObject ?? throw Faults.Format("Any Outputs member must be an object.");
        if (output.FirstOrDefault(one => !members.Contains(one.Key)).Key is { } odd)
        {
            throw new TemplateFault($"Invalid template output property '{odd}'");
        }

        var declaration = new OutputDeclaration(name)
        {
            Value = output["Value"] ?? throw Faults.Format("Every Outputs member must contain a Value object"),
            Description = Text(output, "Description"),
            ExportName = output["Export"] switch
            {
                null => null,
                JsonObject { Count: 1 } export when export["Name"] is { } given => given,
                _ => throw Malformed(name),
            },
        };
        return new(declaration, Text(output, "Condition"));
    }

    public static TemplateFault Malformed(string name) => Faults.Format(
        $"Output {name} is malformed. The Name field of every Export member must be specified and consist only of "
        + "alphanumeric characters, colons, or hyphens.");

    private static string? Text(JsonObject output, string name) => output[name] is not { } node
        ? null
        : Functions.Text(node) ?? throw Faults.Format($"Every {name} member must be a string.");
}
