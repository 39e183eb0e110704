using System.Globalization;
using Faultline.Api.Elb;

namespace Faultline.Services.Elb;

/// <summary>
/// How much an account may have in a region ("Quotas for your Application Load Balancers" and the same of Network Load
/// Balancers in their user guides).
/// </summary>
internal static class Limits
{
    public const int BalancersMax = 50;
    public const int ListenersMax = 50;
    public const int RulesMax = 100;
    public const int ConditionValuesMax = 5;
    public const int ConditionWildcardsMax = 6;
    public const int GroupsMax = 3000;
    public const int GroupsInActionMax = 5;
    public const int GroupsInNetworkActionMax = 1;
    public const int GroupsOfBalancerMax = 100;
    public const int TargetsMax = 1000;
    public const int CertificatesMax = 25;
    public const int TagsMax = 50;

    /// <summary>As DescribeAccountLimits shows them, those of gateway load balancers included.</summary>
    public static IEnumerable<Limit> All { get; } = new (string Name, int Max)[]
    {
        ("application-load-balancers", BalancersMax),
        ("condition-values-per-alb-rule", ConditionValuesMax),
        ("condition-wildcards-per-alb-rule", ConditionWildcardsMax),
        ("gateway-load-balancers", 100),
        ("gateway-load-balancers-per-vpc", 10),
        ("geneve-target-groups", 100),
        ("listeners-per-application-load-balancer", ListenersMax),
        ("listeners-per-network-load-balancer", ListenersMax),
        ("network-load-balancers", BalancersMax),
        ("rules-per-application-load-balancer", RulesMax),
        ("target-groups", GroupsMax),
        ("target-groups-per-action-on-application-load-balancer", GroupsInActionMax),
        ("target-groups-per-action-on-network-load-balancer", GroupsInNetworkActionMax),
        ("target-groups-per-application-load-balancer", GroupsOfBalancerMax),
        ("targets-per-application-load-balancer", TargetsMax),
        ("targets-per-availability-zone-per-gateway-load-balancer", 300),
        ("targets-per-availability-zone-per-network-load-balancer", 500),
        ("targets-per-network-load-balancer", 3000),
    }.Select(each => new Limit { Name = each.Name, Max = each.Max.ToString(CultureInfo.InvariantCulture) }).ToList();
}
