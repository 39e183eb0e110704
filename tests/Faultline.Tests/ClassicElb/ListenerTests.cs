using System.Security.Cryptography;
using Faultline.Services;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.ClassicElb;

/// <summary>Listeners and policies.</summary>
public sealed class ListenerTests
{
    private const string Certificate = "arn:aws:acm:us-east-1:000000000000:certificate/x";
    private readonly ClassicRig rig = new(options => options with
    {
        Standing = (_, arn) => arn == Certificate ? CertificateStanding.Fit : CertificateStanding.Missing,
    });

    [Theory]
    [InlineData("HTTP", null, "HTTP")]
    [InlineData("http", "https", "HTTPS")]
    [InlineData("HTTPS", null, "HTTP")]
    [InlineData("TCP", null, "TCP")]
    [InlineData("SSL", "TCP", "TCP")]
    public async Task Protocols_of_one_layer_go_together(string protocol, string? inner, string shown)
    {
        await rig.Create(input => input.Listeners = [ClassicRig.Listener(protocol, 443, 1, inner, Certificate)]);
        var listener = (await rig.Look()).ListenerDescriptions!.Single();
        Assert.Equal(shown, listener.Listener!.InstanceProtocol);
        var isSecure = protocol is "HTTPS" or "SSL";
        Assert.Equal(isSecure ? Certificate : null, listener.Listener.SSLCertificateId);
        Assert.Equal(isSecure ? ["ELBSecurityPolicy-2016-08"] : [], listener.PolicyNames!);
    }

    [Theory]
    [InlineData("HTTP", 81, "TCP", null, "ValidationError")]
    [InlineData("SSL", 81, "HTTPS", Certificate, "ValidationError")]
    [InlineData("UDP", 81, null, null, "UnsupportedProtocol")]
    [InlineData("HTTP", 0, null, null, "ValidationError")]
    [InlineData("HTTP", 65536, null, null, "ValidationError")]
    [InlineData("HTTPS", 81, null, null, "CertificateNotFound")]
    [InlineData("HTTPS", 81, null, "arn:other", "CertificateNotFound")]
    public async Task What_cannot_be_is_refused(string protocol, int port, string? inner, string? arn, string code)
    {
        await rig.Create();
        await rig.Refused(code, () => rig.Listen(ClassicRig.Listener(protocol, port, 1, inner, arn)));
    }

    [Fact]
    public async Task The_same_listener_is_there_already_and_another_at_its_port_is_refused()
    {
        await rig.Create();
        await rig.Listen(ClassicRig.Listener(), ClassicRig.Listener("TCP", 81));
        Assert.Equal(2, (await rig.Look()).ListenerDescriptions!.Count);
        await rig.Refused("DuplicateListener", () => rig.Listen(ClassicRig.Listener(to: 1)));
        await rig.Refused("DuplicateListener", () => rig.Listen(
            ClassicRig.Listener(port: 1), ClassicRig.Listener(port: 1, to: 2)));
        await rig.Refused("DuplicateListener", () => rig.Listen(
            ClassicRig.Listener(port: 82), ClassicRig.Listener(to: 1)));
        await rig.Elb.DeleteLoadBalancerListeners(
            rig.Call("DeleteLoadBalancerListeners"),
            new() { LoadBalancerName = "web", LoadBalancerPorts = [81, 4] },
            ClassicRig.Ct);
        Assert.Equal(80, (await rig.Look()).ListenerDescriptions!.Single().Listener!.LoadBalancerPort);
    }

    [Fact]
    public async Task A_certificate_is_shown_by_secure_listeners()
    {
        await rig.Create(input => input.Listeners.Add(ClassicRig.Listener("HTTPS", 443, 1, null, Certificate)));
        await rig.Refused("CertificateNotFound", () => SetCertificate(443, "arn:none"));
        await rig.Refused("ListenerNotFound", () => SetCertificate(444, Certificate));
        await rig.Refused("InvalidConfigurationRequest", () => SetCertificate(80, Certificate));
        await SetCertificate(443, Certificate);
        using var uses = await rig.Elb.Certificates(ClassicRig.Ct);
        Assert.Equal(
            [$"arn:aws:elasticloadbalancing:us-east-1:{Ec2Call.Account}:loadbalancer/web"], uses.Of(Certificate));
        Assert.Empty(uses.Of("arn:none"));
    }

