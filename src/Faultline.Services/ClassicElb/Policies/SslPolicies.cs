using Faultline.Api.ClassicElb;

namespace Faultline.Services.ClassicElb.Policies;

/// <summary>
/// What listeners agree on with their clients ("Predefined SSL security policies for Classic Load Balancers" in the
/// user guide).
/// </summary>
internal static class SslPolicies
{
    public const string Reference = "Reference-Security-Policy";

    /// <summary>What a listener has that was given none.</summary>
    public const string Unasked = "ELBSecurityPolicy-2016-08";

    public const string Tls12 = "Protocol-TLSv1.2";

    private const string Ordered = "Server-Defined-Cipher-Order";

    private static readonly string[] protocols = ["Protocol-TLSv1", "Protocol-SSLv3", "Protocol-TLSv1.1", Tls12];

    private static readonly string[] newest =
    [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256",
        "ECDHE-RSA-AES128-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-AES256-SHA384", "ECDHE-RSA-AES256-SHA384", "AES128-GCM-SHA256", "AES128-SHA256",
        "AES256-GCM-SHA384", "AES256-SHA256",
    ];

    private static readonly string[] usual =
    [
        .. newest, "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-SHA", "ECDHE-ECDSA-AES256-SHA",
        "AES128-SHA", "AES256-SHA",
    ];

    private static readonly string[] older = [.. usual, "DHE-RSA-AES128-SHA", "DHE-DSS-AES128-SHA"];

    private const string Triple = "DES-CBC3-SHA";

    /// <summary>Ciphers that a policy of one's own may name and no predefined one here has.</summary>
    private static readonly string[] others =
    [
        "CAMELLIA128-SHA", "EDH-RSA-DES-CBC3-SHA", "ECDHE-RSA-RC4-SHA", "RC4-SHA", "ECDHE-ECDSA-RC4-SHA",
        "DHE-DSS-AES256-GCM-SHA384", "DHE-RSA-AES256-GCM-SHA384", "DHE-RSA-AES256-SHA256", "DHE-DSS-AES256-SHA256",
        "DHE-RSA-AES256-SHA", "DHE-DSS-AES256-SHA", "DHE-RSA-CAMELLIA256-SHA", "DHE-DSS-CAMELLIA256-SHA",
        "CAMELLIA256-SHA", "EDH-DSS-DES-CBC3-SHA", "DHE-DSS-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256",
        "DHE-RSA-AES128-SHA256", "DHE-DSS-AES128-SHA256", "DHE-RSA-CAMELLIA128-SHA", "DHE-DSS-CAMELLIA128-SHA",
    ];

    /// <summary>All that a policy can turn on or off.</summary>
    public static IReadOnlyList<string> Attributes { get; } = [.. protocols, Ordered, .. older, Triple, .. others];

    public static IReadOnlyList<PolicyDescription> Predefined { get; } =
    [
        Of(Unasked, "1 1.1 1.2", usual),
        Of("ELBSecurityPolicy-TLS-1-2-2017-01", "1.2", newest),
        Of("ELBSecurityPolicy-TLS-1-1-2017-01", "1.1 1.2", usual),
        Of("ELBSecurityPolicy-2015-05", "1 1.1 1.2", [.. usual, Triple]),
        Of("ELBSecurityPolicy-2015-03", "1 1.1 1.2", [.. older, Triple]),
        Of("ELBSecurityPolicy-2015-02", "1 1.1 1.2", older),
    ];

    /// <summary>Those that AWS has besides.</summary>
    public static IReadOnlyList<string> Unbuilt { get; } =
    [
        "ELBSecurityPolicy-2014-10", "ELBSecurityPolicy-2014-01", "ELBSecurityPolicy-2011-08",
        "ELBSample-ELBDefaultNegotiationPolicy", "ELBSample-OpenSSLDefaultNegotiationPolicy",
        "ELBSample-ELBDefaultCipherPolicy", "ELBSample-OpenSSLDefaultCipherPolicy",
    ];

    public static PolicyDescription? Find(string? name) =>
        Predefined.FirstOrDefault(policy => policy.PolicyName == name);

    /// <summary>Every attribute of a policy, by those that are turned on.</summary>
    public static List<PolicyAttributeDescription> Show(IReadOnlySet<string> on) =>
    [
        .. Attributes.Select(name => new PolicyAttributeDescription
        {
            AttributeName = name,
            AttributeValue = on.Contains(name) ? "true" : "false",
        }),
    ];

    private static PolicyDescription Of(string name, string versions, string[] ciphers) => new()
    {
        PolicyName = name,
        PolicyTypeName = PolicyTypes.Ssl,
        PolicyAttributeDescriptions =
        [
            new() { AttributeName = Reference, AttributeValue = name },
            .. Show(versions.Split(' ').Select(version => version == "1" ? protocols[0] : $"Protocol-TLSv{version}")
                .Concat(ciphers).Append(Ordered).ToHashSet(StringComparer.Ordinal)),
        ],
    };
}
