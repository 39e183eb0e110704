using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>Reads the section of parameters.</summary>
internal static class ParameterReading
{
    /// <summary>"CloudFormation quotas": parameters in a template.</summary>
    private const int CountMax = 200;

    private static readonly string[] ofEc2 =
    [
        "AWS::EC2::AvailabilityZone::Name", "AWS::EC2::Image::Id", "AWS::EC2::Instance::Id",
        "AWS::EC2::SecurityGroup::GroupName", "AWS::EC2::SecurityGroup::Id", "AWS::EC2::Subnet::Id",
        "AWS::EC2::Volume::Id", "AWS::EC2::VPC::Id", "AWS::Route53::HostedZone::Id",
    ];

    /// <summary>"Parameters section": the types that there are.</summary>
    private static readonly FrozenSet<string> types = Types().ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> members = new[]
    {
        "Type", "Default", "Description", "NoEcho", "AllowedValues", "AllowedPattern", "MinLength", "MaxLength",
        "MinValue", "MaxValue", "ConstraintDescription",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static List<ParameterDeclaration> Read(JsonNode? section)
    {
        if (section is null)
        {
            return [];
        }

        var all = section as JsonObject ?? throw Faults.Format("Parameters must be an object.");
        if (all.Count > CountMax)
        {
            throw Faults.Format($"Parameter count {all.Count} is greater than max allowed {CountMax}");
        }

        return [.. all.Select(one => Parameter(one.Key, one.Value))];
    }

    private static ParameterDeclaration Parameter(string name, JsonNode? node)
    {
        Names.Check("Parameter", name);
        var facts = node as JsonObject ?? throw Faults.Format("Any Parameters member must be an object.");
        if (facts.FirstOrDefault(one => !members.Contains(one.Key)).Key is { } odd)
        {
            throw new TemplateFault($"Invalid template parameter property '{odd}'");
        }

        var type = Functions.Text(facts["Type"])
            ?? throw Faults.Format("Every Parameters object must contain a Type member.");
        if (!types.Contains(type))
        {
            throw Faults.Format($"Unrecognized parameter type: {type}");
        }

        var parameter = new ParameterDeclaration(name, type)
        {
            Default = Text(facts, "Default"),
            Description = Text(facts, "Description"),
            NoEcho = string.Equals(Text(facts, "NoEcho"), "true", StringComparison.OrdinalIgnoreCase),
            AllowedValues = Allowed(facts["AllowedValues"]),
            AllowedPattern = Text(facts, "AllowedPattern"),
            MinLength = Length(facts, "MinLength"),
            MaxLength = Length(facts, "MaxLength"),
            MinValue = Bound(facts, "MinValue"),
            MaxValue = Bound(facts, "MaxValue"),
            ConstraintDescription = Text(facts, "ConstraintDescription"),
        };
        if (parameter.Default is { } value)
        {
            ParameterChecks.Check(parameter, value);
        }

        return parameter;
    }

    private static string? Text(JsonObject facts, string name) => facts[name] is not { } node
        ? null
        : Functions.Text(node) ?? throw Faults.Format($"Every {name} member must be a string.");

    private static List<string> Allowed(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => [.. list.Select(one =>
            Functions.Text(one) ?? throw Faults.Format("Every AllowedValues value must be a string."))],
        _ => throw Faults.Format("Every AllowedValues member must be a list."),
    };

    private static int? Length(JsonObject facts, string name) => Text(facts, name) is not { } text
        ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Faults.Format($"Every {name} member must be a non-negative integer.");

    private static double? Bound(JsonObject facts, string name) => Text(facts, name) is not { } text
        ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Faults.Format($"Every {name} member must be a number.");

    private static IEnumerable<string> Types()
    {
        string[] values =
        [
            "String", "List<String>", "CommaDelimitedList", .. ofEc2, .. ofEc2.Select(one => $"List<{one}>"),
            "AWS::EC2::KeyPair::KeyName",
        ];
        return
        [
            "Number", "List<Number>", "AWS::SSM::Parameter::Name", .. values,
            .. values.Select(one => $"AWS::SSM::Parameter::Value<{one}>"),
        ];
    }
}
