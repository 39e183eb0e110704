using Faultline.Api.AutoScaling;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>Launch templates as callers name them: found, and refused where they are not there.</summary>
internal sealed class Templates(Cloud cloud)
{
    /// <summary>The same with its id and its name; the version as it was asked for, which may be the newest.</summary>
    public async ValueTask<LaunchTemplateSpecification?> Check(
        string account, LaunchTemplateSpecification? named, CancellationToken ct)
    {
        if (named is null)
        {
            return null;
        }

        var found = await Resolve(account, named, ct);
        return new()
        {
            LaunchTemplateId = found.LaunchTemplateId,
            LaunchTemplateName = found.LaunchTemplateName,
            Version = named.Version ?? "$Default",
        };
    }

    /// <summary>The same with the number of its version.</summary>
    public async ValueTask<LaunchTemplateSpecification> Resolve(
        string account, LaunchTemplateSpecification named, CancellationToken ct)
    {
        if ((named.LaunchTemplateId is null) == (named.LaunchTemplateName is null)
            && named.LaunchTemplateId is null)
        {
            throw Refusal.Invalid(
                "Valid requests must contain either launchTemplateId or LaunchTemplateName");
        }

        try
        {
            var found = (await new Recipes(cloud).Of(account, named, ct))!;
            return found.LaunchTemplateData?.ImageId is not null
                ? Results.Resolved(found)
                : throw Refusal.Invalid(
                    "You must use a valid fully-formed launch template. The request must contain the parameter "
                    + "ImageId");
        }
        catch (AwsError wrong) when (wrong.Code.StartsWith("InvalidLaunchTemplate", StringComparison.Ordinal)
            || wrong.Code == "InvalidParameterValue")
        {
            throw Refusal.Invalid($"You must use a valid fully-formed launch template. {wrong.Message}");
        }
    }
}
