using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Services.CloudFormation;

/// <summary>
/// What a caller must say that they know ("Acknowledging IAM resources in CloudFormation templates", user guide).
/// </summary>
internal static class Capabilities
{
    /// <summary>The types that need it, with the property that gives them a name of the caller's.</summary>
    private static readonly Dictionary<string, string?> ofAccess = new(StringComparer.Ordinal)
    {
        ["AWS::IAM::AccessKey"] = null,
        ["AWS::IAM::Group"] = "GroupName",
        ["AWS::IAM::InstanceProfile"] = "InstanceProfileName",
        ["AWS::IAM::ManagedPolicy"] = "ManagedPolicyName",
        ["AWS::IAM::Policy"] = null,
        ["AWS::IAM::Role"] = "RoleName",
        ["AWS::IAM::User"] = "UserName",
        ["AWS::IAM::UserToGroupAddition"] = null,
    };

    public static void Check(Template template, IReadOnlyList<string> given)
    {
        var needed = new List<string>();
        var access = template.AllResources.Where(each => ofAccess.ContainsKey(each.Type)).ToList();
        if (access.Any(each => ofAccess[each.Type] is { } name
            && template.PropertiesOf(each.LogicalId)?[name] is not null))
        {
            needed.Add(Capability.CapabilityNamedIam);
        }
        else if (access.Count > 0 && !given.Contains(Capability.CapabilityNamedIam))
        {
            needed.Add(Capability.CapabilityIam);
        }

        if (template.Transforms.Count > 0)
        {
            needed.Add(Capability.CapabilityAutoExpand);
        }

        if (needed.Except(given).Any())
        {
            throw CloudFormationErrors.InsufficientCapabilitiesException(
                $"Requires capabilities : [{string.Join(", ", needed)}]");
        }
    }
}
