using System.Text.Json.Nodes;
using Faultline.Api.Logs;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Logs.Resources;

/// <summary>Filters that send logs on. Its id is the filter's name; putting it twice makes one.</summary>
internal sealed class SubscriptionFilterType(LogsApi logs) : ResourceType("AWS::Logs::SubscriptionFilter")
{
    private const int NameMax = 512;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = work.Properties.Text("FilterName") ?? work.Name(NameMax);
        await Put(work, name, ct);
        return name;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct) =>
        await Put(work, work.Id!, ct);

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        logs.DeleteSubscriptionFilter,
        new DeleteSubscriptionFilterRequest { LogGroupName = Group(work), FilterName = work.Id! },
        ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        var found = await this.OrGone(work.Ask(
            logs.DescribeSubscriptionFilters,
            new DescribeSubscriptionFiltersRequest
            {
                LogGroupName = Group(work),
                FilterNamePrefix = work.Id,
                Limit = 1,
            },
            ct));
        return found?.SubscriptionFilters!.Find(each => each.FilterName == work.Id) is { } filter
            ? this.Shown(filter)
            : null;
    }

    private static string Group(Work work) => work.Properties.Needed("LogGroupName");

    private async ValueTask Put(Work work, string name, CancellationToken ct)
    {
        var request = work.Properties.As<PutSubscriptionFilterRequest>();
        request.FilterName = name;
        await work.Ask(logs.PutSubscriptionFilter, request, ct);
    }
}
