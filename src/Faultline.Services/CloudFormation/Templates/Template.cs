using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// A template as it is written, JSON or YAML. Pure: it knows no stack, asks nobody, and reads the same to the same each
/// time.
/// </summary>
internal sealed class Template
{
    /// <summary>"CloudFormation quotas": template body size in a request.</summary>
    public const int BodyBytesMax = 51_200;

    /// <summary>"CloudFormation quotas": template body size in an S3 object.</summary>
    public const int ObjectBytesMax = 1_000_000;

    private static readonly JsonSerializerOptions asItIs = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private JsonObject root = [];

    /// <summary>What was read of it, and whether that holds whatever parameters say.</summary>
    private Sections? known;
    private bool isSettled;

    /// <summary>The text that it was read from.</summary>
    public string Body { get; private init; } = "";

    public string? Description { get; private init; }

    /// <summary>The format version that it states, if any.</summary>
    public string? Version { get; private init; }

    public JsonNode? Metadata { get; private init; }

    /// <summary>The names of the transforms at the top, as in <c>AWS::LanguageExtensions</c>.</summary>
    public IReadOnlyList<string> Transforms { get; private init; } = [];

    /// <summary>In the order of the template.</summary>
    public IReadOnlyList<ParameterDeclaration> Parameters { get; private init; } = [];

    /// <summary>The types of all resources, whatever their conditions, each once.</summary>
    public IReadOnlyList<string> ResourceTypes { get; private set; } = [];

    /// <summary>
    /// Every resource with its type, whatever its condition, in the order of the template. Those of a loop over what
    /// only parameters say are not among them.
    /// </summary>
    public IReadOnlyList<(string LogicalId, string Type)> AllResources { get; private set; } = [];

    /// <summary>The properties of a resource as they are written, functions and all.</summary>
    public JsonObject? PropertiesOf(string logicalId) => known?.Resources.GetValueOrDefault(logicalId)?.Properties;

    /// <summary>Its outputs as they are written; null where it has none.</summary>
    public string? OutputsText => root["Outputs"]?.ToJsonString();

    /// <summary>What its rules ask of the account: types of parameters, with the attributes wanted of each.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> Asked => RuleFunctions.Asked(root["Rules"], Parameters);

    /// <summary>Reads and checks all that can be said without parameters. Throws <see cref="TemplateFault"/>.</summary>
    public static Template Read(string body)
    {
        var root = TemplateText.Read(body);
        TemplateHead.Check(root);
        var template = new Template
        {
            Body = body,
            root = root,
            Version = Functions.Text(root["AWSTemplateFormatVersion"]),
            Description = Functions.Text(root[nameof(Description)]),
            Metadata = root[nameof(Metadata)],
            Transforms = Templates.Transforms.Read(root["Transform"]),
            Parameters = ParameterReading.Read(root[nameof(Parameters)]),
        };
        template.ReadResources();
        return template;
    }

    /// <summary>
    /// Gives parameters their values, judges rules and conditions, and says which resources there are. Throws
    /// <see cref="TemplateFault"/> in CloudFormation's words.
    /// </summary>
    public Bound Bind(Setting setting)
    {
        if (Transforms.FirstOrDefault(one => one != Templates.Transforms.Extensions) is { } foreign)
        {
            throw Templates.Transforms.NotBuilt(foreign);
        }

        var values = ParameterValues.Of(Parameters, setting);
        return Binding.Of(this, SectionsFor(setting, values), setting, values);
    }

    /// <summary>
    /// The template with its transforms gone through: the text itself where it has none. Throws
    /// <see cref="TemplateFault"/> where it cannot be bound.
    /// </summary>
    public string Processed(Setting setting)
    {
        if (!IsExtended)
        {
            return Body;
        }

        var values = ParameterValues.Of(Parameters, setting);
        var expanded = Loops.Expand(root, Evaluator(setting, values), skipped: null);
        return Processing.Of(expanded, new(SectionsFor(setting, values), setting, values)).ToJsonString(asItIs);
    }

    private Dictionary<string, ParameterDeclaration> ByName() =>
        Parameters.ToDictionary(one => one.Name, StringComparer.Ordinal);

