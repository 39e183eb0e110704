using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// A rule that stands by itself in a template, of either direction. <c>Ref</c> gives the id of the rule. One that its
/// group has already is that one, as in AWS: it is there, and goes with whoever goes first.
/// </summary>
internal abstract class GroupRuleResource(Ec2Api ec2, string name, params IReadOnlyList<string> takes)
    : Ec2Type(ec2, name, [.. takes, "CidrIp", "CidrIpv6", "Description", "FromPort", "GroupId", "IpProtocol", "ToPort"])
{
    protected override IReadOnlyList<string> InPlace => ["Description"];

    protected abstract bool IsEgress { get; }

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await work.Ask(
            Ec2.DescribeSecurityGroupRules, new DescribeSecurityGroupRulesRequest { Filters = Mark.Of(work) }, ct))
        .SecurityGroupRules!.FirstOrDefault()?.SecurityGroupRuleId;

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var found = await work.Ask(
            Ec2.DescribeSecurityGroupRules,
            new DescribeSecurityGroupRulesRequest { SecurityGroupRuleIds = [work.Id!] },
            ct);
        var rule = found.SecurityGroupRules![0];
        var shown = GroupRuleText.Show(rule);
        shown["GroupId"] = rule.GroupId;
        shown["Id"] = rule.SecurityGroupRuleId;
        return shown;
    }

    protected sealed override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        try
        {
            return await Authorize(work, ct);
        }
        catch (AwsError error) when (error.Code == "InvalidPermission.Duplicate")
        {
            if (await Same(work, ct) is { } there)
            {
                return there;
            }

            throw;
        }
    }

    /// <summary>Gives the group the rule.</summary>
    protected abstract ValueTask<string> Authorize(Work work, CancellationToken ct);

    protected static List<TagSpecification> Marked(Work work) => Mark.Only(TagOn.SecurityGroupRule, work);

    /// <summary>A description that is gone is an empty one.</summary>
    protected static List<SecurityGroupRuleDescription> Described(Work work) =>
    [
        new() { SecurityGroupRuleId = work.Id, Description = work.Properties.Text("Description") ?? "" },
    ];

    /// <summary>The rule that lets the same through.</summary>
    private async ValueTask<string?> Same(Work work, CancellationToken ct)
    {
        var properties = work.Properties;
        var group = properties.Text("GroupId") ?? await Named(work, properties.Needed("GroupName"), ct);
        var other = properties.Text("SourceSecurityGroupName") is { } name ? await Named(work, name, ct) : null;
        var rules = await work.Ask(
            Ec2.DescribeSecurityGroupRules,
            new DescribeSecurityGroupRulesRequest { Filters = Mark.Where("group-id", group) },
            ct);
        return rules.SecurityGroupRules!
            .Find(rule => rule.IsEgress == IsEgress && GroupRuleText.Says(properties, other, rule))?
            .SecurityGroupRuleId;
    }

    private async ValueTask<string?> Named(Work work, string name, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeSecurityGroups, new DescribeSecurityGroupsRequest { GroupNames = [name] }, ct))
        .SecurityGroups![0].GroupId;
}
