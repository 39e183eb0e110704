using System.Collections.Frozen;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// What a caller must acknowledge before a template is used ("Acknowledging IAM resources in templates").
/// </summary>
internal static class Capabilities
{
    /// <summary>The types that grant something, with the property that names them, if one does.</summary>
    private static readonly FrozenDictionary<string, string?> granting = new Dictionary<string, string?>
    {
        ["AWS::IAM::AccessKey"] = null,
        ["AWS::IAM::Group"] = "GroupName",
        ["AWS::IAM::GroupPolicy"] = null,
        ["AWS::IAM::InstanceProfile"] = "InstanceProfileName",
        ["AWS::IAM::ManagedPolicy"] = "ManagedPolicyName",
        ["AWS::IAM::Policy"] = null,
        ["AWS::IAM::Role"] = "RoleName",
        ["AWS::IAM::RolePolicy"] = null,
        ["AWS::IAM::User"] = "UserName",
        ["AWS::IAM::UserPolicy"] = null,
        ["AWS::IAM::UserToGroupAddition"] = null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The capabilities that the template needs, and why; none, and no reason, where it needs none.</summary>
    public static (IReadOnlyList<string> Needed, string? Reason) Of(Template template)
    {
        var needed = new List<string>();
        var types = template.ResourceTypes.Where(granting.ContainsKey).ToList();
        if (types.Count > 0)
        {
            needed.Add(template.AllResources.Any(one => IsNamed(template, one.LogicalId, one.Type))
                ? "CAPABILITY_NAMED_IAM"
                : "CAPABILITY_IAM");
        }

        if (template.Transforms.Count > 0)
        {
            needed.Add("CAPABILITY_AUTO_EXPAND");
        }

        var why = string.Join(", ", types.Concat(template.Transforms));
        return needed.Count == 0
            ? ([], null)
            : (needed, $"The following resource(s) require capabilities: [{why}]");
    }

    private static bool IsNamed(Template template, string logicalId, string type) =>
        granting.GetValueOrDefault(type) is { } name && template.PropertiesOf(logicalId)?.ContainsKey(name) == true;
}
