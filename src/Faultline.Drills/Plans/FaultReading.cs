using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Faultline.Drills.Running;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Services.Fis.Scenarios;
using Faultline.Wire;
using Faultline.Wire.Routing;
using Faultline.Wire.Shapes;
using YamlDotNet.RepresentationModel;

namespace Faultline.Drills.Plans;

/// <summary>
/// Reads what is done to the system: each by the one key that says by which door, with the parameters of its kind.
/// </summary>
/// <param name="beside">Reads a file that lies beside the drill.</param>
internal sealed class FaultReading(Problems problems, Func<string, string> beside)
{
    private static readonly string[] places = ["zone", "place", "from", "to"];

    public IEnumerable<StrikePlan> Read(YamlNode? node)
    {
        foreach (var item in Fields.Items(node, "faults", problems))
        {
            if (Strike(item) is { } strike)
            {
                yield return strike;
            }
        }
    }

    private StrikePlan? Strike(YamlNode node)
    {
        var keys = (node as YamlMappingNode)?.Children.Keys.OfType<YamlScalarNode>().Select(each => each.Value!)
            .ToArray() ?? [];
        var kinds = keys.Where(Keys.Strikes.Contains).ToArray();
        if (kinds is not [var kind])
        {
            var near = string.Concat(keys.Where(each => !Keys.Strike.Contains(each))
                .Select(each => Nearest.To(each, Keys.Strikes)).Take(1));
            problems.At(node, $"what strikes has one of {string.Join(", ", Keys.Strikes)}.{near}");
            return null;
        }

        // By its value: a key may have a tag, too.
        var name = kind != "fault" ? null : (node as YamlMappingNode)!.Children
            .First(each => each.Key is YamlScalarNode { Value: "fault" }).Value.ToString();
        var parameters = name is null ? [] : FaultKind.Find(name)?.Parameters.Select(each => each.Name).ToArray();
        if (parameters is null)
        {
            problems.At(node, $"there is no fault '{name}'.{Nearest.To(name!, FaultKind.All.Select(each => each.Name))}"
                + " docs/faults.md has them all.");
            return null;
        }

        if (Fields.Of(node, name ?? $"{kind} in faults", [kind, .. Keys.OfStrike(kind), .. parameters], problems)
            is not { } fields)
        {
            return null;
        }

        fields.Needed("at", "0s");
        var at = fields.Span("at") ?? default;
        StrikePlan? strike = kind switch
        {
            "fault" => Fault(fields, at, FaultKind.Find(name!)!),
            "scenario" => Scenario(fields, at),
            "fis" => Template(fields) is { } template ? new ExperimentStrike(at, template) : null,
            "call" => Call(fields, at),
            _ => Sql(fields, at),
        };
        return strike is null ? null : strike with { Says = fields.Text("says") ?? "" };
    }

    private FaultStrike Fault(Fields fields, TimeSpan at, FaultKind kind)
    {
        foreach (var parameter in kind.Parameters.Where(each => each.Needed && !fields.Has(each.Name)))
        {
            problems.At(fields.Node, $"{kind.Name} needs {parameter.Name}: {parameter.Says}.");
        }

        var given = kind.Parameters
            .Where(parameter => fields.Has(parameter.Name))
            .ToImmutableSortedDictionary(
                parameter => parameter.Name, parameter => Value(fields, parameter.Name), StringComparer.Ordinal);
        if (kind.Parameters.All(each => !each.Needed || fields.Has(each.Name)))
        {
            foreach (var problem in FaultValues.Problems(kind, given))
            {
                problems.At(fields.Node, $"{kind.Name}: {problem}");
            }
        }

        return new(at, kind.Name, given) { For = fields.Span("for", orNone: false) };
    }

    /// <summary>
    /// A zone by a letter is one of the region's, whatever their ids are; a share may be written as percents.
    /// </summary>
    private static string Value(Fields fields, string name)
    {
        var text = fields.Text(name) ?? "";
        return places.Contains(name) && text is [>= 'a' and <= 'f'] ? $"${{zone.{text}}}"
            : text is [.. var digits, '%']
                && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
                ? (percent / 100).ToString(CultureInfo.InvariantCulture)
            : text;
    }

    private string? Template(Fields fields)
    {
        if (fields.Get("fis") is YamlMappingNode inline)
        {
            var shape = Catalog.Default.ById("fis")!.Model.Find("CreateExperimentTemplate")!.Input!;
            return ShapedJson.Of(inline, shape, problems, isWhole: false);
        }

        try
        {
            var template = beside(fields.Text("fis") ?? "");
            using var read = JsonDocument.Parse(template);
            return template;
        }
        catch (JsonException broken)
        {
            problems.At(fields.Get("fis") ?? fields.Node, $"the experiment template is no JSON: {broken.Message}");
            return null;
        }
        catch (Exception missing) when (DrillFile.IsUnreadable(missing))
        {
            problems.At(fields.Get("fis") ?? fields.Node, $"the experiment template cannot be read: {missing.Message}");
            return null;
        }
    }

