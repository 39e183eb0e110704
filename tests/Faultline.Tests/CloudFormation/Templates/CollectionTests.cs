using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Tests.CloudFormation.Templates;

/// <summary>
/// Templates of others, where somebody has some: <c>FAULTLINE_TEMPLATES</c> names a folder, of which all are read and
/// those bind whose parameters have defaults.
/// </summary>
public sealed class CollectionTests
{
    [CollectionFact]
    public void Templates_of_a_public_collection_are_read()
    {
        var folder = CollectionFactAttribute.Folder!;
        var (bound, refused) = (0, new List<string>());
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order())
        {
            try
            {
                Resolve(Template.Read(File.ReadAllText(file)));
                bound++;
            }
            catch (TemplateFault fault)
            {
                refused.Add($"{file}: {fault.Message}");
            }
        }

        Assert.True(bound > refused.Count, $"{bound} bound, refused:\n{string.Join('\n', refused)}");
        File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "templates.log"), [$"{bound} bound", .. refused]);
    }

    private static void Resolve(Template template)
    {
        if (template.Parameters.Any(one => one.Default is null || one.IsStored))
        {
            return;
        }

        var bound = template.Bind(TemplateRig.Setting with { Export = name => $"of-{name}" });
        foreach (var resource in bound.Resources)
        {
            bound.Resolve(resource, new Called());
        }
    }
}

/// <summary>Runs where there is a collection.</summary>
internal sealed class CollectionFactAttribute : FactAttribute
{
    public CollectionFactAttribute() => Skip = Folder is null ? "FAULTLINE_TEMPLATES names no folder." : null;

    public static string? Folder { get; } = Environment.GetEnvironmentVariable("FAULTLINE_TEMPLATES");
}
