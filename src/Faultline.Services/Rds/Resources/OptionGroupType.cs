using System.Text.Json.Nodes;
using Faultline.Api.Rds;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Rds.Resources;

/// <summary>Option groups, which hold nothing for PostgreSQL. Its id is the name.</summary>
internal sealed class OptionGroupType(RdsApi rds) : ResourceType("AWS::RDS::OptionGroup")
{
    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = Tags.NameOf(work, "OptionGroupName");
        if (await Look(work, name, ct) is { } there)
        {
            await Tags.CheckOwn(rds, work, Name, there.OptionGroupArn!, name, ct);
            return name;
        }

        this.Refuse(work.Properties, "OptionConfigurations");
        var request = work.Properties.As<CreateOptionGroupMessage>("Tags");
        request.OptionGroupName = name;
        request.Tags = Tags.Asked(work);
        await work.Ask(rds.CreateOptionGroup, request, ct);
        return name;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        this.Refuse(work.Properties, "OptionConfigurations");
        var group = await Look(work, work.Id!, ct) ?? throw Refused.Gone(Name, work.Id!);
        await Tags.Update(rds, work, before, group.OptionGroupArn!, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        rds.DeleteOptionGroup, new DeleteOptionGroupMessage { OptionGroupName = work.Id! }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, work.Id!, ct) is not { } group)
        {
            return null;
        }

        var shown = this.Shown(group);
        shown["Tags"] = Marks.Shown(work, await Tags.Read(rds, work, group.OptionGroupArn!, ct));
        return shown;
    }

    private async ValueTask<OptionGroup?> Look(Work work, string name, CancellationToken ct) =>
        (await this.OrGone(work.Ask(
            rds.DescribeOptionGroups, new DescribeOptionGroupsMessage { OptionGroupName = name }, ct)))
            ?.OptionGroupsList![0];
}
