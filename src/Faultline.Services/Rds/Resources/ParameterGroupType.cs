using System.Text.Json.Nodes;
using Faultline.Api.Rds;
using Faultline.Services.Provisioning;
using Faultline.Services.Rds.Parameters;

namespace Faultline.Services.Rds.Resources;

/// <summary>
/// Parameter groups, with what is changed in them: at once where that can be. Its id is the name.
/// </summary>
internal sealed class ParameterGroupType(RdsApi rds) : ResourceType("AWS::RDS::DBParameterGroup")
{
    private const int AtOnceMax = 20;
    private const string Changed = "Parameters";

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = Tags.NameOf(work, "DBParameterGroupName");
        if (await Look(work, name, ct) is { } there)
        {
            await Tags.CheckOwn(rds, work, Name, there.DBParameterGroupArn!, name, ct);
        }
        else
        {
            await work.Ask(
                rds.CreateDBParameterGroup,
                new CreateDBParameterGroupMessage
                {
                    DBParameterGroupName = name,
                    DBParameterGroupFamily = work.Properties.Needed("Family"),
                    Description = work.Properties.Needed("Description"),
                    Tags = Tags.Asked(work),
                },
                ct);
        }

        await Modify(work with { Id = name }, Asked(work.Properties), ct);
        return name;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        var (was, now) = (Asked(before), Asked(work.Properties));
        foreach (var gone in was.Keys.Except(now.Keys, StringComparer.Ordinal).Chunk(AtOnceMax))
        {
            await work.Ask(
                rds.ResetDBParameterGroup,
                new ResetDBParameterGroupMessage
                {
                    DBParameterGroupName = work.Id!,
                    Parameters = [.. gone.Select(name => Parameter(work, name, null))],
                },
                ct);
        }

        await Modify(
            work,
            now.Where(each => was.GetValueOrDefault(each.Key) != each.Value).ToDictionary(),
            ct);
        if (await Look(work, work.Id!, ct) is { } group)
        {
            await Tags.Update(rds, work, before, group.DBParameterGroupArn!, ct);
        }
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        rds.DeleteDBParameterGroup, new DeleteDBParameterGroupMessage { DBParameterGroupName = work.Id! }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, work.Id!, ct) is not { } group)
        {
            return null;
        }

        var shown = this.Shown(group);
        shown["Family"] = group.DBParameterGroupFamily;
        shown[Changed] = await Changes(work, ct);
        shown["Tags"] = Marks.Shown(work, await Tags.Read(rds, work, group.DBParameterGroupArn!, ct));
        shown["DBParameterGroupArn"] = group.DBParameterGroupArn;
        return shown;
    }

    /// <summary>By name; a document may be a text.</summary>
    private static Dictionary<string, string> Asked(Properties properties)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        if (properties.Group(Changed) is { } group)
        {
            foreach (var name in group.Names)
            {
                all[name] = group.Text(name) ?? "";
            }
        }

        return all;
    }

    private static Parameter Parameter(Work work, string name, string? value)
    {
        var isStatic = Families.Major(work.Properties.Needed("Family")) is { } major
            && ParameterTable.Of(major).GetValueOrDefault(name.ToLowerInvariant()) is { IsStatic: true };
        return new()
        {
            ParameterName = name,
            ParameterValue = value,
            ApplyMethod = isStatic ? ApplyMethod.PendingReboot : ApplyMethod.Immediate,
        };
    }

    private async ValueTask Modify(Work work, Dictionary<string, string> values, CancellationToken ct)
    {
        foreach (var some in values.Chunk(AtOnceMax))
        {
            await work.Ask(
                rds.ModifyDBParameterGroup,
                new ModifyDBParameterGroupMessage
                {
                    DBParameterGroupName = work.Id!,
                    Parameters = [.. some.Select(each => Parameter(work, each.Key, each.Value))],
                },
                ct);
        }
    }

    private async ValueTask<JsonObject> Changes(Work work, CancellationToken ct)
    {
        var all = new JsonObject();
        string? marker = null;
        do
        {
            var page = await work.Ask(
                rds.DescribeDBParameters,
                new DescribeDBParametersMessage { DBParameterGroupName = work.Id!, Source = "user", Marker = marker },
                ct);
            page.Parameters!.ForEach(each => all[each.ParameterName!] = each.ParameterValue);
            marker = page.Marker;
        }
        while (marker is not null);
        return all;
    }

    private async ValueTask<DBParameterGroup?> Look(Work work, string name, CancellationToken ct) =>
        (await this.OrGone(work.Ask(
            rds.DescribeDBParameterGroups,
            new DescribeDBParameterGroupsMessage { DBParameterGroupName = name },
            ct)))?.DBParameterGroups![0];
}
