using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>Elastic Load Balancing in the query protocol, as bytes.</summary>
public sealed class ElbTests
{
    private const string Version = "&Version=2015-12-01";

    [Fact]
    public async Task A_balancer_is_made_listens_and_is_shown()
    {
        await using var server = await Running.Start();
        var subnets = Values(await Ec2(server, "Action=DescribeSubnets"), "subnetId").Take(2).ToList();
        var made = await Elb(
            server, $"Action=CreateLoadBalancer&Name=web&Subnets.member.1={subnets[0]}&Subnets.member.2={subnets[1]}");
        Assert.Equal(200, made.Status);
        var arn = Assert.Single(Values(made, "LoadBalancerArn"));
        var listener = await Elb(
            server,
            "Action=CreateListener&Protocol=HTTP&Port=80&DefaultActions.member.1.Type=fixed-response"
            + "&DefaultActions.member.1.FixedResponseConfig.StatusCode=404"
            + $"&LoadBalancerArn={Uri.EscapeDataString(arn)}");
        Assert.Equal(200, listener.Status);
        Assert.Contains(
            "<DefaultActions><member><Type>fixed-response</Type><FixedResponseConfig><StatusCode>404</StatusCode>",
            listener.Text, StringComparison.Ordinal);
        var shown = await Elb(server, "Action=DescribeLoadBalancers&Names.member.1=web");
        Assert.Equal([arn], Values(shown, "LoadBalancerArn"));
        Assert.EndsWith(
            ".us-east-1.elb.localhost.localstack.cloud",
            Assert.Single(Values(shown, "DNSName")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_have_awss_codes()
    {
        await using var server = await Running.Start();
        var answer = await Elb(server, "Action=DescribeLoadBalancers&Names.member.1=none");
        Assert.Equal(400, answer.Status);
        Assert.Contains("<Code>LoadBalancerNotFound</Code>", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Load balancers '[none]' not found", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_built_says_so_by_name()
    {
        await using var server = await Running.Start();
        var answer = await Elb(server, "Action=DescribeTrustStores");
        Assert.Equal(501, answer.Status);
        Assert.Contains("elbv2:DescribeTrustStores", answer.Text, StringComparison.Ordinal);
    }

    private static async Task<Answer> Elb(Running server, string form) =>
        await server.Form(form + Version, "elasticloadbalancing");

    private static async Task<Answer> Ec2(Running server, string form) =>
        await server.Form(form + "&Version=2016-11-15", "ec2");

    private static IEnumerable<string> Values(Answer answer, string name) => answer.Xml.Descendants()
        .Where(element => element.Name.LocalName == name)
        .Select(element => element.Value);
}
