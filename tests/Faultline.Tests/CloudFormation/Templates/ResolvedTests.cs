using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Tests.CloudFormation.Templates;

/// <summary>The files in <c>Resolved</c>: a template, what it is given, and all that comes out of it.</summary>
public sealed class ResolvedTests
{
    public static TheoryData<string> Files => new(
        Directory.GetFiles(Path.Combine(TemplateRig.Folder, "Resolved"), "*.txt").Select(Path.GetFileName).Order()!);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_template_resolves_to_what_stands_beside_it(string file)
    {
        var text = File.ReadAllText(Path.Combine(TemplateRig.Folder, "Resolved", file));
        var (head, expected) = TemplateRig.Cut(text, "=== expected\n");
        var called = new Called();
        (head, var attributes) = TemplateRig.Cut(head, "=== attribute ");
        foreach (var attribute in attributes?.Split("=== attribute ") ?? [])
        {
            var end = attribute.IndexOf('\n', StringComparison.Ordinal);
            called.Attributes[attribute[..end]] = JsonNode.Parse(attribute[end..])!;
        }

        var (template, given) = TemplateRig.Cut(head, "=== given\n");
        var bound = TemplateRig.Bind(TemplateRig.Cut(template, "=== template\n").After!, given);
        Assert.Equal(
            JsonNode.Parse(expected!)!.ToJsonString(Indented), Resolve(bound, called, JsonNode.Parse(expected!)!)
                .ToJsonString(Indented));
    }

    private static System.Text.Json.JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    /// <summary>The resources in their order, and of the rest what the file speaks of.</summary>
    private static JsonObject Resolve(Bound bound, Called called, JsonNode expected)
    {
        var whole = new JsonObject();
        foreach (var resource in bound.Resources)
        {
            whole[resource.LogicalId] = bound.Resolve(resource, called);
            var (early, open) = bound.ResolveEarly(resource, called);
            Assert.True(JsonNode.DeepEquals(early, whole[resource.LogicalId]) && open.Count == 0);
        }

        foreach (var (name, _) in expected.AsObject().Where(one => one.Key.StartsWith(':')))
        {
            whole[name] = name switch
            {
                ":outputs" => Map(bound.Outputs, one => one.Name, one => bound.Resolve(one, called).Value),
                ":exports" => Map(bound.Outputs, one => one.Name, one => bound.Resolve(one, called).ExportName),
                ":imports" => new JsonArray([.. bound.Imports.Select(one => JsonValue.Create(one))]),
                ":needs" => Map(
                    expected[name]!.AsObject().Select(one => bound.Find(one.Key)!),
                    one => one.LogicalId,
                    one => new JsonArray([.. one.Needs.Select(need => JsonValue.Create(need))])),
                ":policies" => Map(
                    bound.Resources,
                    one => one.LogicalId,
                    one => one.DeletionPolicy is null ? null : $"{one.DeletionPolicy}/{one.UpdateReplacePolicy}"),
                ":creation" => Map(bound.Resources, one => one.LogicalId, one => one.CreationPolicy?.DeepClone()),
                ":update" => Map(bound.Resources, one => one.LogicalId, one => one.UpdatePolicy?.DeepClone()),
                ":metadata" => Map(bound.Resources, one => one.LogicalId, one => bound.ResolveMetadata(one, called)),
                _ => throw new InvalidOperationException($"{name} means nothing."),
            };
        }

        return whole;
    }

    private static JsonObject Map<T>(IEnumerable<T> all, Func<T, string> name, Func<T, JsonNode?> value) => new(
        all.Select(one => KeyValuePair.Create(name(one), value(one))).Where(one => one.Value is not null));
}
