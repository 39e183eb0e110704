using System.Reflection;
using Faultline.Services.Provisioning;
using Faultline.Tests.Tidy;

namespace Faultline.Tests.Resources;

/// <summary>The list of resource types in the docs is what the code has.</summary>
public sealed class DocumentTests
{
    private const string Path = "docs/resource-types.md";

    /// <summary>The types of every <c>AllTypes</c> that there is.</summary>
    private static List<ResourceType> All =>
    [
        .. typeof(ResourceType).Assembly.GetTypes()
            .Where(type => type.Name == "AllTypes")
            .Select(type => type.GetMethod("Of", BindingFlags.Public | BindingFlags.Static)!)
            .SelectMany(of => (IReadOnlyList<ResourceType>)of.Invoke(null, new object?[of.GetParameters().Length])!)
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    [Fact]
    public void The_list_is_what_the_code_has()
    {
        var wanted = Written();
        var file = System.IO.Path.Combine(Sources.Root, Path);
        var has = File.Exists(file) ? File.ReadAllText(file) : "";
        if (has != wanted)
        {
            var made = System.IO.Path.Combine(Sources.Root, "artifacts", "resource-types.md");
            File.WriteAllText(made, wanted);
            Assert.Fail($"{Path} is not what the code has. To make it so: cp {made} {file}");
        }
    }

    [Fact]
    public void A_type_is_in_one_list_only() =>
        Assert.Equal(All.Select(type => type.Name), All.Select(type => type.Name).Distinct());

    [Fact]
    public void Every_type_that_has_facts_is_built_but_for_those_of_others() => Assert.Equal(
        [],
        typeof(ResourceType).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("types/AWS.", StringComparison.Ordinal))
            .Select(name => name["types/".Length..^".json".Length].Replace(".", "::", StringComparison.Ordinal))
            .Where(name => !name.StartsWith("AWS::CloudFormation::", StringComparison.Ordinal))
            .Except(All.Select(type => type.Name)));

    private static string Written()
    {
        var all = All;
        var lines = new List<string>
        {
            "# Resource types of CloudFormation",
            "Made from the code; a test compares it, and says how to make it again. A stack with a type that is not",
            "here is refused before anything of it is made. Properties are AWS's own, and those that no service here",
            "honours are refused by name. A property with a question mark replaces the resource in some cases only.",
            "",
            "| type | a change of these makes another resource | `Fn::GetAtt` |",
            "|---|---|---|",
        };
        foreach (var type in all)
        {
            var replacing = type.Facts.Properties
                .Where(one => one.Value.Replaces != Replacement.Never)
                .OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => $"`{one.Key}`{(one.Value.Replaces == Replacement.Maybe ? "?" : "")}");
            var attributes = type.Facts.Attributes.Keys.Order(StringComparer.Ordinal).Select(name => $"`{name}`");
            lines.Add($"| `{type.Name}` | {string.Join(", ", replacing)} | {string.Join(", ", attributes)} |");
        }

        return string.Join('\n', lines) + "\n";
    }
}