    [Fact]
    public async Task Policies_stand_where_they_fit()
    {
        await rig.Create(input => input.Listeners =
        [
            ClassicRig.Listener(),
            ClassicRig.Listener("HTTPS", 443, 8443, "HTTPS", Certificate),
            ClassicRig.Listener("TCP", 90, 90),
        ]);
        await rig.Policy("cookie", "LBCookieStickinessPolicyType", ("CookieExpirationPeriod", "60"));
        await rig.Policy("app", "AppCookieStickinessPolicyType", ("CookieName", "JSESSIONID"));
        await rig.Policy("proxy", "ProxyProtocolPolicyType", ("ProxyProtocol", "true"));
        await rig.Policy("tls", "SSLNegotiationPolicyType", ("Reference-Security-Policy", "ELBSecurityPolicy-2015-05"));
        await rig.Policy("key", "PublicKeyPolicyType", ("PublicKey", Key()));
        await rig.Policy("known", "BackendServerAuthenticationPolicyType", ("PublicKeyPolicyName", "key"));
        await rig.SetListener(80, "cookie");
        await rig.SetListener(443, "app", "tls");
        await rig.SetBackend(90, "proxy");
        await rig.SetBackend(8443, "known");
        var shown = await rig.Look();
        Assert.Equal(60, shown.Policies!.LBCookieStickinessPolicies!.Single().CookieExpirationPeriod);
        Assert.Equal("JSESSIONID", shown.Policies.AppCookieStickinessPolicies!.Single().CookieName);
        Assert.Equal(
            ["ELBSecurityPolicy-2016-08", "proxy", "tls", "key", "known"], shown.Policies.OtherPolicies!);
        Assert.Equal(
            "90 proxy, 8443 known",
            string.Join(", ", shown.BackendServerDescriptions!.Select(
                each => $"{each.InstancePort} {each.PolicyNames!.Single()}")));
        foreach (var (port, names) in new[] { (80, "tls"), (80, "proxy"), (90, "cookie"), (443, "key") })
        {
            await rig.Refused("InvalidConfigurationRequest", () => rig.SetListener(port, names));
        }

        await rig.Refused("InvalidConfigurationRequest", () => rig.SetListener(80, "cookie", "app"));
        await rig.Refused("PolicyNotFound", () => rig.SetListener(80, "none"));
        await rig.Refused("ListenerNotFound", () => rig.SetListener(81, "cookie"));
        await rig.Refused("InvalidConfigurationRequest", () => rig.SetBackend(8080, "proxy"));
        await rig.Refused("InvalidConfigurationRequest", () => rig.SetBackend(91, "proxy"));
        await rig.Refused("InvalidConfigurationRequest", () => rig.SetBackend(90, "known"));
        foreach (var used in (string[])["cookie", "app", "tls", "proxy", "key", "known"])
        {
            await rig.Refused("InvalidConfigurationRequest", () => Delete(used));
        }

        await rig.SetBackend(8443);
        await Delete("known");
        await Delete("key");
        await Delete("never");
        await rig.Sound();
    }

    [Theory]
    [InlineData("NoType", null, null, "PolicyTypeNotFound")]
    [InlineData("ProxyProtocolPolicyType", null, null, "InvalidConfigurationRequest")]
    [InlineData("ProxyProtocolPolicyType", "ProxyProtocol", "maybe", "InvalidConfigurationRequest")]
    [InlineData("ProxyProtocolPolicyType", "Other", "true", "InvalidConfigurationRequest")]
    [InlineData("LBCookieStickinessPolicyType", "CookieExpirationPeriod", "0", "InvalidConfigurationRequest")]
    [InlineData("AppCookieStickinessPolicyType", "CookieName", "a=b", "InvalidConfigurationRequest")]
    [InlineData("PublicKeyPolicyType", "PublicKey", "AAAA", "InvalidConfigurationRequest")]
    [InlineData("BackendServerAuthenticationPolicyType", "PublicKeyPolicyName", "none", "PolicyNotFound")]
    [InlineData("SSLNegotiationPolicyType", "Reference-Security-Policy", "ELBSecurityPolicy-2011-08", "NotImplemented")]
    [InlineData("SSLNegotiationPolicyType", "Reference-Security-Policy", "none", "InvalidConfigurationRequest")]
    [InlineData("SSLNegotiationPolicyType", "Protocol-TLSv1", "true", "NotImplemented")]
    public async Task A_policy_says_what_its_type_may(string type, string? name, string? value, string code)
    {
        await rig.Create();
        await rig.Refused(
            code, () => name is null ? rig.Policy("p", type) : rig.Policy("p", type, (name, value!)));
    }

    [Fact]
    public async Task A_policy_has_its_name_once()
    {
        await rig.Create();
        await rig.Policy("p", "ProxyProtocolPolicyType", ("ProxyProtocol", "true"));
        await rig.Refused(
            "DuplicatePolicyName", () => rig.Policy("p", "ProxyProtocolPolicyType", ("ProxyProtocol", "false")));
        await rig.Refused(
            "ValidationError", () => rig.Policy("p q", "ProxyProtocolPolicyType", ("ProxyProtocol", "false")));
    }

    [Fact]
    public async Task Predefined_policies_say_which_versions_they_have()
    {
        var all = (await rig.Elb.DescribeLoadBalancerPolicies(
            rig.Call("DescribeLoadBalancerPolicies"), new(), ClassicRig.Ct)).PolicyDescriptions!;
        string Versions(string name) => string.Join(' ', all.Single(policy => policy.PolicyName == name)
            .PolicyAttributeDescriptions!
            .Where(each => each.AttributeName!.StartsWith("Protocol-", StringComparison.Ordinal)
                && each.AttributeValue == "true")
            .Select(each => each.AttributeName!["Protocol-".Length..]));
        Assert.Equal("TLSv1 TLSv1.1 TLSv1.2", Versions("ELBSecurityPolicy-2016-08"));
        Assert.Equal("TLSv1.2", Versions("ELBSecurityPolicy-TLS-1-2-2017-01"));
        Assert.Equal(6, all.Count);
    }

    private static string Key()
    {
        using var key = RSA.Create(2048);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private async Task SetCertificate(int port, string arn) => await rig.Elb.SetLoadBalancerListenerSSLCertificate(
        rig.Call("SetLoadBalancerListenerSSLCertificate"),
        new() { LoadBalancerName = "web", LoadBalancerPort = port, SSLCertificateId = arn },
        ClassicRig.Ct);

    private async Task Delete(string policy) => await rig.Elb.DeleteLoadBalancerPolicy(
        rig.Call("DeleteLoadBalancerPolicy"),
        new() { LoadBalancerName = "web", PolicyName = policy },
        ClassicRig.Ct);
}
