using Faultline.Api.Elb;
using Faultline.Wire;

namespace Faultline.Services.Elb;

/// <summary>
/// The predefined security policies ("Security policies for your Application Load Balancer" in its user guide): which
/// versions of TLS each speaks, and its ciphers in their order.
/// </summary>
internal static class SslPolicies
{
    /// <summary>What CreateListener gives a listener that asks for none.</summary>
    public const string Unasked = "ELBSecurityPolicy-2016-08";

    private static readonly string[] newest =
        ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];

    // Ciphers that keep what was said secret when a key is lost: of 128 bits, then of 256; each authenticated with its
    // data, with SHA-2, with SHA-1.
    private static readonly string[][] small =
    [
        ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"],
        ["ECDHE-ECDSA-AES128-SHA256", "ECDHE-RSA-AES128-SHA256"],
        ["ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA"],
    ];

    private static readonly string[][] large =
    [
        ["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384"],
        ["ECDHE-ECDSA-AES256-SHA384", "ECDHE-RSA-AES256-SHA384"],
        ["ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA"],
    ];

    private static readonly string[] plain =
        ["AES128-GCM-SHA256", "AES128-SHA256", "AES256-GCM-SHA384", "AES256-SHA256"];

    private static readonly string[] oldest =
    [
        "AES128-GCM-SHA256", "AES128-SHA256", "AES128-SHA", "AES256-GCM-SHA384", "AES256-SHA256", "AES256-SHA",
    ];

    public static IReadOnlyList<SslPolicy> All { get; } =
    [
        Of(Unasked, "1.2 1.1 1.0", Kept(3), oldest),
        Of("ELBSecurityPolicy-FS-1-1-2019-08", "1.2 1.1", Kept(3)),
        Of("ELBSecurityPolicy-FS-1-2-2019-08", "1.2", Kept(3)),
        Of("ELBSecurityPolicy-FS-1-2-Res-2019-08", "1.2", Kept(2)),
        Of("ELBSecurityPolicy-FS-1-2-Res-2020-10", "1.2", Kept(1)),
        Of("ELBSecurityPolicy-FS-2018-06", "1.2 1.1 1.0", Kept(3)),
        Of("ELBSecurityPolicy-TLS-1-1-2017-01", "1.2 1.1", Kept(3), oldest),
        Of("ELBSecurityPolicy-TLS-1-2-2017-01", "1.2", Kept(2), plain),
        Of("ELBSecurityPolicy-TLS-1-2-Ext-2018-06", "1.2", Kept(3), oldest),
        Of("ELBSecurityPolicy-TLS13-1-0-2021-06", "1.3 1.2 1.1 1.0", newest, Kept(3), oldest),
        Of("ELBSecurityPolicy-TLS13-1-1-2021-06", "1.3 1.2 1.1", newest, Kept(3), oldest),
        Of("ELBSecurityPolicy-TLS13-1-2-2021-06", "1.3 1.2", newest, Kept(2)),
        Of("ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06", "1.3 1.2", newest, Kept(2), plain),
        Of("ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", "1.3 1.2", newest, Kept(3), oldest),
        Of("ELBSecurityPolicy-TLS13-1-2-Res-2021-06", "1.3 1.2", newest, Kept(1)),
        Of("ELBSecurityPolicy-TLS13-1-3-2021-06", "1.3", newest),
    ];

    public static SslPolicy? Find(string name) => All.FirstOrDefault(policy => policy.Name == name);

    public static AwsError Unknown(string name) =>
        ElbErrors.SSLPolicyNotFoundException($"SSL policy '{name}' not found");

    /// <summary>The oldest version that a policy speaks and the balancers here have: 12 or 13.</summary>
    public static int VersionMin(string? name) =>
        Find(name ?? Unasked)?.SslProtocols!.Contains("TLSv1.2") == false ? 13 : 12;

    /// <summary>The first so many of each size.</summary>
    private static string[] Kept(int grades) => [.. small.Take(grades).Concat(large.Take(grades)).SelectMany(x => x)];

    private static SslPolicy Of(string name, string versions, params string[][] ciphers) => new()
    {
        Name = name,
        SslProtocols = [.. versions.Split(' ').Select(version => version == "1.0" ? "TLSv1" : $"TLSv{version}")],
        Ciphers = [.. ciphers.SelectMany(each => each)
            .Select((cipher, index) => new Cipher { Name = cipher, Priority = index + 1 })],
        SupportedLoadBalancerTypes = [LoadBalancerTypeEnum.Application, LoadBalancerTypeEnum.Network],
    };
}
