using System.Text.Json.Nodes;
using Faultline.Api.AutoScaling;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Resources;

/// <summary>Scheduled actions of groups. Its id is the action's name; putting it twice makes one.</summary>
internal sealed class ScheduledActionType(AutoScalingApi scaling) : ResourceType("AWS::AutoScaling::ScheduledAction")
{
    private const int NameMax = 255;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = work.Name(NameMax);
        await Put(work, name, ct);
        return name;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct) =>
        await Put(work, work.Id!, ct);

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        scaling.DeleteScheduledAction,
        new DeleteScheduledActionType { AutoScalingGroupName = Group(work), ScheduledActionName = work.Id! },
        ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        var found = await this.OrGone(work.Ask(
            scaling.DescribeScheduledActions,
            new DescribeScheduledActionsType { AutoScalingGroupName = Group(work), ScheduledActionNames = [work.Id!] },
            ct));
        if (found?.ScheduledUpdateGroupActions!.FirstOrDefault() is not { } action)
        {
            return null;
        }

        var shown = this.Shown(action);
        shown["ScheduledActionName"] = action.ScheduledActionName;
        return shown;
    }

    public override bool SaysGone(AwsError error) => Absence.Is(error);

    private static string Group(Work work) => work.Properties.Needed("AutoScalingGroupName");

    private async ValueTask Put(Work work, string name, CancellationToken ct)
    {
        var request = work.Properties.As<PutScheduledUpdateGroupActionType>();
        request.ScheduledActionName = name;
        await work.Ask(scaling.PutScheduledUpdateGroupAction, request, ct);
    }
}