    private ScenarioStrike Scenario(Fields fields, TimeSpan at)
    {
        var name = fields.Text("scenario") ?? "";
        if (ScenarioLibrary.Find(name) is not { } found)
        {
            problems.At(fields.Node, $"there is no scenario '{name}'."
                + $"{Nearest.To(name, ScenarioLibrary.All.Select(each => each.Name))} `faultline scenario list` lists "
                + "them.");
        }
        else if (found.Lacks is { } lacks)
        {
            problems.At(fields.Node, $"the scenario {found.Name} cannot be played here: it needs {lacks}.");
        }

        return new(at, name, DrillFile.Texts(fields.Get("with"), "with", problems));
    }

    private SqlStrike? Sql(Fields fields, TimeSpan at)
    {
        if (fields.Get("database") is { } node)
        {
            return WorkloadReading.Database(node, "database", problems) is { } database
                ? new(at, database, fields.Text("sql") ?? "") : null;
        }

        problems.At(fields.Node, "sql needs a database: where it is, and who comes.");
        return null;
    }

    private CallStrike? Call(Fields fields, TimeSpan at)
    {
        var operation = Operation(fields, fields.Node);
        var then = fields.Get("then") is { } node ? Then(node) : null;
        var (step, isRecovery) = (fields.Text("step"), fields.Flag("recovers"));
        if (step is not null && !isRecovery)
        {
            problems.At(fields.Get("step")!, "what is a step of the runbook puts things right: say recovers: true.");
        }

        return operation is not var (service, found) ? null : new(
            at, service, found.Name, Input(fields, found))
        {
            Region = Region(fields),
            IsRecovery = isRecovery,
            Step = step,
            Then = then,
        };
    }

    private string? Region(Fields fields)
    {
        var name = fields.Text("region");
        if (name is not null && !name.Contains("${", StringComparison.Ordinal)
            && !RegionFacts.All.Any(region => region.Name == name))
        {
            problems.At(fields.Get("region")!, $"there is no region '{name}'."
                + Nearest.To(name, RegionFacts.All.Select(region => region.Name)));
        }

        return name;
    }

    private WaitPlan? Then(YamlNode node)
    {
        if (Fields.Of(node, "then", Keys.Then, problems) is not { } fields)
        {
            return null;
        }

        var operation = Operation(fields, node);
        var path = fields.Needed("path", "DBInstances[0].DBInstanceStatus");
        var value = fields.Needed("is", "available");
        if (operation is not var (service, found))
        {
            return null;
        }

        foreach (var each in DrillFile.Texts(fields.Get("keep"), "keep", problems).Values.Prepend(path)
            .Where(each => each.Length > 0 && !each.Contains("${", StringComparison.Ordinal)))
        {
            if (AnswerPath.Lacks(found.Output, each) is { } lacks)
            {
                problems.At(node, lacks);
            }
        }

        var plan = new WaitPlan(service, found.Name, Input(fields, found), path, value)
        {
            Keep = DrillFile.Texts(fields.Get("keep"), "keep", problems),
        };
        return fields.Span("within", orNone: false) is { } within ? plan with { Within = within } : plan;
    }

    private string Input(Fields fields, Operation operation)
    {
        if (operation.Input is not { } shape)
        {
            return "{}";
        }

        if (fields.Get("input") is { } input)
        {
            return ShapedJson.Of(input, shape, problems);
        }

        ShapedJson.CheckNeeded(fields.Node, shape, problems);
        return "{}";
    }

    private (string Service, Operation Operation)? Operation(Fields fields, YamlNode node)
    {
        var text = fields.Needed("call", "rds:RebootDBInstance");
        if (text.Split(':') is not [var service, var operation])
        {
            problems.At(node, $"a call is SERVICE:OPERATION, as rds:RebootDBInstance; not '{text}'.");
            return null;
        }

        if (Catalog.Default.ById(service) is not { } known || known.Model.OperationNames.Length == 0)
        {
            var built = Catalog.Default.Services.Where(each => each.Model.OperationNames.Length > 0);
            var near = Nearest.To(service, built.Select(each => each.Id));
            problems.At(node, $"there is no service '{service}' here.{near}");
            return null;
        }

        if (known.Model.Find(operation) is not { } found)
        {
            problems.At(
                node, $"{service} has no {operation} here.{Nearest.To(operation, known.Model.OperationNames)}");
            return null;
        }

        return (service, found);
    }
}
