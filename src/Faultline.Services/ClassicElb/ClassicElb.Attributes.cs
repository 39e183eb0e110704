using Faultline.Api.ClassicElb;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

internal sealed partial class ClassicElb
{
    public override async ValueTask<DescribeLoadBalancerAttributesOutput> DescribeLoadBalancerAttributes(
        Call call, DescribeLoadBalancerAttributesInput request, CancellationToken ct) => new()
        {
            LoadBalancerAttributes = await Look(
                call, request.LoadBalancerName, (_, balancer) => balancer.Attributes, ct),
        };

    /// <summary>What is not named stays as it is; what was changed is shown.</summary>
    public override async ValueTask<ModifyLoadBalancerAttributesOutput> ModifyLoadBalancerAttributes(
        Call call, ModifyLoadBalancerAttributesInput request, CancellationToken ct)
    {
        var asked = Attributes.Check(request.LoadBalancerAttributes);
        await Change(
            call,
            request.LoadBalancerName,
            (_, balancer) => balancer with { Attributes = balancer.Attributes.Under(asked) },
            ct);
        return new() { LoadBalancerName = request.LoadBalancerName, LoadBalancerAttributes = asked };
    }
}
