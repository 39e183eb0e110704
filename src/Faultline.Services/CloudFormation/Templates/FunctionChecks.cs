using System.Globalization;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// Whether the functions in the sections of a template are such that there are, stand where they may, have the form
/// that they must have and name what there is. Needs no parameters' values.
/// </summary>
internal sealed class FunctionChecks(Sections sections)
{
    private readonly List<string> path = [];
    private readonly List<string> unresolved = [];
    private string block = "";
    private bool isInImport;

    /// <summary>Throws the first that is wrong.</summary>
    public static void Check(Sections sections) => new FunctionChecks(sections).All();

    private void All()
    {
        Begin(Block.Rules);
        foreach (var rule in sections.Rules)
        {
            if (rule.Condition is not null)
            {
                Judged(rule.Condition);
            }

            foreach (var assertion in rule.Assertions)
            {
                Judged(assertion.Assert);
            }
        }

        End();
        Begin(Block.Conditions);
        foreach (var (name, condition) in sections.Conditions)
        {
            In(name, condition, Judged);
        }

        End();
        Begin(Block.Resources);
        foreach (var resource in sections.Resources.Values)
        {
            path.Add(resource.LogicalId);
            Resource(resource);
            path.RemoveAt(path.Count - 1);
        }

        End();
        Begin(Block.Outputs);
        foreach (var (name, output) in sections.Outputs)
        {
            Condition(output.Condition);
            In(name, output.Declaration.Value, Visit);
            if (output.Declaration.ExportName is { } export)
            {
                In(name, export, Visit);
            }
        }

        End();
    }

    private void Resource(ResourceSource resource)
    {
        Condition(resource.Condition);
        foreach (var needed in resource.DependsOn.Where(one => !sections.Resources.ContainsKey(one)))
        {
            Unresolved(needed);
        }

        In("Properties", resource.Properties, Visit);
        foreach (var (name, part) in new[]
        {
            ("Metadata", (JsonNode?)resource.Metadata), ("DeletionPolicy", resource.DeletionPolicy),
            ("UpdateReplacePolicy", resource.UpdateReplacePolicy), ("CreationPolicy", resource.CreationPolicy),
            ("UpdatePolicy", resource.UpdatePolicy),
        })
        {
            if (part is not null)
            {
                In(name, part, Visit);
            }
        }
    }

    private void Condition(string? name)
    {
        if (name is not null && !sections.Conditions.ContainsKey(name))
        {
            throw Faults.UnresolvedCondition(name, block);
        }
    }

    private void Judged(JsonNode? node)
    {
        if (node is JsonObject { Count: 1 } reference && reference["Condition"] is { } condition)
        {
            if (block == Block.Rules)
            {
                throw Misplaced("Condition");
            }

            Condition(Functions.Text(condition) ?? throw Faults.Error("every Condition member must be a string."));
            return;
        }

        if (!Functions.IsCall(node, out var function, out var argument))
        {
            throw FunctionForms.NoJudgement();
        }

        Known(function);
        if (Functions.IsOfRules(function) && block != Block.Rules)
        {
            throw Misplaced(function);
        }

        if (!Functions.Judges(function) && !Functions.JudgesInRules(function))
        {
            throw FunctionForms.NoJudgement();
        }

        FunctionForms.Check(function, argument, sections.IsExtended);
        foreach (var one in argument as JsonArray ?? [])
        {
            if (function is "Fn::And" or "Fn::Or" or "Fn::Not")
            {
                Judged(one);
            }
            else
            {
                Visit(one);
            }
        }
    }

    private void Visit(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray items:
                for (var index = 0; index < items.Count; index++)
                {
                    In(index.ToString(CultureInfo.InvariantCulture), items[index], Visit);
                }

                break;
            case JsonObject members when Functions.IsCall(members, out var function, out var argument):
                Call(function, argument);
                break;
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    if (name.StartsWith("Fn::", StringComparison.Ordinal))
                    {
                        Known(name);
                        throw name == "Fn::Transform" ? Transforms.NotBuilt(name) : Faults.Format(
                            $"{name} must be the only member of its object. ({Place()})");
                    }

                    In(name, value, Visit);
                }

