using Faultline.Api.Fis;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Fis.Resources;

/// <summary>The types of resources that fault injection has for CloudFormation.</summary>
internal static class AllTypes
{
    public static IReadOnlyList<ResourceType> Of(FisApi fis) =>
        [new ExperimentTemplateType(fis), new TargetAccountConfigurationType(fis)];
}
