using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Faultline.Drills.Sites;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using YamlDotNet.RepresentationModel;

namespace Faultline.Drills.Plans;

/// <summary>
/// Reads the YAML of a drill into its plan. Everything that is wrong with it is said at once, each with its line and
/// with what to do. What files it names lie beside it.
/// </summary>
public sealed partial class DrillFile
{
    private readonly string file;
    private readonly Func<string, string> read;
    private readonly Problems problems;

    private DrillFile(string file, Func<string, string> read)
    {
        (this.file, this.read) = (file, read);
        problems = new(file);
    }

    /// <summary>Reads a file of this machine.</summary>
    public static DrillPlan Read(string path)
    {
        try
        {
            return Parse(path, File.ReadAllText(path), File.ReadAllText);
        }
        catch (Exception missing) when (IsUnreadable(missing))
        {
            throw new DrillRefused([$"{path} cannot be read: {missing.Message}"]);
        }
    }

    /// <summary>Reads a text; the files that it names are asked for by their paths.</summary>
    public static DrillPlan Parse(string path, string text, Func<string, string> read)
    {
        var reading = new DrillFile(path, read);
        var plan = Yaml.Read(text, reading.problems) is { } root ? reading.Plan(root) : null;
        return plan is null || reading.problems.Any ? throw new DrillRefused(reading.problems.All) : plan;
    }

    private DrillPlan? Plan(YamlNode root)
    {
        if (IsTemplate(root))
        {
            problems.At(root, "this is a CloudFormation template and no drill. A drill names it, as "
                + $"`stacks: {{ shop: {{ template: {Path.GetFileName(file)} }} }}`.");
            return null;
        }

        if (Fields.Of(root, "a drill", Keys.Drill, problems) is not { } fields)
        {
            return null;
        }

        var region = Region(fields, "us-east-1");
        var plan = new DrillPlan(fields.Needed("name", "lose-a-zone"))
        {
            File = file,
            Says = fields.Text("says") ?? "",
            Region = region,
            Account = Account(fields),
            Stacks = [.. Stacks(fields.Get("stacks"), region)],
            Probes = [.. new WorkloadReading(problems).Read(fields.Get("workload"))],
            Steady = Steady(fields.Get("steady")),
            Strikes = [.. new FaultReading(problems, Beside).Read(fields.Get("faults"))],
            Deletes = fields.OneOf("afterwards", "delete", "delete", "keep") == "delete",
        };
        plan = plan with
        {
            Objectives = AllObjectives(fields.Get("objectives"), plan),
            Before = fields.Span("before") ?? plan.Before,
            RecoverMax = fields.Span("recover") ?? plan.RecoverMax,
            After = fields.Span("after") ?? plan.After,
        };
        Check(plan, fields);
        return plan;
    }

    /// <summary>Whether somebody took the one file for the other.</summary>
    private static bool IsTemplate(YamlNode root) => root is YamlMappingNode { Children: var children }
        && children.ContainsKey("Resources") && !children.ContainsKey("faults");

    private void Check(DrillPlan plan, Fields fields)
    {
        if (plan.Name.Length > 0 && !Name().IsMatch(plan.Name))
        {
            problems.At(fields.Get("name")!, "a drill's name has letters, digits and dashes, as lose-a-zone; not "
                + $"'{plan.Name}'.");
        }

        if (fields.Get("workload") is null or YamlMappingNode { Children.Count: 0 })
        {
            problems.At(fields.Node, "a drill needs a workload: without load nothing can be seen to fail.");
        }

        if (fields.Get("faults") is null or YamlSequenceNode { Children.Count: 0 })
        {
            problems.At(fields.Node, "a drill needs faults: what is to happen, and when.");
        }

        if (plan.Strikes.Length > 0 && plan.Strikes.All(strike => strike.At > TimeSpan.Zero))
        {
            problems.At(fields.Get("faults")!, "the first fault comes at 0s: all hours of a drill count from it.");
        }

        new ReferenceCheck(plan, problems).Of(fields.Node, [.. plan.Stacks.Select(stack => stack.Name)]);
    }

    private string Region(Fields fields, string unless)
    {
        if (fields.Text("region") is not { } name)
        {
            return unless;
        }

        if (!RegionFacts.All.Any(region => region.Name == name))
        {
            var near = Nearest.To(name, RegionFacts.All.Select(region => region.Name));
            problems.At(fields.Get("region")!, $"there is no region '{name}'.{near}");
        }

        return name;
    }

    private string Account(Fields fields)
    {
        const string Default = "000000000000";
        if (fields.Text("account") is not { } account || TwelveDigits().IsMatch(account))
        {
            return fields.Text("account") ?? Default;
        }

        problems.At(fields.Get("account")!, $"an account is twelve digits; not '{account}'. Quote it if it begins "
            + "with a zero.");
        return Default;
    }

