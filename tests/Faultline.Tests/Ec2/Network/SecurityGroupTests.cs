using Faultline.Api.Ec2;

namespace Faultline.Tests.Ec2.Network;

/// <summary>Security groups and their rules.</summary>
public sealed class SecurityGroupTests
{
    [Fact]
    public async Task A_new_group_lets_everything_out_and_nothing_in()
    {
        var cloud = new NetworkCloud();
        var group = await cloud.Find(await cloud.Group(await cloud.Vpc()));
        Assert.Empty(group.IpPermissions!);
        Assert.Equal("-1", Assert.Single(group.IpPermissionsEgress!).IpProtocol);
        Assert.Equal(
            $"arn:aws:ec2:us-east-1:{Ec2Call.Account}:security-group/{group.GroupId}", group.SecurityGroupArn);
    }

    [Fact]
    public async Task Rules_come_apart_by_range_and_together_by_port()
    {
        var cloud = new NetworkCloud();
        var id = await cloud.Group(await cloud.Vpc());
        var added = (await cloud.Allow(
            id, "tcp 22 10.0.0.1/8", "6 22 192.168.0.0/16", "udp 53-54 2001:db8::1/32", $"-1 * {id}"))
            .SecurityGroupRules!;
        Assert.Equal(
            [
                "tcp 22 22 10.0.0.0/8", "tcp 22 22 192.168.0.0/16", "udp 53 54 2001:db8::/32", $"-1 -1 -1 {id}",
            ],
            added.Select(rule => $"{rule.IpProtocol} {rule.FromPort} {rule.ToPort} "
                + (rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.ReferencedGroupInfo!.GroupId)));
        Assert.All(added, rule => Assert.StartsWith("sgr-", rule.SecurityGroupRuleId, StringComparison.Ordinal));
        var shown = (await cloud.Find(id)).IpPermissions!;
        Assert.Equal(["tcp", "udp", "-1"], shown.Select(each => each.IpProtocol));
        Assert.Equal(["10.0.0.0/8", "192.168.0.0/16"], shown[0].IpRanges!.Select(each => each.CidrIp));
        Assert.Null(shown[2].FromPort);
        Assert.Equal(id, shown[2].UserIdGroupPairs!.Single().GroupId);
    }

    [Fact]
    public async Task A_rule_is_revoked_by_what_it_says_or_by_its_id()
    {
        var cloud = new NetworkCloud();
        var id = await cloud.Group(await cloud.Vpc());
        var added = (await cloud.Allow(id, "tcp 22 10.0.0.0/8", "tcp 80 0.0.0.0/0")).SecurityGroupRules!;
        var revoked = await cloud.Ask(cloud.Ec2.RevokeSecurityGroupIngress, new RevokeSecurityGroupIngressRequest
        {
            GroupId = id, IpPermissions = [NetworkCloud.Permission("tcp 22 10.0.0.0/8")],
        });
        Assert.Equal(added[0].SecurityGroupRuleId, revoked.RevokedSecurityGroupRules!.Single().SecurityGroupRuleId);
        await cloud.Ask(cloud.Ec2.RevokeSecurityGroupIngress, new RevokeSecurityGroupIngressRequest
        {
            GroupId = id, SecurityGroupRuleIds = [added[1].SecurityGroupRuleId!],
        });
        Assert.Empty((await cloud.Find(id)).IpPermissions!);
    }

    [Fact]
    public async Task Flat_parameters_say_the_same_as_permissions()
    {
        var cloud = new NetworkCloud();
        var id = await cloud.Group(null, "one");
        await cloud.Ask(cloud.Ec2.AuthorizeSecurityGroupIngress, new AuthorizeSecurityGroupIngressRequest
        {
            GroupName = "one", IpProtocol = "tcp", FromPort = 443, ToPort = 443, CidrIp = "0.0.0.0/0",
        });
        await cloud.Ask(cloud.Ec2.AuthorizeSecurityGroupIngress, new AuthorizeSecurityGroupIngressRequest
        {
            GroupId = id, SourceSecurityGroupName = "default",
        });
        Assert.Equal(
            ["tcp 443-443", "tcp 0-65535", "udp 0-65535", "icmp -1--1"],
            (await cloud.Find(id)).IpPermissions!.Select(each => $"{each.IpProtocol} {each.FromPort}-{each.ToPort}"));
        await cloud.Ask(cloud.Ec2.RevokeSecurityGroupIngress, new RevokeSecurityGroupIngressRequest
        {
            GroupName = "one", IpProtocol = "tcp", FromPort = 443, ToPort = 443, CidrIp = "0.0.0.0/0",
        });
        Assert.Equal(3, (await cloud.Find(id)).IpPermissions!.Count);
    }

