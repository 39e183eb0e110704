using System.Globalization;
using Faultline.Api.ClassicElb;

namespace Faultline.Services.ClassicElb.Policies;

/// <summary>The types of policies, and their attributes (PolicyTypeDescription in the API reference).</summary>
internal static class PolicyTypes
{
    public const string AppCookie = "AppCookieStickinessPolicyType";
    public const string Cookie = "LBCookieStickinessPolicyType";
    public const string Ssl = "SSLNegotiationPolicyType";
    public const string Proxy = "ProxyProtocolPolicyType";
    public const string PublicKey = "PublicKeyPolicyType";
    public const string Backend = "BackendServerAuthenticationPolicyType";

    public const string CookieName = "CookieName";
    public const string Period = "CookieExpirationPeriod";
    public const string ProxyProtocol = "ProxyProtocol";
    public const string Key = "PublicKey";
    public const string KeyPolicy = "PublicKeyPolicyName";

    private const string One = "ONE";
    private const string OneOrMore = "ONE_OR_MORE";
    private const string ZeroOrOne = "ZERO_OR_ONE";

    public static IReadOnlyList<PolicyTypeDescription> All { get; } =
    [
        Of(Ssl, "Protocols and ciphers that an HTTPS or SSL listener takes.",
        [
            Of(SslPolicies.Reference, "String", ZeroOrOne),
            .. SslPolicies.Attributes.Select(name => Of(name, "Boolean", ZeroOrOne)),
        ]),
        Of(Backend, "Public keys by which instances are known that speak HTTPS or SSL.",
            [Of(KeyPolicy, "PolicyName", OneOrMore)]),
        Of(PublicKey, "A public key, for policies that authenticate instances.", [Of(Key, "String", One)]),
        Of(AppCookie, "Clients of an HTTP or HTTPS listener stay with an instance by a cookie of the application.",
            [Of(CookieName, "String", One)]),
        Of(Cookie, "Clients of an HTTP or HTTPS listener stay with an instance by a cookie of the load balancer.",
            [Of(Period, "Long", ZeroOrOne)]),
        Of(Proxy, "Instances behind a TCP or SSL listener are told of the client.",
            [Of(ProxyProtocol, "Boolean", One)]),
    ];

    public static PolicyTypeDescription Find(string name) => All.FirstOrDefault(each => each.PolicyTypeName == name)
        ?? throw ClassicElbErrors.PolicyTypeNotFoundException($"There is no policy type named {name}");

    public static bool IsSticky(PolicyDescription policy) => policy.PolicyTypeName is AppCookie or Cookie;

    /// <summary>The value of an attribute that a policy has once at most.</summary>
    public static string? Value(PolicyDescription policy, string attribute) =>
        policy.PolicyAttributeDescriptions!.Find(each => each.AttributeName == attribute)?.AttributeValue;

    /// <summary>For how long a cookie of the balancer is good; null for as long as the client is open.</summary>
    public static long? Seconds(PolicyDescription policy) =>
        Value(policy, Period) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    private static PolicyTypeDescription Of(
        string name, string text, List<PolicyAttributeTypeDescription> attributes) =>
        new() { PolicyTypeName = name, Description = text, PolicyAttributeTypeDescriptions = attributes };

    private static PolicyAttributeTypeDescription Of(string name, string type, string cardinality) =>
        new() { AttributeName = name, AttributeType = type, Cardinality = cardinality };
}
