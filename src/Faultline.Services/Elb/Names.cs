using Faultline.Api.Elb;
using Faultline.Kernel;

namespace Faultline.Services.Elb;

/// <summary>What balancers and groups may be called, and what they are called by DNS.</summary>
internal static class Names
{
    // CreateLoadBalancer and CreateTargetGroup in the API reference: up to 32 letters, digits and hyphens, none of
    // those at an end.
    private const int LengthMax = 32;
    private const string OfInternal = "internal-";

    public static void CheckBalancer(string name)
    {
        Check("load balancer", name);
        if (name.StartsWith(OfInternal, StringComparison.Ordinal))
        {
            throw Refusal.Invalid($"The load balancer name '{name}' cannot begin with '{OfInternal}'");
        }
    }

    public static void CheckGroup(string name) => Check("target group", name);

    /// <summary>16 hexadecimal digits, as at the end of each ARN.</summary>
    public static string Id(Dice dice) => dice.Next().ToString("x16", null);

    /// <summary>
    /// The name of a balancer: in AWS that of a network load balancer has the id of its ARN, any other a number, and
    /// <c>internal-</c> before it if it is for inside. No name leads to AWS.
    /// </summary>
    public static string Dns(LoadBalancer balancer, string region, string domain, Dice dice)
    {
        var isNetwork = balancer.Type == LoadBalancerTypeEnum.Network;
        var id = isNetwork
            ? balancer.LoadBalancerArn![(balancer.LoadBalancerArn!.LastIndexOf('/') + 1)..]
            : $"{dice.Next() % 2_000_000_000 + 1}";
        var first = !isNetwork && balancer.Scheme == LoadBalancerSchemeEnum.Internal ? OfInternal : "";
        return $"{first}{balancer.LoadBalancerName}-{id}.{region}.elb.{domain}";
    }

    private static void Check(string noun, string name)
    {
        if (name.Length == 0)
        {
            throw Refusal.Invalid($"The {noun} name cannot be empty");
        }

        if (name.Length > LengthMax)
        {
            throw Refusal.Invalid($"The {noun} name '{name}' cannot be longer than '{LengthMax}' characters");
        }

        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            throw Refusal.Invalid(
                $"The {noun} name '{name}' can only contain characters that are alphanumeric characters and "
                + "hyphens(-)");
        }

        if (name[0] == '-' || name[^1] == '-')
        {
            throw Refusal.Invalid($"The {noun} name '{name}' cannot begin or end with a hyphen(-)");
        }
    }
}
