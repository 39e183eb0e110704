using System.Globalization;
using Faultline.Api.ClassicElb;

namespace Faultline.Services.ClassicElb;

/// <summary>
/// How much an account may have in a region ("Quotas for your Classic Load Balancer" in the user guide).
/// </summary>
internal static class Limits
{
    public const int BalancersMax = 20;
    public const int ListenersMax = 100;
    public const int InstancesMax = 1000;
    public const int TagsMax = 50;

    /// <summary>Not among the quotas, but where AWS answers <c>TooManyPolicies</c>.</summary>
    public const int PoliciesMax = 98;

    /// <summary>As DescribeAccountLimits shows them.</summary>
    public static IReadOnlyList<Limit> All { get; } =
    [
        Of("classic-load-balancers", BalancersMax),
        Of("classic-listeners", ListenersMax),
        Of("classic-registered-instances", InstancesMax),
    ];

    private static Limit Of(string name, int max) =>
        new() { Name = name, Max = max.ToString(CultureInfo.InvariantCulture) };
}