    [Fact]
    public async Task In_a_default_vpc_a_rule_that_is_not_there_is_told_and_in_any_other_refused()
    {
        var cloud = new NetworkCloud();
        RevokeSecurityGroupIngressRequest Request(string group) => new()
        {
            GroupId = group, IpPermissions = [NetworkCloud.Permission("tcp 22 10.0.0.0/8")],
        };
        var told = await cloud.Ask(cloud.Ec2.RevokeSecurityGroupIngress, Request(await cloud.Group(null)));
        Assert.Equal("10.0.0.0/8", told.UnknownIpPermissions!.Single().IpRanges!.Single().CidrIp);
        var other = await cloud.Group(await cloud.Vpc());
        Assert.Equal(
            "InvalidPermission.NotFound: The specified rule does not exist in this security group.",
            await NetworkCloud.Refused(() => cloud.Ask(cloud.Ec2.RevokeSecurityGroupIngress, Request(other))));
    }

    [Fact]
    public async Task A_rule_is_modified_and_described_under_its_id()
    {
        var cloud = new NetworkCloud();
        var id = await cloud.Group(await cloud.Vpc());
        var rules = (await cloud.Allow(id, "tcp 22 10.0.0.0/8", "tcp 80 0.0.0.0/0")).SecurityGroupRules!;
        ModifySecurityGroupRulesRequest Change(SecurityGroupRuleRequest rule) => new()
        {
            GroupId = id,
            SecurityGroupRules =
                [new() { SecurityGroupRuleId = rules[0].SecurityGroupRuleId!, SecurityGroupRule = rule }],
        };
        await cloud.Ask(cloud.Ec2.ModifySecurityGroupRules, Change(
            new() { IpProtocol = "tcp", FromPort = 2222, ToPort = 2222, CidrIpv4 = "10.0.0.0/8" }));
        await cloud.Ask(
            cloud.Ec2.UpdateSecurityGroupRuleDescriptionsIngress,
            new UpdateSecurityGroupRuleDescriptionsIngressRequest
            {
                GroupId = id,
                SecurityGroupRuleDescriptions =
                    [new() { SecurityGroupRuleId = rules[0].SecurityGroupRuleId, Description = "door" }],
            });
        var shown = (await cloud.Ask(cloud.Ec2.DescribeSecurityGroupRules, new DescribeSecurityGroupRulesRequest
        {
            SecurityGroupRuleIds = [rules[0].SecurityGroupRuleId!],
        })).SecurityGroupRules!.Single();
        Assert.Equal((2222, "door"), (shown.FromPort, shown.Description));
        Assert.StartsWith("InvalidPermission.Duplicate", await NetworkCloud.Refused(() => cloud.Ask(
            cloud.Ec2.ModifySecurityGroupRules,
            Change(new() { IpProtocol = "tcp", FromPort = 80, ToPort = 80, CidrIpv4 = "0.0.0.0/0" }))),
            StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterValue: The type of the rule", await NetworkCloud.Refused(() => cloud.Ask(
            cloud.Ec2.ModifySecurityGroupRules,
            Change(new() { IpProtocol = "tcp", FromPort = 80, ToPort = 80, ReferencedGroupId = id }))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "tcp 22 10.0.0.0/8",
        "InvalidPermission.Duplicate: the specified rule \"peer: 10.0.0.0/8, TCP, from port: 22, "
        + "to port: 22, ALLOW\" already exists")]
    [InlineData("tcp 22 10.0.0.0/99", "InvalidParameterValue: CIDR block 10.0.0.0/99 is malformed")]
    [InlineData("tcp 22-21 10.0.0.0/8", "InvalidParameterValue: Invalid TCP/UDP port range (22:21)")]
    [InlineData("tcp 70000 10.0.0.0/8", "InvalidParameterValue: TCP/UDP (from) port (70000) out of range")]
    [InlineData(
        "tcp * 10.0.0.0/8",
        "InvalidParameterValue: Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.")]
    [InlineData("xyz 1 10.0.0.0/8", "InvalidParameterValue: Invalid value 'xyz' for IP protocol. Unknown protocol.")]
    [InlineData("icmp 300 10.0.0.0/8", "InvalidParameterValue: ICMP type (300) out of range")]
    [InlineData("tcp 22 sg-00000000000000000", "InvalidGroup.NotFound: The security group 'sg-ID' does not exist")]
    [InlineData(
        "tcp 22 nobody",
        "MissingParameter: The request must contain the parameter IpRanges, Ipv6Ranges, "
        + "PrefixListIds or UserIdGroupPairs")]
    public async Task A_rule_is_refused(string permission, string refusal)
    {
        var cloud = new NetworkCloud();
        var id = await cloud.Group(await cloud.Vpc());
        await cloud.Allow(id, "tcp 22 10.0.0.0/8");
        Assert.Equal(refusal, await NetworkCloud.Refused(() => cloud.Allow(id, permission)));
    }

    [Fact]
    public async Task A_group_is_refused()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var group = await cloud.Group(vpc);
        var user = await cloud.Group(vpc, "user");
        var far = await cloud.Group(await cloud.Vpc("10.9.0.0/16"), "far");
        await cloud.Allow(user, $"tcp 80 {group}");
        var main = (await cloud.Ask(cloud.Ec2.DescribeSecurityGroups, new DescribeSecurityGroupsRequest
        {
            Filters = Ec2Call.Filters($"vpc-id={vpc}", "group-name=default"),
        })).SecurityGroups!.Single().GroupId!;
        Func<Task> Delete(string id) => () => cloud.Ask(
            cloud.Ec2.DeleteSecurityGroup, new DeleteSecurityGroupRequest { GroupId = id });
        (string, Func<Task>)[] rows =
        [
            ("InvalidGroup.Duplicate: The security group 'web' already exists for VPC 'vpc-ID'",
                () => cloud.Group(vpc)),
            ("InvalidParameterValue: Cannot use reserved security group name: default",
                () => cloud.Group(vpc, "default")),
            ("InvalidParameterValue: Invalid value 'sg-1' for groupName. Group names may not be in the format sg-*.",
                () => cloud.Group(vpc, "sg-1")),
            ("InvalidVpcID.NotFound: The vpc ID 'vpc-00000000' does not exist", () => cloud.Group("vpc-00000000")),
            ("DependencyViolation: resource sg-ID has a dependent object", Delete(group)),
            ("CannotDelete: the specified group: \"sg-ID\" name: \"default\" cannot be deleted by a user",
                Delete(main)),
            ("InvalidGroupId.Malformed: Invalid id: \"x\"", Delete("x")),
            ("MissingParameter: The request must contain the parameter groupName or groupId", Delete("")),
            ("InvalidGroup.NotFound: You have specified two resources that belong to different networks.",
                () => cloud.Allow(group, $"tcp 80 {far}")),
            ("InvalidParameterValue: The same permission must not appear multiple times",
                () => cloud.Allow(group, "tcp 80 10.0.0.0/8", "tcp 80 10.0.0.0/8")),
            ("InvalidParameterValue: '<i>' is not a valid taggable resource type for this operation.",
                () => cloud.Ask(cloud.Ec2.CreateSecurityGroup, new CreateSecurityGroupRequest
                {
                    GroupName = "n", Description = "d", TagSpecifications = [new() { ResourceType = "<i>" }],
                })),
        ];
        foreach (var (refusal, act) in rows)
        {
            Assert.Equal(refusal, await NetworkCloud.Refused(act));
        }

        await cloud.Ask(cloud.Ec2.DeleteSecurityGroup, new DeleteSecurityGroupRequest { GroupId = user });
        await Delete(group)();
    }

    [Fact]
    public async Task A_group_that_guards_an_interface_stays()
    {
        var cloud = new NetworkCloud();
        var vpc = await cloud.Vpc();
        var group = await cloud.Group(vpc);
        var eni = await cloud.Interface(await cloud.Subnet(vpc), null, group);
        Func<Task> delete = () => cloud.Ask(
            cloud.Ec2.DeleteSecurityGroup, new DeleteSecurityGroupRequest { GroupId = group });
        Assert.Equal("DependencyViolation: resource sg-ID has a dependent object", await NetworkCloud.Refused(delete));
        await cloud.Do(cloud.Ec2.DeleteNetworkInterface, new DeleteNetworkInterfaceRequest
        {
            NetworkInterfaceId = eni.NetworkInterfaceId!,
        });
        await delete();
    }

    [Fact]
    public async Task A_group_has_sixty_rules_each_way_at_most()
    {
        var cloud = new NetworkCloud();
        var id = await cloud.Group(await cloud.Vpc());
        await cloud.Allow(id, [.. Enumerable.Range(1, 60).Select(port => $"tcp {port} 10.0.0.0/8")]);
        Assert.Equal(
            "RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached.",
            await NetworkCloud.Refused(() => cloud.Allow(id, "tcp 61 10.0.0.0/8")));
        await cloud.Allow(id, "tcp 61 ::/0");
    }

    [Theory]
    [InlineData("group-name=web", 1)]
    [InlineData("ip-permission.from-port=22", 1)]
    [InlineData("ip-permission.cidr=10.0.0.0/8", 1)]
    [InlineData("ip-permission.protocol=tcp", 1)]
    [InlineData("egress.ip-permission.cidr=0.0.0.0/0", 2)]
    [InlineData("description=d", 1)]
    public async Task Groups_are_filtered(string filter, int count)
    {
        var cloud = new NetworkCloud();
        await cloud.Allow(await cloud.Group(null), "tcp 22 10.0.0.0/8");
        var found = await cloud.Ask(cloud.Ec2.DescribeSecurityGroups, new DescribeSecurityGroupsRequest
        {
            Filters = Ec2Call.Filters(filter),
        });
        Assert.Equal(count, found.SecurityGroups!.Count);
    }
}
