using Faultline.Api.Elb;
using Faultline.Tests.Ec2;
using Action = Faultline.Api.Elb.Action;

namespace Faultline.Tests.Elb;

/// <summary>Rules: their conditions, and the order in which they are tried.</summary>
public sealed class RuleTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly Action Answer = new()
    {
        Type = "fixed-response",
        FixedResponseConfig = new() { StatusCode = "404", ContentType = "text/plain", MessageBody = "no" },
    };

    private readonly ElbRig rig = new();

    [Fact]
    public async Task Are_listed_in_the_order_in_which_they_are_tried()
    {
        var listener = await Listener();
        foreach (var priority in (int[])[100, 9, 50_000, 10])
        {
            await rig.Rule(listener, priority, Answer, Path("/x"));
        }

        Assert.Equal(["9", "10", "100", "50000", "default"], await Priorities(listener));
        var seen = new List<string>();
        string? marker = null;
        do
        {
            var page = await rig.Elb.DescribeRules(
                rig.Call("DescribeRules"),
                new() { ListenerArn = listener.ListenerArn, PageSize = 2, Marker = marker },
                Ct);
            seen.AddRange(page.Rules!.Select(rule => rule.Priority!));
            marker = page.NextMarker;
        }
        while (marker is not null);
        Assert.Equal(["9", "10", "100", "50000", "default"], seen);
        await Ec2Rig.Refused("ValidationError", () => rig.Elb.DescribeRules(
            rig.Call("DescribeRules"),
            new() { ListenerArn = listener.ListenerArn, Marker = "x" },
            Ct).AsTask(), "marker");
    }

    [Fact]
    public async Task A_priority_is_one_rules()
    {
        var listener = await Listener();
        var one = await rig.Rule(listener, 1, Answer, Path("/1"));
        var two = await rig.Rule(listener, 2, Answer, Path("/2"));
        await Ec2Rig.Refused(
            "PriorityInUse", () => rig.Rule(listener, 1, Answer, Path("/x")), "Priority '1' is currently in use");
        await Ec2Rig.Refused("PriorityInUse", () => Set((one, 2)), "Priority '2' is currently in use");
        await Ec2Rig.Refused("ValidationError", () => Set((one, 3), (two, 3)), "'3' was provided multiple times");
        await Set((one, 2), (two, 1));
        var rules = await rig.Elb.DescribeRules(
            rig.Call("DescribeRules"), new() { ListenerArn = listener.ListenerArn }, Ct);
        Assert.Equal([two.RuleArn!, one.RuleArn!], rules.Rules!.Take(2).Select(rule => rule.RuleArn!));
        await rig.Sound();
    }

    [Fact]
    public async Task The_default_rule_is_changed_with_its_listener_only()
    {
        var listener = await Listener();
        var rules = await rig.Elb.DescribeRules(
            rig.Call("DescribeRules"), new() { ListenerArn = listener.ListenerArn }, Ct);
        var arn = rules.Rules![0].RuleArn!;
        await Ec2Rig.Refused("OperationNotPermitted", () => rig.Elb.DeleteRule(
            rig.Call("DeleteRule"), new() { RuleArn = arn }, Ct).AsTask(), $"Default rule '{arn}' cannot be deleted");
        await Ec2Rig.Refused("OperationNotPermitted", () => rig.Elb.ModifyRule(
            rig.Call("ModifyRule"), new() { RuleArn = arn, Actions = [Answer] }, Ct).AsTask());
        await Ec2Rig.Refused("OperationNotPermitted", () => Set((new() { RuleArn = arn }, 1)));
    }

    [Fact]
    public async Task The_two_oldest_fields_are_shown_in_both_forms()
    {
        var listener = await Listener();
        var rule = await rig.Rule(
            listener,
            1,
            Answer,
            Path("/a*"),
            new RuleCondition { Field = "host-header", HostHeaderConfig = new() { Values = ["*.example.com"] } });
        Assert.Equal(["/a*"], rule.Conditions![0].PathPatternConfig!.Values!);
        Assert.Equal(["*.example.com"], rule.Conditions[1].Values!);
        Assert.Equal(["*.example.com"], rule.Conditions[1].HostHeaderConfig!.Values!);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "", "A condition must be specified" },
        { "colour red", "Condition field 'colour' must be one of '[path-pattern, host-header, http-header, "
            + "http-request-method, query-string, source-ip]'" },
        { "path-pattern", "A condition value must be specified" },
        { "path-pattern /1 /2 /3 /4 /5 /6", "A rule can only have '5' condition values" },
        { "path-pattern /* /**** /**", "A rule can only have '6' condition wildcards" },
        { "path-pattern /a|path-pattern /b", "A rule can have only one 'path-pattern' condition" },
        { $"path-pattern /{new string('a', 128)}", "The 'path-pattern' value is too long; the limit is '128'" },
        { "host-header exa$mple", "contains characters that are not valid" },
        { "http-request-method get", "contains characters that are not valid" },
        { "source-ip 10.0.0.1", "The value '10.0.0.1' is not a valid CIDR block" },
        { "source-ip 10.0.0.0/33", "is not a valid CIDR block" },
        { "http-header Host:x", "use a 'host-header' condition" },
        { "http-header :x", "A header name must be specified" },
        { "query-string a=", "A condition value must be specified" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Conditions_that_aws_refuses_are_refused(string text, string says)
    {
        var listener = await Listener();
        await Ec2Rig.Refused("ValidationError", () => rig.Rule(listener, 1, Answer, Conditions(text)), says);
    }

    [Theory]
    [InlineData("path-pattern /a /b|host-header a.b c.d|http-request-method GET-IT")]
    [InlineData("http-header A:x|http-header B:y|query-string v=1|query-string =only|source-ip 10.0.0.0/8")]
    [InlineData("source-ip 2001:db8::/32 192.0.2.1/32")]
    public async Task Conditions_that_aws_takes_are_taken(string text)
    {
        var asked = Conditions(text);
        var rule = await rig.Rule(await Listener(), 1, Answer, asked);
        Assert.Equal(asked.Select(each => each.Field), rule.Conditions!.Select(each => each.Field));
    }

    [Fact]
    public async Task A_rule_is_changed_in_part()
    {
        var listener = await Listener();
        var rule = await rig.Rule(listener, 1, Answer, Path("/a"));
        var changed = await rig.Elb.ModifyRule(
            rig.Call("ModifyRule"), new() { RuleArn = rule.RuleArn!, Conditions = [Path("/b")] }, Ct);
        Assert.Equal(["/b"], changed.Rules![0].Conditions![0].Values!);
        Assert.Equal("404", changed.Rules[0].Actions![0].FixedResponseConfig!.StatusCode);
        await Ec2Rig.Refused(
            "ValidationError",
            () => rig.Elb.ModifyRule(rig.Call("ModifyRule"), new() { RuleArn = rule.RuleArn! }, Ct).AsTask(),
            "Either conditions or actions must be specified");
    }

    [Fact]
    public async Task What_is_not_built_says_so_by_name()
    {
        var listener = await Listener();
        await Ec2Rig.Refused("NotImplemented", () => rig.Rule(
            listener,
            1,
            Answer,
            new RuleCondition { Field = "path-pattern", PathPatternConfig = new() { RegexValues = ["x"] } }),
            "regular expressions");
        await Ec2Rig.Refused("NotImplemented", () => rig.Elb.CreateRule(rig.Call("CreateRule"), new()
        {
            ListenerArn = listener.ListenerArn!,
            Priority = 1,
            Conditions = [Path("/a")],
            Actions = [Answer],
            Transforms = [new() { Type = "url-rewrite" }],
        }, Ct).AsTask(), "transforms of rules");
    }

    [Fact]
    public async Task Network_listeners_have_none_and_balancers_a_hundred()
    {
        var network = await rig.Listener(await rig.Balancer("net", "network"), await rig.Group("net", "TCP"));
        await Ec2Rig.Refused("UnsupportedProtocol", () => rig.Rule(network, 1, Answer, Path("/a")));
        var listener = await Listener();
        for (var priority = 1; priority <= 100; priority++)
        {
            await rig.Rule(listener, priority, Answer, Path("/a"));
        }

        await Ec2Rig.Refused("TooManyRules", () => rig.Rule(listener, 101, Answer, Path("/a")));
    }

    private static RuleCondition Path(params string[] values) => new() { Field = "path-pattern", Values = [.. values] };

    /// <summary>Conditions as <c>field value value|field ...</c>; headers as <c>name:value</c>.</summary>
    private static RuleCondition[] Conditions(string text) =>
    [
        .. text.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split(' ')).Select(words =>
        {
            List<string> values = [.. words[1..]];
            return words[0] switch
            {
                "http-header" => new RuleCondition
                {
                    Field = words[0],
                    HttpHeaderConfig = new()
                    {
                        HttpHeaderName = values[0].Split(':')[0],
                        Values = [values[0].Split(':')[1]],
                    },
                },
                "http-request-method" => new()
                {
                    Field = words[0],
                    HttpRequestMethodConfig = new() { Values = values },
                },
                "source-ip" => new() { Field = words[0], SourceIpConfig = new() { Values = values } },
                "query-string" => new()
                {
                    Field = words[0],
                    QueryStringConfig = new()
                    {
                        Values = values.ConvertAll(pair => new QueryStringKeyValuePair
                        {
                            Key = pair.Split('=')[0] is { Length: > 0 } key ? key : null,
                            Value = pair.Split('=')[1],
                        }),
                    },
                },
                _ => new() { Field = words[0], Values = values },
            };
        }),
    ];

    private async Task<Listener> Listener() => await rig.Listener(await rig.Balancer(), await rig.Group());

    private async Task Set(params (Rule Rule, int Priority)[] all) => await rig.Elb.SetRulePriorities(
        rig.Call("SetRulePriorities"),
        new()
        {
            RulePriorities = [.. all.Select(each =>
                new RulePriorityPair { RuleArn = each.Rule.RuleArn, Priority = each.Priority })],
        },
        Ct);

    private async Task<List<string>> Priorities(Listener listener) => (await rig.Elb.DescribeRules(
        rig.Call("DescribeRules"), new() { ListenerArn = listener.ListenerArn }, Ct))
        .Rules!.ConvertAll(rule => rule.Priority!);
}
