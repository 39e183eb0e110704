using Faultline.Drills.Plans;
using Faultline.Drills.Sites;

namespace Faultline.Tests.Drills.Plans;

/// <summary>What stands for the outputs of stacks, and what is put in its place.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string> values = new()
    {
        ["shop.Url"] = "http://shop", ["shop.Db"] = "127.0.0.9", ["shop.Replica"] = "127.0.0.10",
        ["shop.Queue"] = "http://q", ["shop.Dead"] = "http://d", ["shop.DbId"] = "a \"quoted\" id",
        ["zone.a.name"] = "eu-west-1a", ["zone.b"] = "euw1-az2", ["network.Vpc"] = "vpc-1",
    };

    [Theory]
    [InlineData("${shop.Url}/x", "http://shop/x")]
    [InlineData("${ shop.Url }${shop.Url}", "http://shophttp://shop")]
    [InlineData("$shop.Url ${} ${1} $${x", "$shop.Url ${} ${1} $${x")]
    [InlineData("${key}", "${key}")]
    public void A_text_is_filled(string text, string filled) => Assert.Equal(filled, References.Fill(text, values));

    [Fact]
    public void Every_reference_of_a_plan_is_filled()
    {
        var plan = Resolution.Fill(DrillFileTests.Read(DrillFileTests.Whole), values);
        Assert.DoesNotContain(Resolution.Needs(plan), name => name != "network.Vpc");
        Assert.Equal("euw1-az2", ((FaultStrike)plan.Strikes[0]).Given["zone"]);
        Assert.Contains("${key}", ((HttpPlan)plan.Probes[0]).Body!, StringComparison.Ordinal);
        Assert.Equal(
            """{"DBInstanceIdentifier":"a \"quoted\" id","ForceFailover":true}""", ((CallStrike)plan.Strikes[4]).Input);
    }

    [Fact]
    public void Every_text_of_workload_and_faults_may_refer_to_something()
    {
        var plan = Resolution.Fill(DrillFileTests.Read("""
            name: x
            stacks: { shop: { template: a } }
            workload:
              a: { http: "http://x/", body: x, content-type: "${shop.Url}", zone-header: "${shop.Db}" }
            faults:
              - at: 0s
                says: It ends in ${shop.Url}
                call: sqs:ListQueues
                region: ${shop.Db}
                then: { call: sqs:ListQueues, path: "${shop.Queue}", is: "${shop.Dead}" }
            """), values);
        var (probe, call) = ((HttpPlan)plan.Probes[0], (CallStrike)plan.Strikes[0]);
        Assert.Equal(("http://shop", "127.0.0.9"), (probe.ContentType, probe.ZoneHeader));
        Assert.Equal(("It ends in http://shop", "127.0.0.9"), (call.Says, call.Region));
        Assert.Equal(("http://q", "http://d"), (call.Then!.Path, call.Then.Value));
    }

    [Fact]
    public void What_a_plan_needs_is_known_before_anything_is_deployed() => Assert.Equal(
        [
            "network.Vpc", "shop.Db", "shop.DbId", "shop.Dead", "shop.Queue", "shop.Replica", "shop.Url",
            "zone.a.name", "zone.b",
        ],
        Resolution.Needs(DrillFileTests.Read(DrillFileTests.Whole)));

    [Fact]
    public void An_output_that_a_stack_does_not_have_is_told_with_those_that_it_has()
    {
        var few = values.Where(each => each.Key != "shop.Url").ToDictionary();
        var refused = Assert.Throws<DrillRefused>(
            () => Resolution.Fill(DrillFileTests.Read(DrillFileTests.Whole), few));
        Assert.StartsWith(
            "nothing is called ${shop.Url}.", Assert.Single(refused.Problems), StringComparison.Ordinal);
        Assert.Contains("shop.Queue", refused.Problems[0], StringComparison.Ordinal);
    }
}
