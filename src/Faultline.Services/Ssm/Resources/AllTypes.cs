using Faultline.Api.Ssm;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ssm.Resources;

/// <summary>The types of resources that Parameter Store has for CloudFormation.</summary>
internal static class AllTypes
{
    public static IReadOnlyList<ResourceType> Of(SsmApi ssm) => [new ParameterResourceType(ssm)];
}
