using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>Binds a template to its parameters: judges rules and conditions, and finds what there is to be.</summary>
internal sealed class Binding
{
    private readonly Scope scope;
    private readonly Sections sections;
    private readonly Evaluation evaluation;
    private readonly Dictionary<string, ResourceSource> live;

    private Binding(Sections sections, Setting setting, IReadOnlyDictionary<string, string> values)
    {
        this.sections = sections;
        scope = new(sections, setting, values);
        evaluation = new(scope, references: null, isEarly: false);
        if (setting.Things is not null)
        {
            RuleChecks.Check(sections.Rules, scope);
        }

        foreach (var condition in sections.Conditions.Keys)
        {
            scope.Holds(condition, "Condition");
        }

        live = sections.Resources.Values.Where(one => Holds(one.Condition))
            .ToDictionary(one => one.LogicalId, StringComparer.Ordinal);
    }

    public static Bound Of(
        Template template, Sections sections, Setting setting, IReadOnlyDictionary<string, string> values)
    {
        var binding = new Binding(sections, setting, values);
        var resources = binding.Resources();
        var outputs = binding.Outputs();
        return new()
        {
            Template = template,
            Scope = binding.scope,
            Parameters = values,
            Resources = resources,
            Outputs = outputs,
            Imports = binding.Imports(resources, outputs),
        };
    }

    private bool Holds(string? condition) => condition is null || scope.Holds(condition, "Condition");

    private List<Declared> Resources()
    {
        var unresolved = new SortedSet<string>(StringComparer.Ordinal);
        var declared = live.Values.Select(one => Declare(one, unresolved)).ToList();
        return unresolved.Count == 0
            ? Dependencies.Order(declared, one => one.LogicalId, one => one.Needs)
            : throw Faults.Unresolved(unresolved, Block.Resources);
    }

    private Declared Declare(ResourceSource source, SortedSet<string> unresolved)
    {
        var names = new SortedSet<string>(source.DependsOn, StringComparer.Ordinal);
        foreach (var part in new[] { source.Properties, source.Metadata })
        {
            Dependencies.Gather(part, condition => scope.Holds(condition, "Fn::If"), names);
            CheckAttributes(part);
        }

        names.RemoveWhere(one => !sections.Resources.ContainsKey(one));
        unresolved.UnionWith(names.Where(one => !live.ContainsKey(one)));
        return new(source.LogicalId, source.Type)
        {
            Properties = source.Properties,
            Needs = [.. names],
            DeletionPolicy = Policy(source, "DeletionPolicy", source.DeletionPolicy) ?? Policies.Unasked(source),
            UpdateReplacePolicy = Policy(source, "UpdateReplacePolicy", source.UpdateReplacePolicy),
            CreationPolicy = Settled(source.CreationPolicy),
            UpdatePolicy = Settled(source.UpdatePolicy),
            Metadata = source.Metadata,
            Description = source.Description,
        };
    }

    private JsonObject? Settled(JsonObject? part) => evaluation.Value(part).Node switch
    {
        null => null,
        JsonObject settled => settled,
        _ => throw Faults.Format("Expected an object"),
    };

    private string? Policy(ResourceSource source, string name, JsonNode? node)
    {
        if (node is null || evaluation.Value(node) is var outcome && outcome.IsNothing)
        {
            return null;
        }

        var policy = Functions.Text(outcome.Node);
        return Policies.Has(name, policy)
            ? Policies.MaySnapshot(source.Type) || policy != "Snapshot" ? policy : throw Faults.Error(
                $"resource type {source.Type} does not support deletion policy Snapshot")
            : throw Faults.Format($"Unrecognized {name} {policy} for resource {source.LogicalId}");
    }

    /// <summary>Whether every attribute that is asked for is one that its type has.</summary>
    private void CheckAttributes(JsonNode? node)
    {
        foreach (var (resource, attribute) in AttributeWalk.In(node, one => scope.Holds(one, "Fn::If")))
        {
            if (live.TryGetValue(resource, out var source)
                && !Attributes.Has(source.Type, scope.Setting.Facts(source.Type), attribute))
            {
                throw Faults.Error($"resource {resource} does not support attribute type {attribute} in Fn::GetAtt");
            }
        }
    }

    private List<OutputDeclaration> Outputs()
    {
        var outputs = sections.Outputs.Values
            .Where(one => Holds(one.Condition))
            .Select(one => one.Declaration)
            .ToList();
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var output in outputs)
        {
            Dependencies.Gather(output.Value, condition => scope.Holds(condition, "Fn::If"), names);
            CheckAttributes(output.Value);
            if (output.ExportName is { } export)
            {
                CheckExportName(output.Name, export);
            }
        }

        names.RemoveWhere(one => !sections.Resources.ContainsKey(one) || live.ContainsKey(one));
        return names.Count == 0 ? outputs : throw Faults.Unresolved(names, Block.Outputs);
    }

    private void CheckExportName(string output, JsonNode export)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Dependencies.Gather(export, condition => scope.Holds(condition, "Fn::If"), names);
        if (names.Overlaps(sections.Resources.Keys))
        {
            return; // Only resources say it; it is looked at when they are there.
        }

        Bound.CheckExportName(output, Functions.Text(evaluation.Value(export).Node));
    }

    private List<string> Imports(List<Declared> resources, List<OutputDeclaration> outputs)
    {
        var names = new List<string>();
        foreach (var part in resources.Select(one => (JsonNode)one.Properties).Concat(outputs.Select(one => one.Value)))
        {
            Gather(part);
        }

        return [.. names.Distinct(StringComparer.Ordinal)];

        void Gather(JsonNode? node)
        {
            if (Functions.IsCall(node, out var function, out var argument))
            {
                if (function == "Fn::ImportValue")
                {
                    names.Add(Functions.Text(evaluation.Value(argument).Node)
                        ?? throw FunctionForms.Fault("Fn::ImportValue"));
                    return;
                }

                if (function == "Fn::If")
                {
                    Gather(argument[scope.Holds(Functions.Text(argument[0])!, "Fn::If") ? 1 : 2]);
                    return;
                }
            }

            foreach (var inner in AttributeWalk.Inner(node))
            {
                Gather(inner);
            }
        }
    }
}
