using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Faultline.Engines.Balancer.Config;

namespace Faultline.Tests.ClassicElb;

/// <summary>What the engine is told.</summary>
public sealed class WantedTests : IDisposable
{
    private readonly X509Certificate2 certificate = Certificate();
    private readonly SslStreamCertificateContext shown;
    private readonly ClassicRig rig;

    public WantedTests()
    {
        shown = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        rig = new(options => options with
        {
            Certificate = arn => arn == "arn:here" ? shown : null,
        });
    }

    private BalancerConfig Config => rig.Balancers.All.Values.Single();

    public void Dispose() => certificate.Dispose();

    [Fact]
    public async Task Instances_are_asked_where_listeners_say_and_checked_once()
    {
        await rig.Create(input => input.Listeners =
        [
            ClassicRig.Listener(),
            ClassicRig.Listener("HTTP", 81, 8080),
            ClassicRig.Listener("TCP", 90, 9090),
        ]);
        var machine = await rig.Machine();
        await rig.Register(machine);
        await rig.Settle();
        Assert.Equal(["HTTP:8080", "TCP:9090", "health"], Config.Groups.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([80, 81, 90], Config.Listeners.Select(listener => listener.Port));
        Assert.Equal(["HTTP:8080", "HTTP:8080", "TCP:9090"], Config.Listeners.Select(Group));
        Assert.All(
            Config.Groups.Values,
            group => Assert.Equal(group.Name == "health" ? null : "health", group.HealthOf));
        Assert.All(Config.Groups.Values, group => Assert.Equal((false, false), (group.FailsOpen, group.CrossZone)));
        Assert.Equal(Algorithm.LeastOutstanding, Config.Groups["HTTP:8080"].Algorithm);
        Assert.Equal(Algorithm.RoundRobin, Config.Groups["TCP:9090"].Algorithm);
        Assert.Equal([8080, 8080, 9090], Config.Groups.OrderBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => each.Value.Targets.Single().Address.Port).Order());
        Assert.Equal(
            (CheckProtocol.Tcp, 10, 10, 2),
            (Config.Groups["health"].Check.Protocol, Config.Groups["health"].Check.HealthyAfter,
                Config.Groups["health"].Check.NewHealthyAfter, Config.Groups["health"].Check.UnhealthyAfter));
        Assert.Equal((false, true), (Config.Http.Traces, Config.Http.KeepsHost));
    }

    [Fact]
    public async Task Policies_are_what_the_engine_does()
    {
        await rig.Create(input => input.Listeners =
        [
            ClassicRig.Listener(),
            ClassicRig.Listener("HTTP", 81, 8080),
            ClassicRig.Listener("TCP", 90, 9090, "SSL"),
        ]);
        using var key = RSA.Create(2048);
        await rig.Policy("session", "LBCookieStickinessPolicyType");
        await rig.Policy("app", "AppCookieStickinessPolicyType", ("CookieName", "SID"));
        await rig.Policy("proxy", "ProxyProtocolPolicyType", ("ProxyProtocol", "true"));
        await rig.Policy(
            "key", "PublicKeyPolicyType", ("PublicKey", Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())));
        await rig.Policy("known", "BackendServerAuthenticationPolicyType", ("PublicKeyPolicyName", "key"));
        await rig.SetListener(80, "session");
        await rig.SetListener(81, "app");
        await rig.SetBackend(9090, "proxy", "known");
        await rig.Settle();
        Assert.Equal(["HTTP:8080#session", "HTTP:8080#app", "SSL:9090"], Config.Listeners.Select(Group));
        Assert.Equal(
            new StickyConfig(Timeout.InfiniteTimeSpan) { Own = "AWSELB" }, Config.Groups["HTTP:8080#session"].Sticky);
        Assert.Equal(
            new StickyConfig(Timeout.InfiniteTimeSpan, "SID") { Own = "AWSELB" },
            Config.Groups["HTTP:8080#app"].Sticky);
        var secure = Config.Groups["SSL:9090"];
        Assert.Equal((TargetProtocol.Tls, true, 1), (secure.Protocol, secure.TellsClient, secure.ProxyVersion));
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), secure.TrustedKeys.Single());
        Assert.Null(Config.Groups["health"].Sticky);
    }

    [Fact]
    public async Task A_listener_without_its_certificate_does_not_listen()
    {
        await rig.Create(input => input.Listeners =
        [
            ClassicRig.Listener("HTTPS", 443, 80, null, "arn:here"),
            ClassicRig.Listener("SSL", 444, 80, null, "arn:none"),
        ]);
        await rig.Settle();
        var listener = Config.Listeners.Single();
        Assert.Equal((443, shown, 12), (listener.Port, listener.Tls!.Default, listener.Tls.VersionMax));
    }

    [Fact]
    public async Task Attributes_reach_the_engine()
    {
        await rig.Create();
        await rig.Set(new()
        {
            CrossZoneLoadBalancing = new() { Enabled = true },
            ConnectionSettings = new() { IdleTimeout = 7 },
        });
        await rig.Settle();
        Assert.Equal(TimeSpan.FromSeconds(7), Config.IdleAfter);
        Assert.All(Config.Groups.Values, group => Assert.True(group.CrossZone));
    }

    [Fact]
    public async Task What_did_not_change_is_not_brought_about_again()
    {
        await rig.Create();
        await rig.Settle();
        var applied = rig.Balancers.Applied;
        await rig.Health();
        await rig.Settle();
        Assert.Equal(applied, rig.Balancers.Applied);
    }

    private static string Group(ListenerConfig listener) =>
        ((RuleAction.Forward)listener.Rules.Single().Action).Groups.Single().Group;

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=shop.test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
    }
}
