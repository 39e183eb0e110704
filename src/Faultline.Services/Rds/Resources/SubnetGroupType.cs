using System.Text.Json.Nodes;
using Faultline.Api.Rds;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Rds.Resources;

/// <summary>Subnet groups. Its id is the name.</summary>
internal sealed class SubnetGroupType(RdsApi rds) : ResourceType("AWS::RDS::DBSubnetGroup")
{
    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = Tags.NameOf(work, "DBSubnetGroupName");
        if (await Look(work, name, ct) is { } there)
        {
            await Tags.CheckOwn(rds, work, Name, there.DBSubnetGroupArn!, name, ct);
            return name;
        }

        var request = work.Properties.As<CreateDBSubnetGroupMessage>("Tags");
        request.DBSubnetGroupName = name;
        request.Tags = Tags.Asked(work);
        await work.Ask(rds.CreateDBSubnetGroup, request, ct);
        return name;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        var request = work.Properties.As<ModifyDBSubnetGroupMessage>();
        request.DBSubnetGroupName = work.Id!;
        var shown = await work.Ask(rds.ModifyDBSubnetGroup, request, ct);
        await Tags.Update(rds, work, before, shown.DBSubnetGroup!.DBSubnetGroupArn!, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        rds.DeleteDBSubnetGroup, new DeleteDBSubnetGroupMessage { DBSubnetGroupName = work.Id! }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, work.Id!, ct) is not { } group)
        {
            return null;
        }

        var shown = this.Shown(group);
        shown["SubnetIds"] = Asking.List(group.Subnets!.Select(subnet => subnet.SubnetIdentifier!));
        shown["Tags"] = Marks.Shown(work, await Tags.Read(rds, work, group.DBSubnetGroupArn!, ct));
        shown["DBSubnetGroupArn"] = group.DBSubnetGroupArn;
        return shown;
    }

    private async ValueTask<DBSubnetGroup?> Look(Work work, string name, CancellationToken ct) =>
        (await this.OrGone(work.Ask(
            rds.DescribeDBSubnetGroups, new DescribeDBSubnetGroupsMessage { DBSubnetGroupName = name }, ct)))
            ?.DBSubnetGroups![0];
}
