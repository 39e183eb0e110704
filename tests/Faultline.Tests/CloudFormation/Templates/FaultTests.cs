using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Tests.CloudFormation.Templates;

/// <summary>The table in <c>faults.txt</c>: what is wrong with a template, in CloudFormation's words.</summary>
public sealed class FaultTests
{
    public static TheoryData<string> Cases => new(Blocks().Select(one => one.Split('\n')[0]));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fault_is_said_in_the_words_of_CloudFormation(string name)
    {
        var block = Blocks().Single(one => one.StartsWith(name + "\n", StringComparison.Ordinal))[(name.Length + 1)..];
        var at = block.LastIndexOf("\n--- ", StringComparison.Ordinal);
        var (template, given) = TemplateRig.Cut(block[..(at + 1)], "given ");
        var fault = Assert.Throws<TemplateFault>(() =>
        {
            var bound = TemplateRig.Bind(template.Replace("LONG", new('x', 1025), StringComparison.Ordinal), given);
            foreach (var resource in bound.Resources)
            {
                bound.Resolve(resource, new Called());
            }
        });
        Assert.Equal(block[(at + "\n--- ".Length)..].TrimEnd(), fault.Message);
    }

    private static string[] Blocks() => File.ReadAllText(Path.Combine(TemplateRig.Folder, "faults.txt"))
        .Split("\n=== ")[1..];
}
