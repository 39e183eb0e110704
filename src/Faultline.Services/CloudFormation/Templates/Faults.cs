namespace Faultline.Services.CloudFormation.Templates;

/// <summary>How CloudFormation begins what it says of templates.</summary>
internal static class Faults
{
    public static TemplateFault Format(string message) => new($"Template format error: {message}");

    public static TemplateFault Error(string message) => new($"Template error: {message}");

    public static TemplateFault TooDeep(string place) =>
        Format($"Structures in it are nested deeper than {TemplateText.DepthMax} levels. ({place})");

    public static TemplateFault TooLarge() => new($"Template may not exceed {Template.ObjectBytesMax} bytes in size.");

    public static TemplateFault Unresolved(IEnumerable<string> names, string block) => new(
        (block == Block.Outputs ? "" : "Template format error: ")
        + $"Unresolved resource dependencies [{string.Join(", ", names)}] in the {block} block of the template");

    public static TemplateFault UnresolvedCondition(string name, string block) =>
        Format($"Unresolved condition dependency {name} in the {block} block of the template");
}

/// <summary>The sections of a template that hold functions.</summary>
internal static class Block
{
    public const string Resources = "Resources";

    public const string Outputs = "Outputs";

    public const string Conditions = "Conditions";

    public const string Rules = "Rules";
}
