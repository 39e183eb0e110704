using System.Text.Json.Nodes;

namespace Faultline.Tests.Ec2.Resources;

/// <summary>Security groups of stacks and their rules.</summary>
public sealed class GroupResourceTests
{
    private readonly ResourceRig rig = new();

    [Fact]
    public async Task A_group_has_the_rules_of_its_template_and_keeps_those_of_others()
    {
        await Make("Vpc", "Group", "Inbound");
        Assert.Equal(["icmp 8--1 10.0.0.0/8 ", "tcp 443-443  among us", "tcp 80-80 0.0.0.0/0 http"], await In());
        Assert.Equal(["-1 -1--1 10.0.0.0/8 "], await Out());
        await rig.Change("Group", """
            {"GroupDescription": "Web", "VpcId": "@Vpc",
             "SecurityGroupIngress": [
               {"IpProtocol": "tcp", "FromPort": "80", "ToPort": 80, "CidrIp": "0.0.0.0/0", "Description": "the web"},
               {"IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "CidrIp": "10.0.0.0/8"}]}
            """);
        Assert.Equal(
            ["tcp 443-443  among us", "tcp 80-80 0.0.0.0/0 the web", "udp 53-53 10.0.0.0/8 "], await In());

        // Without a word about it everything is let out again.
        Assert.Equal(["-1 -1--1 0.0.0.0/0 "], await Out());
        Assert.StartsWith("sg-", rig["Group"].Id);
        Assert.Equal(rig["Group"].Id, await rig.Read("Group", "Id"));
    }

    [Fact]
    public async Task A_rule_that_its_group_has_already_is_that_one()
    {
        await Make("Vpc", "Group");
        await rig.Make("Inside", "SecurityGroupIngress", """
            {"GroupId": "@Group", "IpProtocol": "6", "FromPort": "80", "ToPort": 80, "CidrIp": "0.0.0.0/0"}
            """);
        await rig.Make("Twice", "SecurityGroupIngress", """
            {"GroupId": "@Group", "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": "0.0.0.0/0"}
            """);
        await rig.Make("Outside", "SecurityGroupEgress", """
            {"GroupId": "@Group", "IpProtocol": "-1", "CidrIp": "10.0.0.1/8"}
            """);
        Assert.Equal(rig["Inside"].Id, rig["Twice"].Id);
        Assert.Equal(["icmp 8--1 10.0.0.0/8 ", "tcp 80-80 0.0.0.0/0 http"], await In());
        Assert.Equal(["-1 -1--1 10.0.0.0/8 "], await Out());

        // It goes with whoever goes first, also though the group names it.
        await rig.Delete("Twice");
        Assert.Equal(["icmp 8--1 10.0.0.0/8 "], await In());
        await rig.DeleteAll();
    }

    [Fact]
    public async Task A_group_in_a_VPC_with_IPv6_lets_out_what_its_template_says_and_no_more()
    {
        await Make("Vpc", "Six", "Group");
        Assert.Equal(["-1 -1--1 10.0.0.0/8 "], await Out());
        await rig.Make("Plain", "SecurityGroup", """{"GroupDescription": "p", "VpcId": "@Vpc"}""");
        Assert.Equal(
            ["0.0.0.0/0", "::/0"],
            (await rig.Read("Plain"))!["SecurityGroupEgress"]!.AsArray()
                .Select(each => $"{each!["CidrIp"]}{each["CidrIpv6"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_same_rule_in_other_words_stays()
    {
        await Make("Vpc", "Group");
        await rig.Change("Group", """
            {"GroupDescription": "Web", "VpcId": "@Vpc",
             "SecurityGroupEgress": [{"IpProtocol": "-1", "CidrIp": "10.0.0.0/8"}],
             "SecurityGroupIngress": [
               {"IpProtocol": "6", "FromPort": 80, "ToPort": 80, "CidrIp": "0.0.0.0/0"},
               {"IpProtocol": "1", "FromPort": 8, "ToPort": -1, "CidrIp": "10.0.0.0/8"}]}
            """);
        Assert.Equal(["icmp 8--1 10.0.0.0/8 ", "tcp 80-80 0.0.0.0/0 "], await In());
        Assert.Equal(["-1 -1--1 10.0.0.0/8 "], await Out());
    }

    [Fact]
    public async Task Ref_of_a_group_in_the_default_VPC_is_its_name_and_all_else_works_by_it()
    {
        await rig.Make("Web", "SecurityGroup", """
            {"GroupDescription": "Enable SSH", "SecurityGroupIngress":
              {"IpProtocol": "tcp", "FromPort": "22", "ToPort": "22", "CidrIp": "0.0.0.0/0"}}
            """);
        Assert.StartsWith("web-Web-", rig["Web"].Id);
        Assert.StartsWith("sg-", await rig.Read("Web", "GroupId"));
        await rig.Make("Rule", "SecurityGroupIngress", """
            {"GroupName": "@Web", "IpProtocol": "tcp", "FromPort": "80", "ToPort": "80",
             "SourceSecurityGroupName": "@Web"}
            """);
        await rig.Make("Server", "Instance", """
            {"ImageId": "ami-0fa01000000000003", "SecurityGroups": ["@Web"]}
            """);
        Assert.Equal($"""["{rig["Web"].Id}"]""", await rig.Read("Server", "SecurityGroups"));
        await rig.Change("Web", """
            {"GroupDescription": "Enable SSH", "Tags": [{"Key": "a", "Value": "b"}]}
            """);
        Assert.Equal("b", (await rig.Read("Web"))!["Tags"]![0]!["Value"]!.ToString());
        await rig.DeleteAll();
    }

    [Fact]
    public async Task A_rule_by_itself_changes_what_it_says_of_itself_and_nothing_else()
    {
        await Make("Vpc", "Group", "Inbound", "Outbound");
        Assert.StartsWith("sgr-", rig["Inbound"].Id);
        await rig.Change("Inbound", """
            {"GroupId": "@Group.GroupId", "IpProtocol": "tcp", "FromPort": "443", "ToPort": "443",
             "SourceSecurityGroupId": "@Group"}
            """);
        Assert.Equal("", await rig.Read("Inbound", "Description"));
        await rig.Change("Outbound", """
            {"GroupId": "@Group", "IpProtocol": "6", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0",
             "Description": "out"}
            """);
        Assert.Equal("out", await rig.Read("Outbound", "Description"));
        Assert.True(await rig.Replaces("Outbound", """
            {"GroupId": "@Group", "IpProtocol": "6", "FromPort": 443, "ToPort": 444, "CidrIp": "0.0.0.0/0"}
            """));
    }

    private Task<List<string>> In() => Rules("SecurityGroupIngress");

    private Task<List<string>> Out() => Rules("SecurityGroupEgress");

    private async Task<List<string>> Rules(string direction)
    {
        static string Text(JsonNode? rule, string name) => rule?[name]?.ToString() ?? "";
        return
        [
            .. (await rig.Read("Group"))![direction]!.AsArray().Select(rule =>
                $"{Text(rule, "IpProtocol")} {Text(rule, "FromPort")}-{Text(rule, "ToPort")} "
                + $"{Text(rule, "CidrIp")} {Text(rule, "Description")}").Order(StringComparer.Ordinal),
        ];
    }

    private async Task Make(params string[] names)
    {
        foreach (var (name, type, json) in Samples.All.Where(each => names.Contains(each.Name)))
        {
            await rig.Make(name, type, json);
        }
    }
}
