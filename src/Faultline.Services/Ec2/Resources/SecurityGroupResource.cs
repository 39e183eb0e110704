using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// A security group with its rules. <c>Ref</c> gives its id; that of one in the default VPC, for which the template
/// names no VPC, is its name. Rules that others gave it stay.
/// </summary>
internal sealed class SecurityGroupResource(Ec2Api ec2) : Ec2Type(
    ec2, "SecurityGroup", "GroupDescription", "GroupName", Out, In, "Tags", "VpcId")
{
    private const string In = "SecurityGroupIngress";
    private const string Out = "SecurityGroupEgress";

    // "Up to 255 characters in length" (CreateSecurityGroup in the API reference).
    private const int NameMax = 255;

    /// <summary>What a new group has, and loses when a template says what is let out.</summary>
    private static readonly IpPermission everythingOut = new()
    {
        IpProtocol = "-1",
        IpRanges = [new() { CidrIp = "0.0.0.0/0" }],
    };

    /// <summary>What it has besides in a VPC with IPv6.</summary>
    private static readonly IpPermission everythingOut6 = new()
    {
        IpProtocol = "-1",
        Ipv6Ranges = [new() { CidrIpv6 = "::/0" }],
    };

    protected override IReadOnlyList<string> InPlace => [In, Out];

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await work.Ask(Ec2.DescribeSecurityGroups, new DescribeSecurityGroupsRequest { Filters = Mark.Of(work) }, ct))
        .SecurityGroups!.FirstOrDefault() is { } group ? IdOf(work, group.GroupId, group.GroupName) : null;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var name = work.Properties.Text("GroupName") ?? work.Name(NameMax);
        var made = await work.Ask(
            Ec2.CreateSecurityGroup,
            new CreateSecurityGroupRequest
            {
                GroupName = name,
                Description = work.Properties.Needed("GroupDescription"),
                VpcId = work.Properties.Text("VpcId"),
                TagSpecifications = Mark.On(TagOn.SecurityGroup, work),
            },
            ct);
        return IdOf(work, made.GroupId, name);
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        var group = (await Present(work, ct)).GroupId!;
        var (inbound, outbound) = (Rules(In), Rules(Out));
        await Sync(work, group, inbound(before), inbound(work.Properties), isEgress: false, ct);
        var (was, now) = (outbound(before), outbound(work.Properties));
        if (was.Count == 0 && now.Count > 0)
        {
            await Revoke(work, group, everythingOut, isEgress: true, ct);
            await Revoke(work, group, everythingOut6, isEgress: true, ct);
        }

        await Sync(work, group, was, now, isEgress: true, ct);
        if (was.Count > 0 && now.Count == 0)
        {
            await Authorize(work, group, everythingOut, isEgress: true, ct);
        }
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct) => await work.Ask(
        Ec2.DeleteSecurityGroup,
        IsId(work.Id!) ? new DeleteSecurityGroupRequest { GroupId = work.Id } : new() { GroupName = work.Id },
        ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var group = await Present(work, ct);
        var rules = (await work.Ask(
            Ec2.DescribeSecurityGroupRules,
            new DescribeSecurityGroupRulesRequest { Filters = Mark.Where("group-id", group.GroupId) },
            ct))
            .SecurityGroupRules!;
        var shown = Properties.Of(group);
        shown["GroupDescription"] = group.Description;
        shown["Id"] = work.Id;
        shown[In] = new JsonArray([.. rules.Where(rule => rule.IsEgress == false).Select(GroupRuleText.Show)]);
        shown[Out] = new JsonArray([.. rules.Where(rule => rule.IsEgress == true).Select(GroupRuleText.Show)]);
        return shown;
    }

    protected override async ValueTask<string?> Tagged(Work work, CancellationToken ct) =>
        (await Present(work, ct)).GroupId;

    private static bool IsId(string id) => id.StartsWith("sg-", StringComparison.Ordinal);

    private static string IdOf(Work work, string? id, string? name) => work.Properties.Has("VpcId") ? id! : name!;

    private static Func<Properties, List<Properties>> Rules(string name) => properties => properties.Groups(name);

    private async ValueTask<SecurityGroup> Present(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeSecurityGroups,
        IsId(work.Id!)
            ? new DescribeSecurityGroupsRequest { GroupIds = [work.Id!] }
            : new() { GroupNames = [work.Id!] },
        ct)).SecurityGroups![0];

    /// <summary>
    /// Takes away what the template said and says no more, before it gives what it says now: both may be the same rule
    /// in other words. Whatever a try before this one did is done already, and that is no error.
    /// </summary>
    private async ValueTask Sync(
        Work work, string group, List<Properties> before, List<Properties> after, bool isEgress, CancellationToken ct)
    {
        foreach (var rule in before.Where(rule => !after.Exists(other => GroupRuleText.Same(rule, other))))
        {
            await Revoke(work, group, GroupRuleText.Read(rule), isEgress, ct);
        }

        foreach (var rule in after)
        {
            var was = before.Find(other => GroupRuleText.Same(rule, other));
            if (was is null)
            {
                await Authorize(work, group, GroupRuleText.Read(rule), isEgress, ct);
            }
            else if (was.Text("Description") != rule.Text("Description"))
            {
                await Describe(work, group, GroupRuleText.Read(rule), isEgress, ct);
            }
        }
    }

    private async ValueTask Authorize(
        Work work, string group, IpPermission rule, bool isEgress, CancellationToken ct)
    {
        try
        {
            if (isEgress)
            {
                await work.Ask(
                    Ec2.AuthorizeSecurityGroupEgress,
                    new AuthorizeSecurityGroupEgressRequest { GroupId = group, IpPermissions = [rule] },
                    ct);
            }
            else
            {
                await work.Ask(
                    Ec2.AuthorizeSecurityGroupIngress,
                    new AuthorizeSecurityGroupIngressRequest { GroupId = group, IpPermissions = [rule] },
                    ct);
            }
        }
        catch (AwsError error) when (error.Code == "InvalidPermission.Duplicate")
        {
            // A rule is what it lets through: there are never two of it.
        }
    }

    private async ValueTask Revoke(Work work, string group, IpPermission rule, bool isEgress, CancellationToken ct)
    {
        try
        {
            if (isEgress)
            {
                await work.Ask(
                    Ec2.RevokeSecurityGroupEgress,
                    new RevokeSecurityGroupEgressRequest { GroupId = group, IpPermissions = [rule] },
                    ct);
            }
            else
            {
                await work.Ask(
                    Ec2.RevokeSecurityGroupIngress,
                    new RevokeSecurityGroupIngressRequest { GroupId = group, IpPermissions = [rule] },
                    ct);
            }
        }
        catch (AwsError error) when (error.Code == "InvalidPermission.NotFound")
        {
            // It was taken away before.
        }
    }

    private async ValueTask Describe(Work work, string group, IpPermission rule, bool isEgress, CancellationToken ct)
    {
        if (isEgress)
        {
            await work.Ask(
                Ec2.UpdateSecurityGroupRuleDescriptionsEgress,
                new UpdateSecurityGroupRuleDescriptionsEgressRequest { GroupId = group, IpPermissions = [rule] },
                ct);
        }
        else
        {
            await work.Ask(
                Ec2.UpdateSecurityGroupRuleDescriptionsIngress,
                new UpdateSecurityGroupRuleDescriptionsIngressRequest { GroupId = group, IpPermissions = [rule] },
                ct);
        }
    }
}