                break;
        }
    }

    private void Call(string function, JsonNode argument)
    {
        Known(function);
        if (!MayStand(function))
        {
            throw Misplaced(function);
        }

        FunctionForms.Check(function, argument, sections.IsExtended);
        switch (function)
        {
            case "Ref":
                Named(Functions.Text(argument)!);
                return;
            case "Fn::GetAtt":
                var resource = Functions.AttributeNames(argument)?.Resource ?? Functions.Text(argument[0])!;
                if (!sections.Resources.ContainsKey(resource))
                {
                    throw Faults.Error($"instance of Fn::GetAtt references undefined resource {resource}");
                }

                break;
            case "Fn::Sub":
                Substituted(argument);
                return;
            case "Fn::If" when !sections.Conditions.ContainsKey(Functions.Text(argument[0])!):
                throw Faults.Error($"unresolved condition dependency {Functions.Text(argument[0])} in Fn::If");
            case "Fn::FindInMap":
                Mapped(argument.AsArray());
                break;
            case "Fn::RefAll" or "Fn::ValueOf" or "Fn::ValueOfAll":
                Asked(function, argument);
                return;
            case "Fn::ImportValue":
                isInImport = true;
                In(function, argument, Visit);
                isInImport = false;
                return;
        }

        In(function, argument, Visit);
    }

    private void Asked(string function, JsonNode argument)
    {
        var pair = argument as JsonArray;
        var (of, attribute) = (Functions.Text(pair is null ? argument : pair[0])!, pair?[1]);
        if (function != "Fn::ValueOf")
        {
            RuleFunctions.Check(function, of, Functions.Text(attribute));
        }
        else if (sections.Parameters.TryGetValue(of, out var parameter))
        {
            RuleFunctions.Check(function, parameter.ItemType, Functions.Text(attribute));
        }
        else
        {
            Unresolved(of);
        }
    }

    private void Substituted(JsonNode argument)
    {
        var list = argument as JsonArray;
        var given = list?[1] as JsonObject;
        foreach (var part in SubText.Parse(Functions.Text(list is null ? argument : list[0])!))
        {
            if (!part.IsVariable || given?.ContainsKey(part.Text) == true)
            {
                continue;
            }

            var dot = part.Text.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0)
            {
                Named(part.Text);
            }
            else if (!sections.Resources.ContainsKey(part.Text[..dot]) || block is Block.Conditions or Block.Rules)
            {
                throw Faults.Error($"instance of Fn::Sub references invalid resource attribute {part.Text}");
            }
        }

        if (given is not null)
        {
            In("Fn::Sub", given, Visit);
        }
    }

    private void Mapped(JsonArray list)
    {
        if (Functions.Text(list[0]) is { } map && list.Count == 3 && !sections.Mappings.ContainsKey(map))
        {
            throw Faults.Error($"Mapping named '{map}' is not present in the 'Mappings' section of template.");
        }
    }

    private void Named(string name)
    {
        if (sections.Parameters.ContainsKey(name) || PseudoParameters.Has(name))
        {
            return;
        }

        if (isInImport)
        {
            throw Faults.Error(
                "the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs");
        }

        if (!sections.Resources.ContainsKey(name) || block is Block.Conditions or Block.Rules)
        {
            Unresolved(name);
        }
    }

    private bool MayStand(string function)
    {
        if (isInImport && function is ("Fn::GetAtt" or "Fn::ImportValue" or "Fn::GetAZs"))
        {
            throw Faults.Error(
                "the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs");
        }

        if (Functions.IsExtension(function) && !sections.IsExtended)
        {
            return false;
        }

        return block is Block.Conditions or Block.Rules
            ? function is not ("Fn::GetAtt" or "Fn::ImportValue" or "Fn::If" or "Fn::Base64" or "Fn::GetAZs")
                && !Functions.Judges(function)
                && (!Functions.IsOfRules(function)
                    || (block == Block.Rules && !Functions.JudgesInRules(function)))
            : !Functions.Judges(function) && !Functions.IsOfRules(function);
    }

    private void Known(string function)
    {
        if (function.StartsWith(Functions.ForEach, StringComparison.Ordinal))
        {
            throw Misplaced("Fn::ForEach");
        }

        if (!Functions.IsKnown(function))
        {
            throw Functions.Unsupported(function, Place());
        }
    }

    private TemplateFault Misplaced(string function) => Faults.Format(
        $"Following functions are not supported in the {block} block of the template: [{function}].");

    private void Unresolved(string name)
    {
        if (!unresolved.Contains(name))
        {
            unresolved.Add(name);
        }
    }

    private void In(string name, JsonNode? node, Action<JsonNode?> visit)
    {
        path.Add(name);
        visit(node);
        path.RemoveAt(path.Count - 1);
    }

    private void Begin(string name)
    {
        block = name;
        path.Add(name);
    }

    private void End()
    {
        path.Clear();
        if (unresolved.Count > 0)
        {
            throw block is Block.Conditions or Block.Rules
                ? Faults.Format($"Unresolved dependencies [{string.Join(", ", unresolved)}]. "
                    + $"Cannot reference resources in the {block} block of the template")
                : Faults.Unresolved(unresolved, block);
        }
    }

    private string Place() => "/" + string.Join('/', path);
}
