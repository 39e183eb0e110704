using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Options;
using Faultline.Services.Rds.Parameters;
using Faultline.Services.Rds.Subnets;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    public override async ValueTask AddTagsToResource(
        Call call, AddTagsToResourceMessage request, CancellationToken ct) =>
        await Tag(call, request.ResourceName, tags => Tagging.Merge(call, tags, request.Tags), ct);

    public override async ValueTask RemoveTagsFromResource(
        Call call, RemoveTagsFromResourceMessage request, CancellationToken ct) =>
        await Tag(call, request.ResourceName, tags => Tagging.Without(tags, request.TagKeys), ct);

    public override async ValueTask<TagListMessage> ListTagsForResource(
        Call call, ListTagsForResourceMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var (table, row) = Tagged(held.State, call, request.ResourceName);
        var tags = table.TagsOf(call.Account).FirstOrDefault(each => each.Id == row.Id).Tags ?? [];
        await held.Keep();
        return new() { TagList = [.. tags] };
    }

    private async ValueTask Tag(
        Call call, string arn, Func<IReadOnlyList<Tag>, List<Tag>> change, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var (table, row) = Tagged(state, call, arn);
        Settle(state, row);
        table.Tag(row.Id, change);
        await held.Keep();
    }

    /// <summary>A default group is kept from when it is tagged on.</summary>
    private static void Settle(RdsState state, IRow row)
    {
        if (row is ParameterGroupRow group && state.ParameterGroups.Find(row.Id) is null)
        {
            state.ParameterGroups.Put(group);
        }
        else if (row is NamedRow<OptionGroup> options && state.OptionGroups.Find(row.Id) is null)
        {
            state.OptionGroups.Put(options);
        }
    }

    private (ITagged<Tag> Table, IRow Row) Tagged(RdsState state, Call call, string arn)
    {
        if (Arns.Read(arn) is not { } parts)
        {
            throw Refusal.Invalid($"Invalid resource name: {arn}");
        }

        if (parts.Region != region || parts.Account != call.Account)
        {
            throw Refusal.Invalid("The specified resource name does not match an RDS resource in this region.");
        }

        var (account, name) = (call.Account, parts.Name);
        return parts.Type switch
        {
            Arns.Instance => (state.Instances, state.Instance(account, name) ?? throw Refusal.NoInstance(name)),
            Arns.SubnetGroup => (
                state.SubnetGroups,
                SubnetGroups.Find(state, account, name) ?? throw Refusal.NoSubnetGroup(name)),
            Arns.ParameterGroup => (
                state.ParameterGroups,
                ParameterGroups.Find(state, region, account, name) ?? throw Refusal.NoParameterGroup(name)),
            Arns.OptionGroup => (
                state.OptionGroups,
                OptionGroupRules.Find(state, region, account, name) ?? throw Refusal.NoOptionGroup(name)),
            Arns.Subscription => (state.Subscriptions, Subscribed(state, call, name)),
            Arns.Snapshot => (
                state.Snapshots,
                state.Snapshots.Of(account).FirstOrDefault(row => row.Shown.DBSnapshotArn == arn)
                    ?? throw RdsErrors.DBSnapshotNotFoundFault($"DBSnapshot {name} not found.")),
            Arns.AutomatedBackup => (
                state.AutomatedBackups,
                state.AutomatedBackups.Of(account)
                    .FirstOrDefault(row => row.Shown.DBInstanceAutomatedBackupsArn == arn)
                    ?? throw RdsErrors.DBInstanceAutomatedBackupNotFoundFault(
                        $"DBInstanceAutomatedBackup {name} not found.")),
            _ => throw Refusal.NotBuilt($"tags of resources of the type {parts.Type}"),
        };
    }
}
