using System.Globalization;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

// The functions that make lists, and that take something out of them.
internal sealed partial class Evaluation
{
    private Outcome Split(JsonArray list)
    {
        if (!TryText(list[0], "Fn::Split", out var delimiter) || !TryText(list[1], "Fn::Split", out var text))
        {
            return Outcome.Open;
        }

        return delimiter.Length > 0 ? Texts(text.Split(delimiter)) : throw FunctionForms.Fault("Fn::Split");
    }

    private Outcome Select(JsonArray list)
    {
        if (!TryText(list[0], "Fn::Select", out var at))
        {
            return Outcome.Open;
        }

        if (!int.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            throw FunctionForms.Fault("Fn::Select");
        }

        if (!TryList(list[1], "Fn::Select", out var items))
        {
            return Outcome.Open;
        }

        if (index < 0 || index >= items.Count)
        {
            throw Faults.Error($"Fn::Select cannot select nonexistent value at index {index}");
        }

        return items[index] is { } item ? item.DeepClone() : Outcome.Open;
    }

    private Outcome FindInMap(JsonArray list)
    {
        if (!TryText(list[0], "Fn::FindInMap", out var map)
            || !TryText(list[1], "Fn::FindInMap", out var key)
            || !TryText(list[2], "Fn::FindInMap", out var name))
        {
            return Outcome.Open;
        }

        var otherwise = list.Count > 3 ? list[3]!["DefaultValue"] : null;
        var isThere = scope.Sections.Mappings.TryGetValue(map, out var mapping);
        if (mapping?[key]?[name] is { } found)
        {
            return Value(found);
        }

        return otherwise is not null ? Value(otherwise) : throw (isThere
            ? Faults.Error($"Unable to get mapping for {map}::{key}::{name}")
            : Faults.Error($"Mapping named '{map}' is not present in the 'Mappings' section of template."));
    }

    private Outcome Cidr(JsonArray list)
    {
        if (!TryText(list[0], "Fn::Cidr", out var block) || !TryNumber(list[1], out var count))
        {
            return Outcome.Open;
        }

        var bits = 0;
        if (list.Count > 2 && !TryNumber(list[2], out bits))
        {
            return Outcome.Open;
        }

        return list.Count > 2 ? Texts(Cidrs.Divide(block, count, bits)) : throw FunctionForms.Fault("Fn::Cidr");
    }

    private bool TryNumber(JsonNode? node, out int number)
    {
        number = 0;
        return TryText(node, "Fn::Cidr", out var text)
            && (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
                ? true
                : throw FunctionForms.Fault("Fn::Cidr"));
    }

    private Outcome Zones(JsonNode argument)
    {
        var outcome = Value(argument);
        if (outcome.IsOpen)
        {
            return Outcome.Open;
        }

        var region = outcome.IsNothing
            ? ""
            : Functions.Text(outcome.Node) ?? throw FunctionForms.Fault("Fn::GetAZs");
        return Texts(scope.Setting.Zones(region.Length == 0 ? scope.Setting.Region : region));
    }

    private Outcome Length(JsonNode argument) => TryList(argument, "Fn::Length", out var list)
        ? JsonValue.Create(list.Count)
        : Outcome.Open;

    private Outcome Texts(IEnumerable<string> texts)
    {
        var list = new JsonArray();
        foreach (var text in texts)
        {
            Produce(text.Length);
            list.Add(text);
        }

        return list;
    }
}
