using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// A rule that stands by itself in a template, of either direction. <c>Ref</c> gives the id of the rule.
/// </summary>
internal abstract class GroupRuleResource(Ec2Api ec2, string name, params IReadOnlyList<string> takes)
    : Ec2Type(ec2, name, [.. takes, "CidrIp", "CidrIpv6", "Description", "FromPort", "GroupId", "IpProtocol", "ToPort"])
{
    protected override IReadOnlyList<string> InPlace => ["Description"];

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

    protected static List<TagSpecification> Marked(Work work) => Mark.Only(TagOn.SecurityGroupRule, work);

    /// <summary>A description that is gone is an empty one.</summary>
    protected static List<SecurityGroupRuleDescription> Described(Work work) =>
    [
        new() { SecurityGroupRuleId = work.Id, Description = work.Properties.Text("Description") ?? "" },
    ];
}
