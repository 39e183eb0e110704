using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A rule that lets something into a security group.</summary>
internal sealed class SecurityGroupIngressResource(Ec2Api ec2) : GroupRuleResource(
    ec2,
    "SecurityGroupIngress",
    "GroupName",
    "SourcePrefixListId",
    "SourceSecurityGroupId",
    "SourceSecurityGroupName",
    "SourceSecurityGroupOwnerId")
{
    protected override bool IsEgress => false;

    protected override async ValueTask<string> Authorize(Work work, CancellationToken ct)
    {
        var added = await work.Ask(
            Ec2.AuthorizeSecurityGroupIngress,
            new AuthorizeSecurityGroupIngressRequest
            {
                GroupId = work.Properties.Text("GroupId"),
                GroupName = work.Properties.Text("GroupName"),
                IpPermissions = [GroupRuleText.Read(work.Properties)],
                TagSpecifications = Marked(work),
            },
            ct);
        return added.SecurityGroupRules![0].SecurityGroupRuleId!;
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        if (before.Names.Any() && Differ(before, work.Properties, "Description"))
        {
            await work.Ask(
                Ec2.UpdateSecurityGroupRuleDescriptionsIngress,
                new UpdateSecurityGroupRuleDescriptionsIngressRequest
                {
                    GroupId = work.Properties.Text("GroupId"),
                    GroupName = work.Properties.Text("GroupName"),
                    SecurityGroupRuleDescriptions = Described(work),
                },
                ct);
        }
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct) => await work.Ask(
        Ec2.RevokeSecurityGroupIngress,
        new RevokeSecurityGroupIngressRequest
        {
            GroupId = work.Properties.Text("GroupId"),
            GroupName = work.Properties.Text("GroupName"),
            SecurityGroupRuleIds = [work.Id!],
        },
        ct);
}
