using Faultline.Api.Rds;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Rds.Resources;

/// <summary>The types of resources that RDS has for CloudFormation.</summary>
internal static class AllTypes
{
    public static IReadOnlyList<ResourceType> Of(RdsApi rds) =>
    [
        new InstanceType(rds),
        new SubnetGroupType(rds),
        new ParameterGroupType(rds),
        new OptionGroupType(rds),
        new SubscriptionType(rds),
    ];
}
