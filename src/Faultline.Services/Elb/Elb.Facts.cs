using Faultline.Api.Elb;
using Faultline.Wire;

namespace Faultline.Services.Elb;

/// <summary>What is so for every account: quotas and security policies.</summary>
internal sealed partial class Elb
{
    public override ValueTask<DescribeAccountLimitsOutput> DescribeAccountLimits(
        Call call, DescribeAccountLimitsInput request, CancellationToken ct)
    {
        var (page, next) = Pages.Cut(call, Limits.All, limit => limit.Name!, request.PageSize, request.Marker);
        return new(new DescribeAccountLimitsOutput { Limits = page, NextMarker = next });
    }

    public override ValueTask<DescribeSSLPoliciesOutput> DescribeSSLPolicies(
        Call call, DescribeSSLPoliciesInput request, CancellationToken ct)
    {
        var all = SslPolicies.All;
        if (request.Names is { Count: > 0 } names)
        {
            all = [.. names.Distinct().Select(name => SslPolicies.Find(name) ?? throw SslPolicies.Unknown(name))];
        }

        var (page, next) = Pages.Cut(
            call,
            all.Where(policy => request.LoadBalancerType is not { } type
                || policy.SupportedLoadBalancerTypes!.Contains(type)),
            policy => policy.Name!,
            request.PageSize,
            request.Marker);
        return new(new DescribeSSLPoliciesOutput { SslPolicies = page, NextMarker = next });
    }
}
