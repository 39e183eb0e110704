using Faultline.Services.CloudFormation.Checks;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Tests.CloudFormation.Templates;

/// <summary>
/// What aws-cdk-lib wrote (<c>node cdk-app.mjs</c> beside the clients of the whole tests writes it again).
/// </summary>
public sealed class SynthesizedTests
{
    private readonly Bound bound =
        TemplateRig.Bind(File.ReadAllText(Path.Combine(TemplateRig.Folder, "synthesized.json")));

    [Fact]
    public void It_binds_with_each_resource_after_what_it_needs()
    {
        var seen = new HashSet<string>();
        foreach (var resource in bound.Resources)
        {
            Assert.Subset(seen, resource.Needs.ToHashSet());
            seen.Add(resource.LogicalId);
        }

        Assert.Equal(35, seen.Count);
        Assert.Equal("Retain", bound.Find("Log95422804")!.DeletionPolicy);
        Assert.Equal("us-east-1b", bound.Resolve(bound.Find("VpcPublicSubnet2Subnet691E08A3")!, new Called())
            ["AvailabilityZone"]!.GetValue<string>());
        var url = bound.Outputs.Single(one => one.Name == "WorkUrl");
        Assert.Equal(("id-of-WorkBF636A8B", "web-work-url"), bound.Resolve(url, new Called()));
    }

    [Fact]
    public void Its_properties_are_those_of_their_types()
    {
        foreach (var resource in bound.Resources)
        {
            var (properties, open) = bound.ResolveEarly(resource, new Called());
            Assert.Equal([], PropertyChecks.Of(TemplateRig.Facts(resource.Type)!, properties, open));
        }
    }
}