    private IEnumerable<StackPlan> Stacks(YamlNode? node, string region)
    {
        foreach (var (name, key, value) in Fields.Entries(node, "stacks", problems))
        {
            if (!StackName().IsMatch(name))
            {
                problems.At(
                    key, $"a stack's name begins with a letter and has letters, digits and dashes; not '{name}'.");
            }
            else if (References.IsTaken(name))
            {
                problems.At(key, $"no stack is called '{name}': ${{{name}.x}} is something of the drill itself.");
            }

            if (Fields.Of(value, $"the stack {name}", Keys.Stack, problems) is not { } fields)
            {
                continue;
            }

            var template = fields.Needed("template", "shop.yaml");
            yield return new(name, Region(fields, region), template, Template(fields, template))
            {
                Parameters = Texts(fields.Get("parameters"), $"the parameters of {name}", problems),
            };
        }
    }

    private string Template(Fields fields, string template)
    {
        if (template.Length == 0)
        {
            return "";
        }

        try
        {
            return Beside(template);
        }
        catch (Exception missing) when (IsUnreadable(missing))
        {
            problems.At(fields.Get("template")!, $"the template cannot be read: {missing.Message}");
            return "";
        }
    }

    /// <summary>The text of a file that the drill names: its path begins where the drill lies.</summary>
    private string Beside(string path) => read(Path.Combine(Path.GetDirectoryName(file) ?? "", path));

    /// <summary>Whether that is what is thrown of a file that cannot be read, or of a path that is none.</summary>
    internal static bool IsUnreadable(Exception why) =>
        why is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    internal static ImmutableSortedDictionary<string, string> Texts(YamlNode? node, string what, Problems problems)
    {
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, _, value) in Fields.Entries(node, what, problems))
        {
            if (value is YamlScalarNode scalar)
            {
                texts[name] = scalar.Value ?? "";
            }
            else
            {
                problems.At(value, $"{name} in {what} is a text.");
            }
        }

        return texts.ToImmutable();
    }

    private SteadyPlan Steady(YamlNode? node)
    {
        var steady = new SteadyPlan();
        return node is null || Fields.Of(node, "steady", Keys.Steady, problems) is not { } fields
            ? steady
            : new()
            {
                Success = fields.Share("success") ?? steady.Success,
                P99 = fields.Span("p99", orNone: false),
                For = fields.Span("for", orNone: false) ?? steady.For,
                Within = fields.Span("within", orNone: false) ?? steady.Within,
            };
    }

    /// <summary>An objective that is judged of nobody would pass whatever happens.</summary>
    private void CheckWriters(Fields own, IReadOnlyCollection<ProbePlan> of)
    {
        foreach (var key in ((string[])["rpo", "lost-writes"]).Where(own.Has))
        {
            if (of.Count > 0 && !of.Any(probe =>
                probe is PostgresWriterPlan or QueueProducerPlan or HttpPlan { ReadBack: not null }))
            {
                problems.At(own.Get(key)!, $"{key} is judged of what writes, and there is nothing that does: "
                    + "postgres-writes, queue-sends, or http with read-back.");
            }
        }
    }

    private Objectives AllObjectives(YamlNode? node, DrillPlan plan)
    {
        if (node is null || Fields.Of(node, "objectives", Keys.Objectives, problems) is not { } fields)
        {
            return new();
        }

        var probes = ImmutableSortedDictionary.CreateBuilder<string, Objectives>(StringComparer.Ordinal);
        foreach (var (name, key, value) in Fields.Entries(fields.Get("probes"), "objectives of probes", problems))
        {
            if (plan.Probes.All(probe => probe.Name != name))
            {
                var known = plan.Probes.Select(probe => probe.Name).ToArray();
                problems.At(key, $"the workload has no probe '{name}'.{Nearest.To(name, known)} It has "
                    + $"{string.Join(", ", known)}.");
            }

            if (Fields.Of(value, $"the objectives of {name}", Keys.ProbeObjectives, problems) is { } own)
            {
                probes[name] = Some(own);
                CheckWriters(own, [.. plan.Probes.Where(probe => probe.Name == name)]);
            }
        }

        CheckWriters(fields, plan.Probes);
        return Some(fields) with { OfProbes = probes.ToImmutable() };
    }

    private static Objectives Some(Fields fields) => new()
    {
        Rto = fields.Span("rto"),
        Rpo = fields.Span("rpo"),
        LostWrites = fields.Whole("lost-writes", 0, long.MaxValue),
        Availability = fields.Share("availability"),
        P99 = fields.Span("p99", orNone: false),
    };

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9-]{0,99}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9-]{0,127}\z")]
    private static partial Regex StackName();

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex TwelveDigits();
}
