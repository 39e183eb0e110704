using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// The functions of rules that ask what there is in the account ("Rule functions", template reference): which types and
/// attributes they know, and what a template asks of them.
/// </summary>
internal static class RuleFunctions
{
    public const string Vpc = "AWS::EC2::VPC::Id";
    public const string Subnet = "AWS::EC2::Subnet::Id";
    public const string SecurityGroup = "AWS::EC2::SecurityGroup::Id";
    public const string TagPrefix = "Tags.";

    /// <summary>"Supported attributes", besides tags.</summary>
    private static readonly FrozenDictionary<string, string[]> attributes = new Dictionary<string, string[]>
    {
        [Vpc] = ["DefaultNetworkAcl", "DefaultSecurityGroup"],
        [Subnet] = ["AvailabilityZone", "VpcId"],
        [SecurityGroup] = [],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The types whose things can be listed here: all but those of services that are not built.</summary>
    private static readonly string[] listed =
    [
        "AWS::EC2::AvailabilityZone::Name", "AWS::EC2::Image::Id", "AWS::EC2::Instance::Id",
        "AWS::EC2::KeyPair::KeyName", "AWS::EC2::SecurityGroup::GroupName", SecurityGroup, Subnet, Vpc,
        "AWS::EC2::Volume::Id",
    ];

    /// <summary>Whether a call asks for something that there is; its form is right.</summary>
    public static void Check(string function, string type, string? attribute)
    {
        if (attribute is null)
        {
            if (!listed.Contains(type))
            {
                throw Faults.Error(
                    $"{function} does not support parameter type {type}. It supports {string.Join(", ", listed)}.");
            }
        }
        else if (!attributes.TryGetValue(type, out var known))
        {
            throw Faults.Error(
                $"{function} does not support parameter type {type}. It supports "
                + $"{string.Join(", ", attributes.Keys.Order(StringComparer.Ordinal))}.");
        }
        else if (!known.Contains(attribute) && !IsTag(attribute))
        {
            throw Faults.Error(
                $"{function} does not support attribute {attribute} of parameter type {type}. It supports "
                + $"{string.Join(", ", [.. known, $"{TagPrefix}KEY"])}.");
        }
    }

    public static bool IsTag(string attribute) =>
        attribute.Length > TagPrefix.Length && attribute.StartsWith(TagPrefix, StringComparison.Ordinal);

    /// <summary>The types that the rules of a template ask for, with the attributes that they want of each.</summary>
    public static Dictionary<string, HashSet<string>> Asked(
        JsonNode? rules, IReadOnlyList<ParameterDeclaration> parameters)
    {
        var asked = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        Visit(rules);
        return asked;

        void Visit(JsonNode? node)
        {
            if (Functions.IsCall(node, out var function, out var argument))
            {
                switch (function)
                {
                    case "Fn::RefAll":
                        Add(Functions.Text(argument), null);
                        break;
                    case "Fn::ValueOf" when argument is JsonArray { Count: 2 } pair:
                        var name = Functions.Text(pair[0]);
                        Add(parameters.FirstOrDefault(one => one.Name == name)?.ItemType, Functions.Text(pair[1]));
                        break;
                    case "Fn::ValueOfAll" when argument is JsonArray { Count: 2 } pair:
                        Add(Functions.Text(pair[0]), Functions.Text(pair[1]));
                        break;
                }
            }

            foreach (var inner in AttributeWalk.Inner(node))
            {
                Visit(inner);
            }
        }

        void Add(string? type, string? attribute)
        {
            if (type is null)
            {
                return; // It is refused where it is checked.
            }

            if (!asked.TryGetValue(type, out var wanted))
            {
                asked.Add(type, wanted = new(StringComparer.Ordinal));
            }

            if (attribute is not null)
            {
                wanted.Add(attribute);
            }
        }
    }
}
