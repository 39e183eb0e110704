using Faultline.Api.Logs;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Logs.Resources;

/// <summary>The types of resources that CloudWatch Logs has for CloudFormation.</summary>
internal static class AllTypes
{
    public static IReadOnlyList<ResourceType> Of(LogsApi logs) =>
    [
        new LogGroupType(logs),
        new LogStreamType(logs),
        new MetricFilterType(logs),
        new SubscriptionFilterType(logs),
    ];
}
