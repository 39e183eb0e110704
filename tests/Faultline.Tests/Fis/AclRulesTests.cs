using Faultline.Api.Ec2;
using Faultline.Services.Fis.Actions.Network;

namespace Faultline.Tests.Fis;

/// <summary>The rules that stand in for a subnet's own.</summary>
public sealed class AclRulesTests
{
    private static readonly string[] vpc = ["10.0.0.0/16"];
    private static readonly string[] others = ["10.0.1.0/24", "10.0.2.0/24"];

    [Fact]
    public void All_is_denied_before_anything_is_allowed() => Assert.Equal(
        "1 deny 0.0.0.0/0, 2 deny ::/0, 3 allow 0.0.0.0/0", In("all", Rule(100, "allow", "0.0.0.0/0")));

    [Fact]
    public void Where_all_is_denied_a_full_acl_still_fits()
    {
        var own = Enumerable.Range(1, 20).Select(number => Rule(number, "allow", $"10.0.{number}.0/24")).ToArray();
        Assert.Equal(20, AclRules.For("all", own, vpc, others).Count(rule => rule.Egress == false));
    }

    [Fact]
    public void Other_zones_are_denied_and_then_its_own_rules_hold_in_their_order() => Assert.Equal(
        "1 deny 10.0.1.0/24, 2 deny 10.0.2.0/24, 3 deny 192.0.2.0/24, 4 allow 0.0.0.0/0",
        In("availability-zone", Rule(200, "allow", "0.0.0.0/0"), Rule(100, "deny", "192.0.2.0/24")));

    [Fact]
    public void Of_its_own_rules_only_what_is_about_the_VPC_holds() => Assert.Equal(
        "1 deny 10.0.9.0/24, 2 allow 10.0.0.0/16",
        In(
            "vpc", Rule(1, "deny", "10.0.9.0/24"), Rule(2, "deny", "192.0.2.0/24"), Rule(3, "allow", "0.0.0.0/0"),
            new() { RuleNumber = 4, Egress = false, RuleAction = "allow", Protocol = "-1", Ipv6CidrBlock = "::/0" }));

    [Fact]
    public void Each_direction_has_its_own_rules_and_the_last_one_is_nobodys()
    {
        var rules = AclRules.For(
            "vpc",
            [
                Rule(100, "allow", "10.0.0.0/8"),
                Rule(32767, "deny", "0.0.0.0/0"),
                new()
                {
                    RuleNumber = 100, Egress = true, RuleAction = "allow", Protocol = "6", CidrBlock = "10.0.3.0/24",
                    PortRange = new() { From = 80, To = 90 },
                },
            ],
            vpc,
            others);
        Assert.Equal(2, rules.Count);
        var leaving = rules.Single(rule => rule.Egress == true);
        Assert.Equal(("6", "10.0.3.0/24", 80), (leaving.Protocol, leaving.CidrBlock, leaving.PortRange!.From));
    }

    private static string In(string scope, params NetworkAclEntry[] own) => string.Join(", ", AclRules
        .For(scope, own, vpc, others)
        .Where(rule => rule.Egress == false)
        .Select(rule => $"{rule.RuleNumber} {rule.RuleAction} {rule.CidrBlock ?? rule.Ipv6CidrBlock}"));

    private static NetworkAclEntry Rule(int number, string action, string block) => new()
    {
        RuleNumber = number, Egress = false, RuleAction = action, Protocol = "-1", CidrBlock = block,
    };
}
