using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>Connections that name a load balancer are carried to its nodes, TLS as it is.</summary>
public sealed class BalancerNameTests
{
    private const string Version = "&Version=2015-12-01";

    [Fact]
    public async Task TLS_that_names_a_balancer_shows_the_certificate_of_its_listener()
    {
        await using var server = await Running.Start();
        var (arn, dns) = await Balancer(server, "shop");
        using var own = Made(dns);
        await Listener(server, arn, "HTTP", 80, 201);
        var secure = $"&Certificates.member.1.CertificateArn={Uri.EscapeDataString(await Import(server, own))}";
        await Listener(server, arn, "HTTPS", 443, 202, secure);
        await Listener(server, arn, "HTTPS", 444, 203, secure);
        Assert.Equal((202, own.Thumbprint), await Asked(server, dns));
        Assert.Equal((201, null), await Asked(server, dns, isSecure: false));
    }

    [Fact]
    public async Task TLS_that_names_a_balancer_without_such_a_listener_ends_at_the_gateway()
    {
        await using var server = await Running.Start();
        var (arn, dns) = await Balancer(server, "shop");
        await Listener(server, arn, "HTTP", 80, 201);
        var (status, seen) = await Asked(server, dns);
        Assert.Equal(201, status);
        Assert.Equal(seen, (await Asked(server, "localhost", "/_faultline/health")).Certificate);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("nobody-1.us-east-1.elb.localhost.localstack.cloud")]
    public async Task TLS_that_names_no_balancer_is_for_this_server(string name)
    {
        await using var server = await Running.Start();
        await Listener(server, (await Balancer(server, "shop")).Arn, "HTTP", 80, 201);
        Assert.Equal(200, (await Asked(server, name, "/_faultline/health")).Status);
    }

    /// <summary>Waits until the node is up, and asks; gives the status and the certificate that was shown.</summary>
    private static async Task<(int Status, string? Certificate)> Asked(
        Running server, string name, string path = "/", bool isSecure = true)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                return await Once(server, name, path, isSecure);
            }
            catch (Exception early) when (early is IOException or InvalidOperationException)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    private static async Task<(int Status, string? Certificate)> Once(
        Running server, string name, string path, bool isSecure)
    {
        await using var line = server.Connect();
        // Any certificate will do, so that the test can say which one it was.
        await using var tls = isSecure ? new SslStream(line, true, (_, shown, _, _) => shown is not null) : null;
        if (tls is not null)
        {
            await tls.AuthenticateAsClientAsync(name);
        }

        var stream = (Stream?)tls ?? line;
        await stream.WriteAsync(Running.Request($"GET {path} HTTP/1.1\nHost: {name}", null));
        await stream.FlushAsync();
        var answer = await Answer.Read(stream) ?? throw new IOException("It ended.");
        using var shown = tls?.RemoteCertificate is { } seen ? new X509Certificate2(seen) : null;
        return (answer.Status, shown?.Thumbprint);
    }

    private static async Task<(string Arn, string Dns)> Balancer(Running server, string name)
    {
        var found = await server.Form("Action=DescribeSubnets&Version=2016-11-15", "ec2");
        await server.Form(
            "Action=AuthorizeSecurityGroupIngress&GroupName=default&IpProtocol=-1&CidrIp=0.0.0.0%2F0"
                + "&Version=2016-11-15",
            "ec2");
        var made = await Elb(
            server, $"Action=CreateLoadBalancer&Name={name}&Subnets.member.1={Value(found, "subnetId")}"
                + $"&Subnets.member.2={Values(found, "subnetId").ElementAt(1)}");
        return (Value(made, "LoadBalancerArn"), Value(made, "DNSName"));
    }

    private static Task<Answer> Listener(
        Running server, string balancer, string protocol, int port, int status, string more = "") => Elb(
        server,
        $"Action=CreateListener&Protocol={protocol}&Port={port}&DefaultActions.member.1.Type=fixed-response"
        + $"&DefaultActions.member.1.FixedResponseConfig.StatusCode={status}"
        + $"&LoadBalancerArn={Uri.EscapeDataString(balancer)}{more}");

    private static async Task<string> Import(Running server, X509Certificate2 certificate)
    {
        string Pem(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
        using var key = certificate.GetECDsaPrivateKey()!;
        var made = await server.Send(
            string.Join('\n',
                ["POST / HTTP/1.1", "Host: localhost:4566", "Content-Type: application/x-amz-json-1.1",
                    "X-Amz-Target: CertificateManager.ImportCertificate", Running.Key("test", "acm")]),
            Encoding.UTF8.GetBytes(
                $$"""
                {
                  "Certificate": "{{Pem(certificate.ExportCertificatePem())}}",
                  "PrivateKey": "{{Pem(key.ExportPkcs8PrivateKeyPem())}}"
                }
                """));
        Assert.Equal(200, made.Status);
        using var json = JsonDocument.Parse(made.Text);
        return json.RootElement.GetProperty("CertificateArn").GetString()!;
    }

    private static X509Certificate2 Made(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=shop", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(10));
    }

    private static async Task<Answer> Elb(Running server, string form)
    {
        var answer = await server.Form(form + Version, "elasticloadbalancing");
        Assert.True(answer.Status == 200, answer.Text);
        return answer;
    }

    private static string Value(Answer answer, string name) => Values(answer, name).First();

    private static IEnumerable<string> Values(Answer answer, string name) => answer.Xml.Descendants()
        .Where(element => element.Name.LocalName == name)
        .Select(element => element.Value);
}
