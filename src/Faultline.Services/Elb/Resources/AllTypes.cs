using Faultline.Api.Elb;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Elb.Resources;

/// <summary>The types of resources that load balancing has for CloudFormation.</summary>
internal static class AllTypes
{
    public static IReadOnlyList<ResourceType> Of(ElbApi elb) =>
    [
        new LoadBalancerType(elb),
        new TargetGroupType(elb),
        new ListenerType(elb),
        new ListenerRuleType(elb),
        new ListenerCertificateType(elb),
    ];
}
