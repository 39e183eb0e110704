using System.Globalization;
using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Images;

/// <summary>Finds launch templates by id or name, and their versions by number, <c>$Default</c> or <c>$Latest</c>.</summary>
internal static class Templates
{
    public const string Default = "$Default";
    public const string Latest = "$Latest";

    public static Owned<LaunchTemplate> Find(Ec2State state, string account, string? id, string? name)
    {
        if (id is not null && name is not null)
        {
            throw new AwsError(
                "InvalidParameterCombination", 400,
                "The parameters launchTemplateId and launchTemplateName cannot be used together");
        }

        if (id is not null)
        {
            return state.LaunchTemplates.Find(account, id) ?? throw MissingId(id);
        }

        return name is null
            ? throw new AwsError(
                "MissingParameter", 400,
                "Either a launch template ID or a launch template name must be specified in the request.")
            : Named(state, account, name) ?? throw MissingName(name);
    }

    public static Owned<LaunchTemplate>? Named(Ec2State state, string account, string name) =>
        state.LaunchTemplates.Of(account).FirstOrDefault(each => each.Shown.LaunchTemplateName == name);

    /// <summary>The version that is asked for: the default one where none is named.</summary>
    public static Owned<LaunchTemplateVersion> Version(Ec2State state, Owned<LaunchTemplate> template, string? version)
    {
        var number = Number(template, version ?? Default);
        return state.LaunchTemplateVersions.Find(KeyOf(template.Id, number)) ?? throw MissingVersion(template, version);
    }

    public static List<Owned<LaunchTemplateVersion>> Versions(Ec2State state, Owned<LaunchTemplate> template) =>
        [.. state.LaunchTemplateVersions.Of(template.Account).Where(each => each.Shown.LaunchTemplateId == template.Id)];

    /// <summary>The number that a version is named by. Whether there is such a one is not looked at.</summary>
    public static long Number(Owned<LaunchTemplate> template, string version) => version switch
    {
        Default => template.Shown.DefaultVersionNumber!.Value,
        Latest => template.Shown.LatestVersionNumber!.Value,
        _ => long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refusal.Value(
                "Invalid launch template version: either '$Default', '$Latest', or a numeric version are allowed."),
    };

    public static string KeyOf(string template, long version) =>
        string.Create(CultureInfo.InvariantCulture, $"{template}:{version}");

    public static AwsError MissingId(string id) => Noun.LaunchTemplate.Looks(id)
        ? new(
            "InvalidLaunchTemplateId.NotFound", 400,
            $"The specified launch template, with template ID {id}, does not exist.")
        : Noun.LaunchTemplate.Missing(id);

    public static AwsError MissingName(string name) => new(
        "InvalidLaunchTemplateName.NotFoundException", 400,
        $"The specified launch template, with template name {name}, does not exist.");

    public static AwsError MissingVersion(Owned<LaunchTemplate> template, string? version) => new(
        "InvalidLaunchTemplateId.VersionNotFound", 400,
        $"Could not find the specified version {version} for the launch template with ID {template.Id}.");
}
