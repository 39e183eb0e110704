using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Listing<SecurityGroup> groupListing = new(
        Noun.SecurityGroup, group => group.GroupId!, GroupFilters.All, NetworkPages.Most);

    public override async ValueTask<CreateSecurityGroupResult> CreateSecurityGroup(
        Call call, CreateSecurityGroupRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, ResourceType.SecurityGroup);
        var tags = Tagging.For(call, ResourceType.SecurityGroup, request.TagSpecifications);
        CheckGroupName(request.GroupName);
        if (!GroupText.Holds(request.Description))
        {
            throw Refusal.Value(
                $"Value ({request.Description}) for parameter GroupDescription is invalid. "
                + $"Invalid security group description. {GroupText.Allowed}");
        }

        using var held = await book.Take(call.Account, ct);
        var vpc = held.State.VpcOrDefault(call.Account, request.VpcId);
        if (held.State.GroupNamed(vpc, request.GroupName) is not null)
        {
            throw new AwsError(
                "InvalidGroup.Duplicate", 400,
                $"The security group '{request.GroupName}' already exists for VPC '{vpc.Id}'");
        }

        DryRun.Stop(request.DryRun);
        var group = new NewSecurityGroup(region, vpc, request.GroupName, request.Description) { Tags = tags }
            .Make(held.State, call.Dice);
        await held.Keep();
        return new() { GroupId = group.Id, SecurityGroupArn = group.Shown.SecurityGroupArn, Tags = tags };
    }

    public override async ValueTask<DeleteSecurityGroupResult> DeleteSecurityGroup(
        Call call, DeleteSecurityGroupRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var state = held.State;
        var group = state.Group(call.Account, request.GroupId, request.GroupName);
        if (group.Shown.GroupName == "default")
        {
            throw new AwsError(
                "CannotDelete", 400,
                $"the specified group: \"{group.Id}\" name: \"default\" cannot be deleted by a user");
        }

        if (state.Interfaces.All.Any(row => row.Shown.Groups!.Exists(each => each.GroupId == group.Id))
            || state.Rules.All.Any(row => row.Shown.ReferencedGroupInfo?.GroupId == group.Id
                && row.Shown.GroupId != group.Id
                && state.SecurityGroups.Find(row.Shown.GroupId)?.Shown.VpcId == group.Shown.VpcId))
        {
            throw NetworkRefusal.HasDependents(group.Id);
        }

        DryRun.Stop(request.DryRun);
        foreach (var rule in state.Rules.All.Where(row => row.Shown.GroupId == group.Id).ToList())
        {
            state.Rules.Remove(rule.Id);
        }

        state.SecurityGroups.Remove(group.Id);
        await held.Keep();
        return new() { Return = true, GroupId = group.Id };
    }

    public override async ValueTask<DescribeSecurityGroupsResult> DescribeSecurityGroups(
        Call call, DescribeSecurityGroupsRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var state = held.State;
        var named = (request.GroupNames ?? []).ConvertAll(name => state.Group(call.Account, null, name).Id);
        var (page, next) = groupListing.Of(
            call,
            state.SecurityGroups.Of(call.Account).Select(row => Show(state, row)),
            [.. request.GroupIds ?? [], .. named],
            request.Filters,
            request.MaxResults,
            request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { SecurityGroups = page, NextToken = next };
    }

    /// <summary>A group with its rules, put together as permissions.</summary>
    private static SecurityGroup Show(Ec2State state, Owned<SecurityGroup> group) => group.Shown.With(shown =>
    {
        shown.IpPermissions = new GroupRules(state, group, isEgress: false).Show();
        shown.IpPermissionsEgress = new GroupRules(state, group, isEgress: true).Show();
    });

    private static void CheckGroupName(string name)
    {
        if (name.StartsWith("sg-", StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.Value(
                $"Invalid value '{name}' for groupName. Group names may not be in the format sg-*.");
        }

        if (name == "default")
        {
            throw Refusal.Value("Cannot use reserved security group name: default");
        }

        if (name.Length == 0 || !GroupText.Holds(name))
        {
            throw Refusal.Value(
                $"Value ({name}) for parameter GroupName is invalid. {GroupText.Allowed}");
        }
    }
}
