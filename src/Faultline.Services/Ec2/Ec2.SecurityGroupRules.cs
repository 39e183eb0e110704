using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;
using EgressDescribed = Faultline.Api.Ec2.UpdateSecurityGroupRuleDescriptionsEgressResult;
using IngressDescribed = Faultline.Api.Ec2.UpdateSecurityGroupRuleDescriptionsIngressResult;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Listing<SecurityGroupRule> ruleListing = new(
        Noun.SecurityGroupRule,
        rule => rule.SecurityGroupRuleId!,
        new Filters<SecurityGroupRule>()
            .On("group-id", rule => rule.GroupId)
            .On("security-group-rule-id", rule => rule.SecurityGroupRuleId)
            .OnTags(rule => rule.Tags),
        NetworkPages.Most);

    public override async ValueTask<AuthorizeSecurityGroupIngressResult> AuthorizeSecurityGroupIngress(
        Call call, AuthorizeSecurityGroupIngressRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.SecurityGroupRule);
        using var held = await book.Take(call.Account, ct);
        var group = held.State.Group(call.Account, request.GroupId, request.GroupName);
        var flat = new FlatPermission(request.IpProtocol, request.FromPort, request.ToPort, request.CidrIp)
        {
            Group = request.SourceSecurityGroupName,
            GroupOwner = request.SourceSecurityGroupOwnerId,
        };
        var rules = new Permissions(held.State, group, IsEgress: false).Read(flat.Or(request.IpPermissions));
        var added = Authorize(
            call, new(held.State, group, isEgress: false), rules, request.TagSpecifications, request.DryRun);
        await held.Keep();
        TellNetworks();
        return new() { Return = true, SecurityGroupRules = added };
    }

    public override async ValueTask<AuthorizeSecurityGroupEgressResult> AuthorizeSecurityGroupEgress(
        Call call, AuthorizeSecurityGroupEgressRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.SecurityGroupRule);
        using var held = await book.Take(call.Account, ct);
        var group = held.State.Group(call.Account, request.GroupId, null);
        var flat = new FlatPermission(request.IpProtocol, request.FromPort, request.ToPort, request.CidrIp)
        {
            Group = request.SourceSecurityGroupName,
            GroupOwner = request.SourceSecurityGroupOwnerId,
        };
        var rules = new Permissions(held.State, group, IsEgress: true).Read(flat.Or(request.IpPermissions));
        var added = Authorize(
            call, new(held.State, group, isEgress: true), rules, request.TagSpecifications, request.DryRun);
        await held.Keep();
        TellNetworks();
        return new() { Return = true, SecurityGroupRules = added };
    }

    public override async ValueTask<RevokeSecurityGroupIngressResult> RevokeSecurityGroupIngress(
        Call call, RevokeSecurityGroupIngressRequest request, CancellationToken ct)
    {
        var asked = new Revocation(request.GroupId, request.GroupName, IsEgress: false)
        {
            Ids = request.SecurityGroupRuleIds,
            Flat = new(request.IpProtocol, request.FromPort, request.ToPort, request.CidrIp)
            {
                Group = request.SourceSecurityGroupName,
                GroupOwner = request.SourceSecurityGroupOwnerId,
            },
            Permissions = request.IpPermissions,
            DryRun = request.DryRun,
        };
        var (revoked, unknown) = await Revoke(call, asked, ct);
        return new() { Return = true, RevokedSecurityGroupRules = revoked, UnknownIpPermissions = unknown };
    }

    public override async ValueTask<RevokeSecurityGroupEgressResult> RevokeSecurityGroupEgress(
        Call call, RevokeSecurityGroupEgressRequest request, CancellationToken ct)
    {
        var asked = new Revocation(request.GroupId, GroupName: null, IsEgress: true)
        {
            Ids = request.SecurityGroupRuleIds,
            Flat = new(request.IpProtocol, request.FromPort, request.ToPort, request.CidrIp)
            {
                Group = request.SourceSecurityGroupName,
                GroupOwner = request.SourceSecurityGroupOwnerId,
            },
            Permissions = request.IpPermissions,
            DryRun = request.DryRun,
        };
        var (revoked, unknown) = await Revoke(call, asked, ct);
        return new() { Return = true, RevokedSecurityGroupRules = revoked, UnknownIpPermissions = unknown };
    }

    public override async ValueTask<DescribeSecurityGroupRulesResult> DescribeSecurityGroupRules(
        Call call, DescribeSecurityGroupRulesRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var (page, next) = ruleListing.Of(
            call,
            held.State.Rules.Of(call.Account).Select(row => row.Shown),
            request.SecurityGroupRuleIds,
            request.Filters,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { SecurityGroupRules = page, NextToken = next };
    }

    public override async ValueTask<ModifySecurityGroupRulesResult> ModifySecurityGroupRules(
        Call call, ModifySecurityGroupRulesRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var state = held.State;
        var group = state.Group(call.Account, request.GroupId, null);
        var changed = request.SecurityGroupRules.ConvertAll(each => RuleChange.Read(state, group, each));
        RuleChange.Check(state, group, changed);
        DryRun.Stop(request.DryRun);
        changed.ForEach(state.Rules.Put);
        await held.Keep();
        TellNetworks();
        return new() { Return = true };
    }

    public override async ValueTask<IngressDescribed> UpdateSecurityGroupRuleDescriptionsIngress(
        Call call, UpdateSecurityGroupRuleDescriptionsIngressRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var group = held.State.Group(call.Account, request.GroupId, request.GroupName);
        var changed = RuleChange.Describe(
            held.State, group, isEgress: false, request.IpPermissions, request.SecurityGroupRuleDescriptions);
        DryRun.Stop(request.DryRun);
        changed.ForEach(held.State.Rules.Put);
        await held.Keep();
        return new() { Return = true };
    }

    public override async ValueTask<EgressDescribed> UpdateSecurityGroupRuleDescriptionsEgress(
        Call call, UpdateSecurityGroupRuleDescriptionsEgressRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var group = held.State.Group(call.Account, request.GroupId, request.GroupName);
        var changed = RuleChange.Describe(
            held.State, group, isEgress: true, request.IpPermissions, request.SecurityGroupRuleDescriptions);
        DryRun.Stop(request.DryRun);
        changed.ForEach(held.State.Rules.Put);
        await held.Keep();
        return new() { Return = true };
    }

    private List<SecurityGroupRule> Authorize(
        Call call, GroupRules there, List<SecurityGroupRule> rules, List<TagSpecification>? tags, bool? dryRun)
    {
        var tagged = Tagging.For(call, ResourceType.SecurityGroupRule, tags);
        there.Check(rules);
        DryRun.Stop(dryRun);
        return there.Add(rules, region, tagged, call.Dice);
    }

    /// <summary>Takes rules away, and says which, and which permissions no rule had.</summary>
    private async ValueTask<(List<RevokedSecurityGroupRule> Revoked, List<IpPermission> Unknown)> Revoke(
        Call call, Revocation asked, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var group = held.State.Group(call.Account, asked.GroupId, asked.GroupName);
        var (revoked, unknown) = asked.Read(held.State, group);
        DryRun.Stop(asked.DryRun);
        revoked.ForEach(rule => held.State.Rules.Remove(rule.SecurityGroupRuleId!));
        await held.Keep();
        TellNetworks();
        return (revoked, unknown);
    }
}
