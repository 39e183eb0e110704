using System.Text;
using System.Text.Json;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>The classic API of Elastic Load Balancing in the query protocol, as bytes.</summary>
public sealed class ClassicElbTests
{
    private const string Listener = "&LoadBalancerName=old&AvailabilityZones.member.1=us-east-1a"
        + "&Listeners.member.1.Protocol=HTTP&Listeners.member.1.LoadBalancerPort=80"
        + "&Listeners.member.1.InstancePort=8080";

    [Fact]
    public async Task A_balancer_is_made_and_shown_and_the_other_API_does_not_know_it()
    {
        await using var server = await Running.Start();
        var made = await Elb(server, $"Action=CreateLoadBalancer{Listener}");
        Assert.Equal(200, made.Status);
        Assert.Contains(
            "<CreateLoadBalancerResponse xmlns=\"http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/\">"
            + "<CreateLoadBalancerResult><DNSName>old-",
            made.Text, StringComparison.Ordinal);
        var shown = await Elb(server, "Action=DescribeLoadBalancers&LoadBalancerNames.member.1=old");
        Assert.Contains("<HealthCheck><Target>TCP:8080</Target>", shown.Text, StringComparison.Ordinal);
        Assert.Contains(
            "<AvailabilityZones><member>us-east-1a</member></AvailabilityZones>", shown.Text, StringComparison.Ordinal);
        var others = await server.Form("Action=DescribeLoadBalancers&Version=2015-12-01", "elasticloadbalancing");
        Assert.Equal(200, others.Status);
        Assert.DoesNotContain("old", others.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Action=DescribeLoadBalancers&LoadBalancerNames.member.1=none", 400, "LoadBalancerNotFound")]
    [InlineData("Action=DeleteLoadBalancerPolicy&LoadBalancerName=none&PolicyName=p", 400, "LoadBalancerNotFound")]
    [InlineData("Action=DescribeLoadBalancerPolicyTypes&PolicyTypeNames.member.1=x", 400, "PolicyTypeNotFound")]
    [InlineData("Action=CreateLoadBalancer&LoadBalancerName=old", 400, "ValidationError")]
    public async Task Errors_have_awss_codes(string form, int status, string code)
    {
        await using var server = await Running.Start();
        var answer = await Elb(server, form);
        Assert.Equal(status, answer.Status);
        Assert.Contains($"<Code>{code}</Code>", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_a_listener_shows_is_not_deleted()
    {
        await using var server = await Running.Start();
        var asked = await Acm(
            server, "RequestCertificate", """{"DomainName":"example.com","ValidationMethod":"DNS"}""");
        using var made = JsonDocument.Parse(asked.Text);
        var arn = made.RootElement.GetProperty("CertificateArn").GetString()!;
        var named = $$"""{"CertificateArn":"{{arn}}"}""";
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await Acm(server, "DescribeCertificate", named)).Text.Contains("\"ISSUED\"", StringComparison.Ordinal))
        {
            await Task.Delay(20, limit.Token);
        }

        await Elb(server, $"Action=CreateLoadBalancer{Listener}");
        var listens = await Elb(
            server,
            "Action=CreateLoadBalancerListeners&LoadBalancerName=old&Listeners.member.1.Protocol=HTTPS"
            + "&Listeners.member.1.LoadBalancerPort=443&Listeners.member.1.InstancePort=8080"
            + $"&Listeners.member.1.SSLCertificateId={Uri.EscapeDataString(arn)}");
        Assert.Equal(200, listens.Status);
        var refused = await Acm(server, "DeleteCertificate", named);
        Assert.Equal(400, refused.Status);
        Assert.Contains("ResourceInUseException", refused.Text, StringComparison.Ordinal);
        await Elb(server, "Action=DeleteLoadBalancer&LoadBalancerName=old");
        Assert.Equal(200, (await Acm(server, "DeleteCertificate", named)).Status);
    }

    private static async Task<Answer> Elb(Running server, string form) =>
        await server.Form($"{form}&Version=2012-06-01", "elasticloadbalancing");

    private static async Task<Answer> Acm(Running server, string operation, string input) => await server.Send(
        string.Join('\n',
            ["POST / HTTP/1.1", "Host: localhost:4566", "Content-Type: application/x-amz-json-1.1",
                $"X-Amz-Target: CertificateManager.{operation}", Running.Key("test", "acm")]),
        Encoding.UTF8.GetBytes(input));
}
