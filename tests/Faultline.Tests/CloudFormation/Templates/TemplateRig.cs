using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Services.Provisioning;
using Faultline.Tests.Tidy;

namespace Faultline.Tests.CloudFormation.Templates;

/// <summary>Templates in one stack of one account, whose resources are called after their names in it.</summary>
internal static class TemplateRig
{
    private static readonly ConcurrentDictionary<string, TypeFacts?> facts = new();

    public static string Folder { get; } =
        Path.Combine(Sources.Root, "tests", "Faultline.Tests", "CloudFormation", "Templates");

    public static Setting Setting { get; } = new()
    {
        Account = "123456789012",
        Region = "us-east-1",
        StackName = "demo",
        StackId = "arn:aws:cloudformation:us-east-1:123456789012:stack/demo/1",
        NotificationArns = ["arn:topic"],
        Stored = new Dictionary<string, string> { ["/ami/latest"] = "ami-latest", ["/nets"] = "subnet-1,subnet-2" },
        Zones = region => [$"{region}a", $"{region}b", $"{region}c"],
        Export = name => name == "network-VpcId" ? "vpc-exported" : null,
        Facts = Facts,
        Things = new(new Dictionary<string, IReadOnlyList<Thing>>
        {
            [RuleFunctions.Vpc] =
            [
                Thing("vpc-1", "DefaultNetworkAcl=acl-1", "DefaultSecurityGroup=sg-1", "Tags.Department=IT"),
                Thing("vpc-2", "DefaultNetworkAcl=acl-2", "DefaultSecurityGroup=sg-2"),
            ],
            [RuleFunctions.Subnet] =
            [
                Thing("subnet-1", "AvailabilityZone=us-east-1a", "VpcId=vpc-1", "Tags.Tier=web"),
                Thing("subnet-2", "AvailabilityZone=us-east-1b", "VpcId=vpc-1"),
                Thing("subnet-3", "AvailabilityZone=us-east-1a", "VpcId=vpc-2"),
            ],
            [RuleFunctions.SecurityGroup] = [Thing("sg-1", "Tags.Team=a"), Thing("sg-2")],
        }),
    };

    public static Bound Bind(string text, string? given = null) =>
        Template.Read(text).Bind(Setting with { Parameters = Given(given) });

    public static Dictionary<string, string> Given(string? json) => json is null
        ? []
        : JsonNode.Parse(json)!.AsObject().ToDictionary(one => one.Key, one => one.Value!.GetValue<string>());

    /// <summary>The properties of the one resource of a template.</summary>
    public static JsonObject Only(string text, IReferences? references = null)
    {
        var bound = Bind(text);
        return bound.Resolve(bound.Resources[^1], references ?? new Called());
    }

    public static TypeFacts? Facts(string type) => facts.GetOrAdd(type, static type =>
        File.Exists(Path.Combine(Sources.Root, "models", "types", type.Replace("::", ".") + ".json"))
            ? TypeFacts.Read(type)
            : null);

    private static Thing Thing(string id, params string[] attributes) => new(
        id, attributes.Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]));

    /// <summary>What comes before a line that begins like this, and what is in it and after it.</summary>
    public static (string Before, string? After) Cut(string text, string mark)
    {
        var at = text.StartsWith(mark, StringComparison.Ordinal)
            ? 0
            : text.IndexOf("\n" + mark, StringComparison.Ordinal) + 1;
        return at == 0 && !text.StartsWith(mark, StringComparison.Ordinal)
            ? (text, null)
            : (text[..at], text[(at + mark.Length)..]);
    }
}

/// <summary>Resources that are called after their names in the template, as far as nobody said otherwise.</summary>
internal sealed class Called : IReferences
{
    public Dictionary<string, JsonNode> Attributes { get; } = [];

    public string? Ref(string logicalId) => $"id-of-{logicalId}";

    public JsonNode? Attribute(string logicalId, string name) =>
        Attributes.GetValueOrDefault($"{logicalId}.{name}") ?? JsonValue.Create($"{logicalId}.{name}");
}
