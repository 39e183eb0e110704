using Faultline.Api.ClassicElb;
using Faultline.Services.Provisioning;

namespace Faultline.Services.ClassicElb.Resources;

/// <summary>The types of resources that classic load balancing has for CloudFormation.</summary>
internal static class AllTypes
{
    public static IReadOnlyList<ResourceType> Of(ClassicElbApi elb) => [new LoadBalancerType(elb)];
}