    private bool IsExtended => Transforms.Contains(Templates.Transforms.Extensions);

    /// <summary>With loops written out; they may go over parameters.</summary>
    private Sections SectionsFor(Setting setting, IReadOnlyDictionary<string, string> values)
    {
        if (isSettled)
        {
            return known!;
        }

        var expanded = Loops.Expand(root, Evaluator(setting, values), skipped: null);
        var found = Sections.Read(expanded, ByName(), isExtended: true);
        FunctionChecks.Check(found);
        return found;
    }

    private void ReadResources()
    {
        if (Transforms.Any(one => one != Templates.Transforms.Extensions))
        {
            // What another transform makes of it nobody knows.
            AllResources = Unchecked();
            ResourceTypes = Distinct(AllResources.Select(one => one.Type));
            return;
        }

        var skipped = new List<JsonObject>();
        var expanded = IsExtended ? Loops.Expand(root, Evaluator(Nowhere, Defaults()), skipped.Add) : root;
        var found = skipped.Count > 0 && expanded["Resources"] is JsonObject { Count: 0 }
            ? null
            : Sections.Read(expanded, ByName(), IsExtended);
        if (found is not null && skipped.Count == 0)
        {
            FunctionChecks.Check(found);
            CheckCircles(found);
        }

        // With loops there is a reading for each set of parameters.
        (known, isSettled) = (found, !IsExtended);
        AllResources = [.. found?.Resources.Values.Select(one => (one.LogicalId, one.Type)) ?? []];
        ResourceTypes = Distinct(AllResources.Select(one => one.Type).Concat(skipped.SelectMany(TypesIn)));
    }

    /// <summary>Circles that are there whatever conditions say.</summary>
    private static void CheckCircles(Sections found)
    {
        var certain = found.Resources.Values.Where(one => one.Condition is null).ToList();
        Dependencies.Order(certain, one => one.LogicalId, one =>
        {
            var names = new HashSet<string>(one.DependsOn, StringComparer.Ordinal);
            Dependencies.Gather(one.Properties, holds: null, names);
            return names;
        });
    }

    private List<(string LogicalId, string Type)> Unchecked() => root["Resources"] is JsonObject all
        ? [.. all.Select(one => (one.Key, Functions.Text((one.Value as JsonObject)?["Type"]) ?? ""))]
        : [];

    private static IEnumerable<string> TypesIn(JsonNode body) => body is JsonObject members
        ? members.SelectMany(one => Functions.Text((one.Value as JsonObject)?["Type"]) is { } type
            ? [type]
            : (one.Value as JsonArray)?[^1] is { } inner ? TypesIn(inner) : [])
        : [];

    private static List<string> Distinct(IEnumerable<string> types) =>
        [.. types.Where(one => one.Length > 0).Distinct(StringComparer.Ordinal)];

    private Dictionary<string, string> Defaults() => Parameters
        .Where(one => one.Default is not null && !one.IsStored)
        .ToDictionary(one => one.Name, one => one.Default!, StringComparer.Ordinal);

    private Func<JsonNode, Outcome> Evaluator(Setting setting, IReadOnlyDictionary<string, string> values)
    {
        var plain = Sections.Read(
            new JsonObject
            {
                ["Mappings"] = root["Mappings"]?.DeepClone(),
                ["Resources"] = new JsonObject { ["None"] = new JsonObject { ["Type"] = "None" } },
            },
            ByName(),
            isExtended: true);
        var scope = new Scope(plain, setting, values);
        return node =>
        {
            try
            {
                return new Evaluation(scope, references: null, isEarly: false).Value(node);
            }
            catch (TemplateFault)
            {
                return Outcome.Open; // It needs what is not known here, and is checked where it stands.
            }
        };
    }

    private static Setting Nowhere => new()
    {
        Account = "",
        Region = "",
        StackName = "",
        StackId = "",
        Zones = static _ => throw new TemplateFault("Zones are those of a region."),
    };
}

/// <summary>
/// What is wrong with a template or its parameters, in CloudFormation's words: a <c>ValidationError</c>.
/// </summary>
internal sealed class TemplateFault(string message) : Exception(message);
