using Faultline.Kernel;

namespace Faultline.Services.ClassicElb;

/// <summary>What balancers and policies may be called, and what balancers are called by DNS.</summary>
internal static class Names
{
    // CreateLoadBalancer in the API reference: up to 32 letters, digits and hyphens, none of those at an end.
    private const int LengthMax = 32;

    public static void Check(string name)
    {
        if (name.Length is 0 or > LengthMax)
        {
            throw Refusal.Invalid($"LoadBalancer name must have 1 to {LengthMax} characters");
        }

        if (!IsPlain(name))
        {
            throw Refusal.Invalid("LoadBalancer name must contain only alphanumeric characters or hyphens");
        }

        if (name[0] == '-' || name[^1] == '-')
        {
            throw Refusal.Invalid("LoadBalancer name must not begin or end with a hyphen");
        }
    }

    /// <summary>CreateLoadBalancerPolicy in the API reference.</summary>
    public static void CheckPolicy(string name)
    {
        if (name.Length == 0 || !IsPlain(name))
        {
            throw Refusal.Invalid("Policy names must consist of alphanumeric characters and dashes(-)");
        }
    }

    /// <summary>In AWS a number follows the name, and <c>internal-</c> stands before that of an internal one.</summary>
    public static string Dns(string name, bool isInternal, string region, string domain, Dice dice) =>
        $"{(isInternal ? "internal-" : "")}{name}-{dice.Next() % 2_000_000_000 + 1}.{region}.elb.{domain}";

    private static bool IsPlain(string name) => name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
