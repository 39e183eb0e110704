using System.Text;
using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Keeping;
using Faultline.Wire;

namespace Faultline.Services.CloudWatch;

internal sealed partial class CloudWatch
{
    public override async ValueTask<PutDashboardOutput> PutDashboard(
        Call call, PutDashboardInput request, CancellationToken ct)
    {
        DashboardRules.Check(request);
        using var held = await book.Take(ct);
        var id = Dashboard.ArnOf(call.Account, request.DashboardName);
        var known = held.State.Dashboards.Find(call.Account, id);
        if (known is null && held.State.Dashboards.Of(call.Account).Count() >= Limits.DashboardsMax)
        {
            throw Refusal.TooManyDashboards();
        }

        held.State.Dashboards.Put(
            new(id, call.Account, request.DashboardName, request.DashboardBody, call.Now)
            {
                Tags = known?.Tags ?? Tagging.Merge(call, [], request.Tags),
            });
        await held.Keep();
        return new() { DashboardValidationMessages = [] };
    }

    public override async ValueTask<GetDashboardOutput> GetDashboard(
        Call call, GetDashboardInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var dashboard = Found(held.State, call, request.DashboardName);
        await held.Keep();
        return new()
        {
            DashboardArn = dashboard.Id,
            DashboardName = dashboard.Name,
            DashboardBody = dashboard.Body,
        };
    }

    public override async ValueTask<ListDashboardsOutput> ListDashboards(
        Call call, ListDashboardsInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var (page, next) = Pages.Cut(
            call,
            held.State.Dashboards.Of(call.Account).Where(dashboard =>
                dashboard.Name.StartsWith(request.DashboardNamePrefix ?? "", StringComparison.Ordinal)),
            dashboard => dashboard.Name,
            null,
            Limits.DashboardsPageMax,
            request.NextToken);
        await held.Keep();
        return new()
        {
            DashboardEntries = page.ConvertAll(dashboard => new DashboardEntry
            {
                DashboardName = dashboard.Name,
                DashboardArn = dashboard.Id,
                LastModified = dashboard.Modified,
                Size = Encoding.UTF8.GetByteCount(dashboard.Body),
            }),
            NextToken = next,
        };
    }

    /// <summary>All of them, or none.</summary>
    public override async ValueTask<DeleteDashboardsOutput> DeleteDashboards(
        Call call, DeleteDashboardsInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var all = request.DashboardNames.Distinct(StringComparer.Ordinal)
            .Select(name => Found(held.State, call, name)).ToList();
        all.ForEach(dashboard => held.State.Dashboards.Remove(dashboard.Id));
        await held.Keep();
        return new();
    }

    private static Dashboard Found(AlarmState state, Call call, string name) =>
        state.Dashboards.Find(call.Account, Dashboard.ArnOf(call.Account, name))
        ?? throw CloudWatchErrors.DashboardNotFoundError($"Dashboard {name} does not exist");
}
