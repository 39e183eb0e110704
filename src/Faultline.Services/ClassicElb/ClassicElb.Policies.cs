using System.Globalization;
using Faultline.Api.ClassicElb;
using Faultline.Services.ClassicElb.Keeping;
using Faultline.Services.ClassicElb.Policies;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

internal sealed partial class ClassicElb
{
    public override async ValueTask<CreateLoadBalancerPolicyOutput> CreateLoadBalancerPolicy(
        Call call, CreateLoadBalancerPolicyInput request, CancellationToken ct)
    {
        await Create(
            call, request.LoadBalancerName, request.PolicyName, request.PolicyTypeName, request.PolicyAttributes, ct);
        return new();
    }

    public override async ValueTask<CreateAppCookieStickinessPolicyOutput> CreateAppCookieStickinessPolicy(
        Call call, CreateAppCookieStickinessPolicyInput request, CancellationToken ct)
    {
        List<PolicyAttribute> attributes =
            [new() { AttributeName = PolicyTypes.CookieName, AttributeValue = request.CookieName }];
        await Create(call, request.LoadBalancerName, request.PolicyName, PolicyTypes.AppCookie, attributes, ct);
        return new();
    }

    public override async ValueTask<CreateLBCookieStickinessPolicyOutput> CreateLBCookieStickinessPolicy(
        Call call, CreateLBCookieStickinessPolicyInput request, CancellationToken ct)
    {
        List<PolicyAttribute> attributes = request.CookieExpirationPeriod is { } seconds
            ? [new()
            {
                AttributeName = PolicyTypes.Period,
                AttributeValue = seconds.ToString(CultureInfo.InvariantCulture),
            }]
            : [];
        await Create(call, request.LoadBalancerName, request.PolicyName, PolicyTypes.Cookie, attributes, ct);
        return new();
    }

    /// <summary>A policy that is gone already is deleted all the same.</summary>
    public override async ValueTask<DeleteLoadBalancerPolicyOutput> DeleteLoadBalancerPolicy(
        Call call, DeleteLoadBalancerPolicyInput request, CancellationToken ct)
    {
        await Change(
            call,
            request.LoadBalancerName,
            (_, balancer) =>
            {
                PolicyRules.CheckUnused(balancer, request.PolicyName);
                return balancer with
                {
                    Policies = balancer.Policies.FindAll(policy => policy.PolicyName != request.PolicyName),
                };
            },
            ct);
        return new();
    }

    public override async ValueTask<DescribeLoadBalancerPoliciesOutput> DescribeLoadBalancerPolicies(
        Call call, DescribeLoadBalancerPoliciesInput request, CancellationToken ct)
    {
        var name = string.IsNullOrEmpty(request.LoadBalancerName) ? null : request.LoadBalancerName;
        List<PolicyDescription> all = name is null
            ? [.. SslPolicies.Predefined]
            : await Look(call, name, (_, balancer) => balancer.Policies, ct);
        return new()
        {
            PolicyDescriptions = request.PolicyNames is { Count: > 0 } asked
                ? [.. asked.Distinct().Select(each => all.Find(policy => policy.PolicyName == each)
                    ?? throw Refusal.NoPolicy(each, name ?? "(predefined)"))]
                : all,
        };
    }

    public override ValueTask<DescribeLoadBalancerPolicyTypesOutput> DescribeLoadBalancerPolicyTypes(
        Call call, DescribeLoadBalancerPolicyTypesInput request, CancellationToken ct) =>
        new(new DescribeLoadBalancerPolicyTypesOutput
        {
            PolicyTypeDescriptions = request.PolicyTypeNames is { Count: > 0 } asked
                ? [.. asked.Distinct().Select(PolicyTypes.Find)]
                : [.. PolicyTypes.All],
        });

    public override async ValueTask<SetLoadBalancerPoliciesOfListenerOutput> SetLoadBalancerPoliciesOfListener(
        Call call, SetLoadBalancerPoliciesOfListenerInput request, CancellationToken ct)
    {
        await Change(
            call,
            request.LoadBalancerName,
            (_, balancer) =>
            {
                var listener = balancer.ListenerAt(request.LoadBalancerPort!.Value)?.Listener
                    ?? throw Refusal.NoListener(balancer.Name, request.LoadBalancerPort);
                var policies = Named(balancer, request.PolicyNames);
                PolicyRules.CheckListener(balancer, listener, policies);
                return balancer.WithListener(
                    request.LoadBalancerPort.Value,
                    shown => shown.PolicyNames = policies.ConvertAll(policy => policy.PolicyName!));
            },
            ct);
        return new();
    }

    public override async ValueTask<SetLoadBalancerPoliciesForBackendServerOutput>
        SetLoadBalancerPoliciesForBackendServer(
            Call call, SetLoadBalancerPoliciesForBackendServerInput request, CancellationToken ct)
    {
        await Change(
            call,
            request.LoadBalancerName,
            (_, balancer) =>
            {
                var policies = Named(balancer, request.PolicyNames);
                PolicyRules.CheckBackend(balancer, request.InstancePort!.Value, policies);
                var others = balancer.Shown.BackendServerDescriptions!
                    .FindAll(each => each.InstancePort != request.InstancePort);
                var own = new BackendServerDescription
                {
                    InstancePort = request.InstancePort,
                    PolicyNames = policies.ConvertAll(policy => policy.PolicyName!),
                };
                return balancer.With(shown =>
                    shown.BackendServerDescriptions = policies.Count > 0 ? [.. others, own] : others);
            },
            ct);
        return new();
    }

    private static List<PolicyDescription> Named(Balancer balancer, List<string> names) =>
    [
        .. names.Distinct(StringComparer.Ordinal)
            .Select(name => balancer.Policy(name) ?? throw Refusal.NoPolicy(name, balancer.Name)),
    ];

    private async ValueTask Create(
        Call call,
        string balancer,
        string name,
        string type,
        List<PolicyAttribute>? attributes,
        CancellationToken ct) =>
        await Change(
            call,
            balancer,
            (_, before) =>
            {
                if (before.Policy(name) is not null)
                {
                    throw ClassicElbErrors.DuplicatePolicyNameException(
                        $"Policy {name} already exists for load balancer {balancer}");
                }

                if (before.Policies.Count >= Limits.PoliciesMax)
                {
                    throw ClassicElbErrors.TooManyPoliciesException(
                        $"Load balancer {balancer} cannot have more than {Limits.PoliciesMax} policies");
                }

                return before with
                {
                    Policies = [.. before.Policies, PolicyRules.Make(before, name, type, attributes)],
                };
            },
            ct);
}
