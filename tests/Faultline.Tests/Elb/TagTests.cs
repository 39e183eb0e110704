using Faultline.Api.Elb;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.Elb;

/// <summary>Tags, quotas and security policies.</summary>
public sealed class TagTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private readonly ElbRig rig = new();

    [Fact]
    public async Task Everything_takes_tags_and_they_are_put_over_each_other()
    {
        var (balancer, group) = (await rig.Balancer(), await rig.Group());
        var listener = await rig.Listener(balancer, group);
        var rules = await rig.Elb.DescribeRules(
            rig.Call("DescribeRules"), new() { ListenerArn = listener.ListenerArn }, Ct);
        List<string> arns =
            [balancer.LoadBalancerArn!, group.TargetGroupArn!, listener.ListenerArn!, rules.Rules![0].RuleArn!];
        await Add(arns, ("a", "1"), ("b", "2"));
        await Add(arns, ("b", "3"));
        await rig.Elb.RemoveTags(
            rig.Call("RemoveTags"), new() { ResourceArns = [arns[0]], TagKeys = ["a", "x"] }, Ct);
        Assert.Equal(["b=3", "a=1 b=3", "a=1 b=3", "a=1 b=3"], await Tags(arns));
    }

    [Theory]
    [InlineData("loadbalancer/app/x/0123456789abcdef", "LoadBalancerNotFound")]
    [InlineData("targetgroup/x/0123456789abcdef", "TargetGroupNotFound")]
    [InlineData("listener/app/x/0123456789abcdef/0123456789abcdef", "ListenerNotFound")]
    [InlineData("listener-rule/app/x/0/1/2", "RuleNotFound")]
    [InlineData("truststore/x/0123456789abcdef", "TrustStoreNotFound")]
    [InlineData("nothing", "ValidationError")]
    public async Task What_is_not_there_is_named_by_its_kind(string resource, string code) => await Ec2Rig.Refused(
        code, () => Add([$"arn:aws:elasticloadbalancing:us-east-1:{Ec2Call.Account}:{resource}"], ("a", "b")));

    [Fact]
    public async Task No_more_than_fifty_and_each_key_once()
    {
        var arn = (await rig.Group()).TargetGroupArn!;
        await Ec2Rig.Refused("DuplicateTagKeys", () => Add([arn], ("a", "1"), ("a", "2")));
        await Ec2Rig.Refused("ValidationError", () => Add([arn], ("aws:a", "1")), "reserved");
        await Add([arn], [.. Enumerable.Range(0, 50).Select(number => ($"k{number}", ""))]);
        await Ec2Rig.Refused("TooManyTags", () => Add([arn], ("more", "")));
        await Add([arn], ("k1", "again"));
    }

    [Fact]
    public async Task Security_policies_have_awss_ciphers_and_unknown_ones_are_refused()
    {
        var all = await rig.Elb.DescribeSSLPolicies(rig.Call("DescribeSSLPolicies"), new(), Ct);
        Assert.Contains("ELBSecurityPolicy-2016-08", all.SslPolicies!.Select(policy => policy.Name));
        var one = await rig.Elb.DescribeSSLPolicies(
            rig.Call("DescribeSSLPolicies"), new() { Names = ["ELBSecurityPolicy-TLS13-1-2-2021-06"] }, Ct);
        var policy = Assert.Single(one.SslPolicies!);
        Assert.Equal(["TLSv1.3", "TLSv1.2"], policy.SslProtocols!);
        Assert.Equal(11, policy.Ciphers!.Count);
        Assert.Equal(("ECDHE-RSA-AES256-SHA384", 11), (policy.Ciphers[^1].Name, policy.Ciphers[^1].Priority));
        await Ec2Rig.Refused("SSLPolicyNotFound", () => rig.Elb.DescribeSSLPolicies(
            rig.Call("DescribeSSLPolicies"), new() { Names = ["x"] }, Ct).AsTask(), "SSL policy 'x' not found");
    }

    [Fact]
    public async Task Quotas_are_awss()
    {
        var limits = await rig.Elb.DescribeAccountLimits(rig.Call("DescribeAccountLimits"), new() { PageSize = 2 }, Ct);
        Assert.Equal(2, limits.Limits!.Count);
        var rest = await rig.Elb.DescribeAccountLimits(
            rig.Call("DescribeAccountLimits"), new() { Marker = limits.NextMarker }, Ct);
        Assert.Contains(
            "rules-per-application-load-balancer 100", rest.Limits!.Select(each => $"{each.Name} {each.Max}"));
        Assert.Equal(18, limits.Limits.Count + rest.Limits!.Count);
    }

    private async Task Add(List<string> arns, params (string Key, string Value)[] tags) => await rig.Elb.AddTags(
        rig.Call("AddTags"),
        new() { ResourceArns = arns, Tags = [.. tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })] },
        Ct);

    private async Task<List<string>> Tags(List<string> arns) => (await rig.Elb.DescribeTags(
        rig.Call("DescribeTags"), new() { ResourceArns = arns }, Ct)).TagDescriptions!
        .ConvertAll(each => string.Join(' ', each.Tags!.Select(tag => $"{tag.Key}={tag.Value}")));
}
