using Faultline.Api.CloudWatch;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudWatch.Resources;

/// <summary>The types of resources that CloudWatch has for CloudFormation.</summary>
internal static class AllTypes
{
    public static IReadOnlyList<ResourceType> Of(CloudWatchApi watch) =>
        [
        new MetricAlarmType(watch), new CompositeAlarmType(watch), new AlarmMuteRuleType(watch),
        new DashboardType(watch),
    ];
}
