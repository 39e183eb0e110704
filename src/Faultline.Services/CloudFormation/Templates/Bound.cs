using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// A template with its parameters: the resources that there are to be, in an order in which none comes before what it
/// needs. Pure, like the template.
/// </summary>
internal sealed class Bound
{
    public required Template Template { get; init; }

    /// <summary>What its functions may ask.</summary>
    public required Scope Scope { private get; init; }

    /// <summary>The values of all parameters, with defaults; stored ones as they were looked up.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Those whose conditions hold, each after all that it needs; else in the order of the template.</summary>
    public required IReadOnlyList<Declared> Resources { get; init; }

    /// <summary>Those whose conditions hold.</summary>
    public required IReadOnlyList<OutputDeclaration> Outputs { get; init; }

    /// <summary>The names of the exports that it imports.</summary>
    public required IReadOnlyList<string> Imports { get; init; }

    public Declared? Find(string logicalId) => Resources.FirstOrDefault(one => one.LogicalId == logicalId);

    /// <summary>
    /// The properties of a resource with every function resolved. Dynamic references (<c>{{resolve:...}}</c>) stay as
    /// they are, for <see cref="DynamicReferences"/>.
    /// </summary>
    public JsonObject Resolve(Declared resource, IReferences references) =>
        Whole(new Evaluation(Scope, references, isEarly: false).Value(resource.Properties));

    /// <summary>
    /// The same before the resources are there: what cannot be known yet is null in the place of its value, and the
    /// top-level properties that hold such are named.
    /// </summary>
    public (JsonObject Properties, IReadOnlySet<string> Open) ResolveEarly(Declared resource, IReferences references)
    {
        var evaluation = new Evaluation(Scope, references, isEarly: true);
        if (Functions.IsCall(resource.Properties, out _, out _))
        {
            return (Whole(evaluation.Value(resource.Properties)), new HashSet<string>());
        }

        var properties = new JsonObject();
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, node) in resource.Properties)
        {
            var before = evaluation.Opened;
            var outcome = evaluation.Value(node);
            if (!outcome.IsNothing)
            {
                properties[name] = outcome.Node;
            }

            if (evaluation.Opened > before)
            {
                open.Add(name);
            }
        }

        return (properties, open);
    }

    /// <summary>The metadata of a resource with every function resolved.</summary>
    public JsonObject? ResolveMetadata(Declared resource, IReferences references) => resource.Metadata is { } metadata
        ? Whole(new Evaluation(Scope, references, isEarly: false).Value(metadata))
        : null;

    /// <summary>The value of an output, and the name under which it is exported, if it is.</summary>
    public (string Value, string? ExportName) Resolve(OutputDeclaration output, IReferences references)
    {
        var evaluation = new Evaluation(Scope, references, isEarly: false);
        var value = Functions.Text(evaluation.Value(output.Value).Node) ?? throw Faults.Format(
            "The Value field of every Outputs member must evaluate to a String and not a List.");
        return (value, output.ExportName is { } export
            ? CheckExportName(output.Name, Functions.Text(evaluation.Value(export).Node))
            : null);
    }

    internal static string CheckExportName(string output, string? name) =>
        name is { Length: > 0 } && name.All(one => char.IsAsciiLetterOrDigit(one) || one is ':' or '-')
            ? name
            : throw OutputSource.Malformed(output);

    private static JsonObject Whole(Outcome outcome) => outcome.Node as JsonObject
        ?? throw new TemplateFault("[/Resources] resource definition is malformed");
}

/// <summary>A resource as the template declares it.</summary>
internal sealed record Declared(string LogicalId, string Type)
{
    /// <summary>The properties, functions and all.</summary>
    public JsonObject Properties { get; init; } = [];

    /// <summary>What has to be there before it: what it names, and what <c>DependsOn</c> says. Sorted.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    public string? DeletionPolicy { get; init; }

    public string? UpdateReplacePolicy { get; init; }

    /// <summary>With every function resolved; these may name parameters and conditions only.</summary>
    public JsonObject? CreationPolicy { get; init; }

    /// <inheritdoc cref="CreationPolicy"/>
    public JsonObject? UpdatePolicy { get; init; }

    public JsonObject? Metadata { get; init; }

    public string? Description { get; init; }
}

/// <summary>An output as the template declares it.</summary>
internal sealed record OutputDeclaration(string Name)
{
    public string? Description { get; init; }

    public required JsonNode Value { get; init; }

    public JsonNode? ExportName { get; init; }
}

/// <summary>What the resources of a stack are, for who refers to them. Null for what is not there (yet).</summary>
internal interface IReferences
{
    string? Ref(string logicalId);

    JsonNode? Attribute(string logicalId, string name);
}
