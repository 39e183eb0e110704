using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Subnets;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    public override async ValueTask<CreateDBSubnetGroupResult> CreateDBSubnetGroup(
        Call call, CreateDBSubnetGroupMessage request, CancellationToken ct)
    {
        var name = Names.SubnetGroup(request.DBSubnetGroupName);
        Names.Description("DBSubnetGroupDescription", request.DBSubnetGroupDescription);
        var tags = Tagging.Merge(call, [], request.Tags);
        var subnets = SubnetGroups.Checked(SubnetGroups.Asked(
            request.SubnetIds, await premises.Subnets(call, request.SubnetIds, ct)));
        using var held = await book.Take(ct);
        var state = held.State;
        if (SubnetGroups.Find(state, call.Account, name) is not null)
        {
            throw RdsErrors.DBSubnetGroupAlreadyExistsFault($"The DB subnet group '{name}' already exists.");
        }

        Limits.Check(
            state.SubnetGroups.Of(call.Account).Count(),
            Limits.SubnetGroupsMax,
            RdsErrors.DBSubnetGroupQuotaExceededFault,
            "DB subnet groups");
        var group = SubnetGroups.Made(region, call.Account, name, request.DBSubnetGroupDescription, subnets) with
        {
            Tags = tags,
        };
        state.SubnetGroups.Put(group);
        await held.Keep();
        return new() { DBSubnetGroup = group.Shown };
    }

    public override async ValueTask<ModifyDBSubnetGroupResult> ModifyDBSubnetGroup(
        Call call, ModifyDBSubnetGroupMessage request, CancellationToken ct)
    {
        var asked = SubnetGroups.Asked(request.SubnetIds, await premises.Subnets(call, request.SubnetIds, ct));
        using var held = await book.Take(ct);
        var group = Subnetted(held.State, call, request.DBSubnetGroupName);
        var vpc = group.Shown.VpcId;
        if (asked.Any(subnet => subnet.VpcId != vpc))
        {
            throw Refusal.Invalid("The new Subnets are not in the same Vpc as the existing subnet group");
        }

        if (SubnetGroups.Used(held.State, group, asked) is [_, ..] used)
        {
            throw RdsErrors.SubnetAlreadyInUse(
                $"Some of the subnets to be deleted are currently in use: {string.Join(", ", used)}");
        }

        var changed = SubnetGroups.With(group, SubnetGroups.Checked(asked)).With(shown =>
            shown.DBSubnetGroupDescription = request.DBSubnetGroupDescription ?? shown.DBSubnetGroupDescription);
        held.State.SubnetGroups.Put(changed);
        await held.Keep();
        return new() { DBSubnetGroup = changed.Shown };
    }

    public override async ValueTask DeleteDBSubnetGroup(
        Call call, DeleteDBSubnetGroupMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Subnetted(held.State, call, request.DBSubnetGroupName);
        var name = group.Shown.DBSubnetGroupName!;
        if (name == SubnetGroups.Default)
        {
            throw RdsErrors.InvalidDBSubnetGroupStateFault("The default DB subnet group cannot be deleted.");
        }

        if (Uses.OfSubnetGroup(held.State, call.Account, name) is [var user, ..])
        {
            throw RdsErrors.InvalidDBSubnetGroupStateFault(
                $"Cannot delete the subnet group '{name}' because at least one database instance: {user} is still "
                + "using it.");
        }

        held.State.SubnetGroups.Remove(group.Id);
        await held.Keep();
    }

    public override async ValueTask<DBSubnetGroupMessage> DescribeDBSubnetGroups(
        Call call, DescribeDBSubnetGroupsMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var all = string.IsNullOrEmpty(request.DBSubnetGroupName)
            ? held.State.SubnetGroups.Of(call.Account)
            : [Subnetted(held.State, call, request.DBSubnetGroupName)];
        var (page, next) = Pages.Cut(
            call, all.By(request.Filters), row => row.Shown.DBSubnetGroupName!, request.MaxRecords, request.Marker);
        await held.Keep();
        return new() { DBSubnetGroups = page.ConvertAll(row => row.Shown), Marker = next };
    }

    private static NamedRow<DBSubnetGroup> Subnetted(RdsState state, Call call, string name) =>
        SubnetGroups.Find(state, call.Account, name) ?? throw Refusal.NoSubnetGroup(name);
}
