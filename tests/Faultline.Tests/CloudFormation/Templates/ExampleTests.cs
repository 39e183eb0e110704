using Faultline.Services.CloudFormation.Checks;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Tests.Tidy;

namespace Faultline.Tests.CloudFormation.Templates;

/// <summary>The templates of the examples, as far as that can be told without making anything.</summary>
public sealed class ExampleTests
{
    [Theory]
    [InlineData("examples/shop/shop.yaml")]
    [InlineData("examples/single-zone/shop.yaml")]
    public void It_resolves_and_its_properties_are_those_of_its_types(string path)
    {
        var text = File.ReadAllText(Path.Combine(Sources.Root, path));
        Assert.InRange(text.Length, 1, Template.BodyBytesMax);
        var bound = Template.Read(text).Bind(TemplateRig.Setting with
        {
            Parameters = new Dictionary<string, string> { ["DatabasePassword"] = "rehearsal-only" },
        });
        var built = File.ReadAllText(Path.Combine(Sources.Root, "docs", "resource-types.md"));
        var references = new Called();
        foreach (var resource in bound.Resources)
        {
            Assert.Contains($"| `{resource.Type}` |", built);
            var offences = PropertyChecks.Of(
                TemplateRig.Facts(resource.Type)!, bound.Resolve(resource, references), new HashSet<string>());
            Assert.True(offences.Count == 0, $"{resource.LogicalId}: {string.Join(", ", offences)}");
        }
    }
}
