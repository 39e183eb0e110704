using System.Text.Json.Nodes;
using Faultline.Api.CloudWatch;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudWatch.Resources;

/// <summary>Dashboards. Its id is the name.</summary>
internal sealed class DashboardType(CloudWatchApi watch) : ResourceType("AWS::CloudWatch::Dashboard")
{
    private const int NameMax = 255;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = work.Properties.Text("DashboardName") ?? work.Name(NameMax);
        await Tags.CheckOwn(watch, work, Name, (await Look(work, name, ct))?.DashboardArn, name, ct);
        await Put(work, name, ct);
        return name;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        await Put(work, work.Id!, ct);
        var dashboard = await Look(work, work.Id!, ct) ?? throw Refused.Gone(Name, work.Id!);
        await Tags.Update(watch, work, dashboard.DashboardArn!, before, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        watch.DeleteDashboards, new DeleteDashboardsInput { DashboardNames = [work.Id!] }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct) =>
        await Look(work, work.Id!, ct) is not { } dashboard ? null : new JsonObject
        {
            ["DashboardName"] = dashboard.DashboardName,
            ["DashboardBody"] = dashboard.DashboardBody,
            ["Tags"] = Marks.Shown(work, await Tags.Read(watch, work, dashboard.DashboardArn!, ct)),
        };

    private async ValueTask Put(Work work, string name, CancellationToken ct) => await work.Ask(
        watch.PutDashboard,
        new PutDashboardInput
        {
            DashboardName = name,
            DashboardBody = work.Properties.Document("DashboardBody") ?? throw Refused.Missing("DashboardBody"),
            Tags = Tags.Asked(work),
        },
        ct);

    private async ValueTask<GetDashboardOutput?> Look(Work work, string name, CancellationToken ct) =>
        await this.OrGone(work.Ask(watch.GetDashboard, new GetDashboardInput { DashboardName = name }, ct));
}
