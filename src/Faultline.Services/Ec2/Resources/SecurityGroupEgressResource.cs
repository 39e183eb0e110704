using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A rule that lets something out of a security group.</summary>
internal sealed class SecurityGroupEgressResource(Ec2Api ec2) : GroupRuleResource(
    ec2, "SecurityGroupEgress", "DestinationPrefixListId", "DestinationSecurityGroupId")
{
    protected override bool IsEgress => true;

    protected override async ValueTask<string> Authorize(Work work, CancellationToken ct)
    {
        var added = await work.Ask(
            Ec2.AuthorizeSecurityGroupEgress,
            new AuthorizeSecurityGroupEgressRequest
            {
                GroupId = work.Properties.Needed("GroupId"),
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
                Ec2.UpdateSecurityGroupRuleDescriptionsEgress,
                new UpdateSecurityGroupRuleDescriptionsEgressRequest
                {
                    GroupId = work.Properties.Needed("GroupId"),
                    SecurityGroupRuleDescriptions = Described(work),
                },
                ct);
        }
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct) => await work.Ask(
        Ec2.RevokeSecurityGroupEgress,
        new RevokeSecurityGroupEgressRequest
        {
            GroupId = work.Properties.Needed("GroupId"),
            SecurityGroupRuleIds = [work.Id!],
        },
        ct);
}
