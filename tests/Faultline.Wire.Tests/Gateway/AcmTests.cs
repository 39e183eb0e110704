using System.Text;
using System.Text.Json;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>AWS Certificate Manager in JSON, as bytes, and what load balancing makes of its certificates.</summary>
public sealed class AcmTests
{
    [Fact]
    public async Task A_certificate_is_issued_and_shown_by_a_listener()
    {
        await using var server = await Running.Start();
        var made = await Acm(server, "RequestCertificate", """{"DomainName":"example.com","ValidationMethod":"DNS"}""");
        Assert.Equal(200, made.Status);
        var arn = Json(made).GetProperty("CertificateArn").GetString()!;
        var named = $$"""{"CertificateArn":"{{arn}}"}""";
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        JsonElement shown;
        while ((shown = Json(await Acm(server, "DescribeCertificate", named)).GetProperty("Certificate"))
            .GetProperty("Status").GetString() != "ISSUED")
        {
            await Task.Delay(20, limit.Token);
        }

        Assert.Equal(JsonValueKind.Number, shown.GetProperty("NotAfter").ValueKind);
        var given = Json(await Acm(server, "GetCertificate", named));
        Assert.StartsWith(
            "-----BEGIN CERTIFICATE-----\n", given.GetProperty("Certificate").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", given.ToString(), StringComparison.Ordinal);
        Assert.Equal(200, (await Listener(server, arn)).Status);
        var refused = await Acm(server, "DeleteCertificate", named);
        Assert.Equal(400, refused.Status);
        Assert.Equal("ResourceInUseException", Json(refused).GetProperty("__type").GetString());
    }

    [Fact]
    public async Task A_certificate_that_is_not_there_is_no_listeners()
    {
        await using var server = await Running.Start();
        const string Arn = "arn:aws:acm:us-east-1:000000000000:certificate/01234567-89ab-cdef-0123-456789abcdef";
        var refused = await Listener(server, Arn);
        Assert.Equal(400, refused.Status);
        Assert.Contains("<Code>CertificateNotFound</Code>", refused.Text, StringComparison.Ordinal);
        var missing = await Acm(server, "DescribeCertificate", $$"""{"CertificateArn":"{{Arn}}"}""");
        Assert.Equal("ResourceNotFoundException", Json(missing).GetProperty("__type").GetString());
    }

    [Fact]
    public async Task What_is_not_built_says_so_by_name()
    {
        await using var server = await Running.Start();
        var answer = await Acm(server, "SearchCertificates", "{}");
        Assert.Equal(501, answer.Status);
        Assert.Contains("acm:SearchCertificates", answer.Text, StringComparison.Ordinal);
    }

    private static async Task<Answer> Acm(Running server, string operation, string input) => await server.Send(
        string.Join('\n',
            ["POST / HTTP/1.1", "Host: localhost:4566", "Content-Type: application/x-amz-json-1.1",
                $"X-Amz-Target: CertificateManager.{operation}", Running.Key("test", "acm")]),
        Encoding.UTF8.GetBytes(input));

    private static async Task<Answer> Listener(Running server, string certificate)
    {
        var found = await server.Form("Action=DescribeSubnets&Version=2016-11-15", "ec2");
        var subnets = Values(found, "subnetId").Take(2).ToList();
        const string Version = "&Version=2015-12-01";
        var made = await server.Form(
            $"Action=CreateLoadBalancer&Name=web&Subnets.member.1={subnets[0]}&Subnets.member.2={subnets[1]}{Version}",
            "elasticloadbalancing");
        return await server.Form(
            "Action=CreateListener&Protocol=HTTPS&Port=443&DefaultActions.member.1.Type=fixed-response"
            + "&DefaultActions.member.1.FixedResponseConfig.StatusCode=404"
            + $"&Certificates.member.1.CertificateArn={Uri.EscapeDataString(certificate)}"
            + $"&LoadBalancerArn={Uri.EscapeDataString(Values(made, "LoadBalancerArn").Single())}{Version}",
            "elasticloadbalancing");
    }

    private static JsonElement Json(Answer answer)
    {
        using var json = JsonDocument.Parse(answer.Text);
        return json.RootElement.Clone();
    }

    private static IEnumerable<string> Values(Answer answer, string name) => answer.Xml.Descendants()
        .Where(element => element.Name.LocalName == name)
        .Select(element => element.Value);
}
