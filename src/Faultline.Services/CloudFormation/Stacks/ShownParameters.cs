using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;
using ParameterDeclaration = Faultline.Services.CloudFormation.Templates.ParameterDeclaration;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>Parameters as they are shown: secrets not.</summary>
internal static class ShownParameters
{
    private const string Hidden = "****";

    public static List<Parameter> Of(Bound bound, Edition edition) =>
        [.. bound.Template.Parameters.Select(declared => Of(bound, edition, declared))];

    private static Parameter Of(Bound bound, Edition edition, ParameterDeclaration declared) => new()
    {
        ParameterKey = declared.Name,
        ParameterValue = declared.NoEcho
            ? Hidden
            : edition.Parameters.GetValueOrDefault(declared.Name, declared.Default ?? ""),
        ResolvedValue = declared is { IsStored: true, NoEcho: false }
            ? bound.Parameters.GetValueOrDefault(declared.Name)
            : null,
    };
}
