using Faultline.Api.AutoScaling;
using Faultline.Services.Provisioning;

namespace Faultline.Services.AutoScaling.Resources;

/// <summary>The types of resources that Auto Scaling has for CloudFormation.</summary>
internal static class AllTypes
{
    public static IReadOnlyList<ResourceType> Of(AutoScalingApi scaling) =>
    [
        new AutoScalingGroupType(scaling),
        new LaunchConfigurationResourceType(scaling),
        new LifecycleHookType(scaling),
        new ScalingPolicyType(scaling),
        new ScheduledActionType(scaling),
        new WarmPoolType(scaling),
    ];
}
