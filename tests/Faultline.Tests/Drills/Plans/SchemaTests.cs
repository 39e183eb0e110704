using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Faultline.Drills.Plans;
using Faultline.Tests.Tidy;
using YamlDotNet.RepresentationModel;

namespace Faultline.Tests.Drills.Plans;

/// <summary>The schema says what the reader reads: the same keys, and what one takes the other takes.</summary>
public sealed partial class SchemaTests
{
    private static readonly JsonNode schema =
        JsonNode.Parse(File.ReadAllText(Path.Combine(Sources.Root, "docs", "drill.schema.json")))!;

    [Fact]
    public void The_schema_has_the_keys_of_the_reader()
    {
        Same(Keys.Drill, schema);
        Same(Keys.Stack, schema["properties"]!["stacks"]!["additionalProperties"]!);
        Same(Keys.Steady, schema["properties"]!["steady"]!);
        Same(Keys.Objectives, schema["properties"]!["objectives"]!);
        Same(
            Keys.ProbeObjectives,
            schema["properties"]!["objectives"]!["properties"]!["probes"]!["additionalProperties"]!);
        Same(Keys.Database, schema["$defs"]!["database"]!);
        foreach (var (kind, at) in Keys.Kinds.Select((kind, at) => (kind, at)))
        {
            var probe = schema["$defs"]!["probe"]!["oneOf"]![at]!;
            Same([kind, .. Keys.OfProbe(kind)], probe);
            Same(Keys.Step, probe["properties"]!["steps"]!["items"]!);
        }

        foreach (var (kind, at) in Keys.Strikes.Select((kind, at) => (kind, at)))
        {
            Same([kind, .. Keys.OfStrike(kind)], schema["$defs"]!["strike"]!["oneOf"]![at]!);
        }

        Same(Keys.Then, schema["$defs"]!["strike"]!["oneOf"]![3]!["properties"]!["then"]!);
    }

    [Fact]
    public void The_schema_takes_a_drill_with_every_key() => Assert.Empty(Refusals(DrillFileTests.Whole));

    [Fact]
    public void The_schema_refuses_a_key_that_there_is_not() =>
        Assert.NotEmpty(Refusals(DrillFileTests.Whole.Replace("retries:", "retrys:", StringComparison.Ordinal)));

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (Match block in YamlBlock().Matches(
                File.ReadAllText(Path.Combine(Sources.Root, "docs", "drills.md"))))
            {
                if (block.Groups[1].Value is var text && text.StartsWith("name:", StringComparison.Ordinal))
                {
                    examples.Add(text.Split('\n')[0], text);
                }
            }

            var folder = Path.Combine(Sources.Root, "examples");
            foreach (var file in Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories) : [])
            {
                var text = File.ReadAllText(file);
                if (text.Contains("\nworkload:", StringComparison.Ordinal))
                {
                    examples.Add(Path.GetRelativePath(Sources.Root, file), text);
                }
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Reader_and_schema_take_the_example(string name, string text)
    {
        Assert.NotEmpty(name);
        Assert.NotEmpty(DrillFileTests.Read(text).Name);
        Assert.Empty(Refusals(text));
    }

    private static void Same(IEnumerable<string> keys, JsonNode mapping) => Assert.Equal(
        keys.Order(StringComparer.Ordinal),
        mapping["properties"]!.AsObject().Select(each => each.Key).Order(StringComparer.Ordinal));

    private static List<string> Refusals(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return [.. MiniSchema.Refusals(schema, schema, MiniSchema.Json(yaml.Documents[0].RootNode), "")];
    }

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
