using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>What a template says of itself at its top, and which sections it may have.</summary>
internal static class TemplateHead
{
    /// <summary>"Template Description syntax": bytes of a description.</summary>
    private const int DescriptionMax = 1024;

    private static readonly FrozenSet<string> sections = new[]
    {
        "AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Mappings", "Conditions",
        "Transform", "Resources", "Outputs", "Hooks",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static void Check(JsonObject root)
    {
        var isServerless = Transforms.Read(root["Transform"])
            .Any(one => one.StartsWith("AWS::Serverless", StringComparison.Ordinal));
        var odd = root
            .Select(one => one.Key)
            .Where(one => !sections.Contains(one) && !(isServerless && one == "Globals"))
            .ToList();
        if (odd.Count > 0)
        {
            throw odd.Contains("Fn::Transform") ? Transforms.NotBuilt("Fn::Transform") : new TemplateFault(
                $"Invalid template property or properties [{string.Join(", ", odd)}]");
        }

        if (root["AWSTemplateFormatVersion"] is { } version && Functions.Text(version) != "2010-09-09")
        {
            throw Faults.Format("unsupported value for AWSTemplateFormatVersion.");
        }

        if (root["Description"] is { } description)
        {
            var text = Functions.Text(description)
                ?? throw Faults.Format("Every Description member must be a string.");
            if (System.Text.Encoding.UTF8.GetByteCount(text) > DescriptionMax)
            {
                throw Faults.Format($"'Description' length is greater than {DescriptionMax}.");
            }
        }

        if (root["Metadata"] is { } metadata and not JsonObject)
        {
            throw Faults.Format($"Metadata must be an object.");
        }
    }
}
