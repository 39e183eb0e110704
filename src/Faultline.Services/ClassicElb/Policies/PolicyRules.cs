using System.Globalization;
using System.Security.Cryptography;
using Faultline.Api.ClassicElb;
using Faultline.Services.ClassicElb.Keeping;

namespace Faultline.Services.ClassicElb.Policies;

/// <summary>What policies may say, and where they may be put in force (the guides of each type). Pure.</summary>
internal static class PolicyRules
{
    /// <summary>A policy as it is kept; refused when its type has no such attributes, or not such values.</summary>
    public static PolicyDescription Make(Balancer balancer, string name, string type, List<PolicyAttribute>? asked)
    {
        Names.CheckPolicy(name);
        var known = PolicyTypes.Find(type);
        var all = asked ?? [];
        foreach (var attribute in known.PolicyAttributeTypeDescriptions!)
        {
            var count = all.Count(each => each.AttributeName == attribute.AttributeName);
            var (min, max) = attribute.Cardinality switch
            {
                "ONE" => (1, 1),
                "ZERO_OR_ONE" => (0, 1),
                _ => (1, int.MaxValue),
            };
            if (count < min || count > max)
            {
                throw Refusal.Configuration($"A policy of type {type} must have the attribute "
                    + $"{attribute.AttributeName} {attribute.Cardinality}");
            }
        }

        foreach (var each in all)
        {
            var attribute = known.PolicyAttributeTypeDescriptions.Find(one => one.AttributeName == each.AttributeName)
                ?? throw Refusal.Configuration($"A policy of type {type} has no attribute {each.AttributeName}");
            CheckValue(balancer, attribute, each.AttributeValue ?? "");
        }

        return new()
        {
            PolicyName = name,
            PolicyTypeName = type,
            PolicyAttributeDescriptions = type == PolicyTypes.Ssl
                ? Ssl(all)
                : all.ConvertAll(each => Describe(each.AttributeName!, each.AttributeValue!)),
        };
    }

    /// <summary>Refuses policies that listeners of a protocol cannot follow.</summary>
    public static void CheckListener(Balancer balancer, Listener listener, List<PolicyDescription> policies)
    {
        foreach (var policy in policies)
        {
            var fits = policy.PolicyTypeName switch
            {
                PolicyTypes.Ssl => Protocols.IsSecure(listener.Protocol),
                PolicyTypes.AppCookie or PolicyTypes.Cookie => Protocols.IsHttp(listener.Protocol),
                _ => false,
            };
            if (!fits)
            {
                throw Refusal.Configuration($"The policy {policy.PolicyName} of type {policy.PolicyTypeName} cannot be "
                    + $"enabled on a {listener.Protocol} listener of load balancer {balancer.Name}");
            }
        }

        if (policies.Count(PolicyTypes.IsSticky) > 1 || policies.Count(each => !PolicyTypes.IsSticky(each)) > 1)
        {
            throw Refusal.Configuration("A listener can have only one policy of a kind");
        }
    }

    /// <summary>The same of what instances are asked by.</summary>
    public static void CheckBackend(Balancer balancer, int port, List<PolicyDescription> policies)
    {
        var listeners = balancer.Listeners.Where(each => each.InstancePort == port).ToList();
        if (listeners.Count == 0)
        {
            throw Refusal.Configuration($"No listener of load balancer {balancer.Name} sends to instance port {port}");
        }

        foreach (var policy in policies)
        {
            var fits = policy.PolicyTypeName switch
            {
                PolicyTypes.Proxy => listeners.TrueForAll(each => !Protocols.IsHttp(each.Protocol)),
                PolicyTypes.Backend => listeners.TrueForAll(each => Protocols.IsSecure(each.InstanceProtocol!)),
                _ => false,
            };
            if (!fits)
            {
                throw Refusal.Configuration($"The policy {policy.PolicyName} of type {policy.PolicyTypeName} cannot be "
                    + $"enabled on instance port {port} of load balancer {balancer.Name}");
            }
        }

        if (policies.DistinctBy(each => each.PolicyTypeName).Count() < policies.Count)
        {
            throw Refusal.Configuration("An instance port can have only one policy of a type");
        }
    }

    /// <summary>Refuses to let go of a policy that something follows.</summary>
    public static void CheckUnused(Balancer balancer, string name)
    {
        var isInUse = balancer.Shown.ListenerDescriptions!.Exists(each => each.PolicyNames!.Contains(name))
            || balancer.Shown.BackendServerDescriptions!.Exists(each => each.PolicyNames!.Contains(name))
            || balancer.Policies.SelectMany(each => each.PolicyAttributeDescriptions!)
                .Any(each => each.AttributeName == PolicyTypes.KeyPolicy && each.AttributeValue == name);
        if (isInUse)
        {
            throw Refusal.Configuration(
                $"The policy {name} of load balancer {balancer.Name} is in use and cannot be deleted");
        }
    }

    /// <summary>The key that a policy holds: PEM, of which the lines around it may be missing.</summary>
    public static byte[]? KeyOf(string text)
    {
        var inner = string.Concat(text.Split('\n').Select(line => line.Trim())
            .Where(line => !line.StartsWith("-----", StringComparison.Ordinal)));
        var bytes = new byte[inner.Length];
        if (!Convert.TryFromBase64String(inner, bytes, out var count) || count == 0)
        {
            return null;
        }

        try
        {
            var key = System.Security.Cryptography.X509Certificates.PublicKey.CreateFromSubjectPublicKeyInfo(
                bytes.AsSpan(0, count), out _);
            return key.ExportSubjectPublicKeyInfo();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static void CheckValue(Balancer balancer, PolicyAttributeTypeDescription attribute, string value)
    {
        var fits = (attribute.AttributeName, attribute.AttributeType) switch
        {
            (_, "Boolean") => value is "true" or "false",
            (_, "Long") => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds is > 0 and <= int.MaxValue,
            (_, "PolicyName") => balancer.Policy(value)?.PolicyTypeName == PolicyTypes.PublicKey
                ? true
                : throw Refusal.NoPolicy(value, balancer.Name),
            (PolicyTypes.Key, _) => KeyOf(value) is not null,
            (PolicyTypes.CookieName, _) => value.Length > 0 && value.All(letter => letter is > ' ' and < '\x7f')
                && value.IndexOfAny(['=', ';', ',', '"']) < 0,
            (SslPolicies.Reference, _) => SslPolicies.Unbuilt.Contains(value)
                ? throw Refusal.NotBuilt($"the security policy {value}")
                : SslPolicies.Find(value) is not null,
            _ => true,
        };
        if (!fits)
        {
            throw Refusal.Configuration($"'{value}' is not a valid value of {attribute.AttributeName}");
        }
    }

    private static List<PolicyAttributeDescription> Ssl(List<PolicyAttribute> asked)
    {
        if (asked.Find(each => each.AttributeName == SslPolicies.Reference) is { } reference)
        {
            return SslPolicies.Find(reference.AttributeValue)!.PolicyAttributeDescriptions!;
        }

        var on = asked.Where(each => each.AttributeValue == "true").Select(each => each.AttributeName!)
            .ToHashSet(StringComparer.Ordinal);
        return on.Contains(SslPolicies.Tls12)
            ? SslPolicies.Show(on)
            : throw Refusal.NotBuilt("security policies without TLS 1.2");
    }

    private static PolicyAttributeDescription Describe(string name, string value) =>
        new() { AttributeName = name, AttributeValue = value };
}
