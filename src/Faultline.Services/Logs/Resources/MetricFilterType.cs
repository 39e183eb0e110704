using System.Text.Json.Nodes;
using Faultline.Api.Logs;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Logs.Resources;

/// <summary>Filters that make metrics of logs. Its id is the filter's name; putting it twice makes one.</summary>
internal sealed class MetricFilterType(LogsApi logs) : ResourceType("AWS::Logs::MetricFilter")
{
    private const string Metrics = "MetricTransformations";
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
        logs.DeleteMetricFilter,
        new DeleteMetricFilterRequest { LogGroupName = Group(work), FilterName = work.Id! },
        ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        var found = await this.OrGone(work.Ask(
            logs.DescribeMetricFilters,
            new DescribeMetricFiltersRequest { LogGroupName = Group(work), FilterNamePrefix = work.Id, Limit = 1 },
            ct));
        if (found?.MetricFilters!.Find(each => each.FilterName == work.Id) is not { } filter)
        {
            return null;
        }

        var shown = this.Shown(filter);
        foreach (var metric in shown[Metrics]!.AsArray())
        {
            if (metric!["Dimensions"] is JsonObject dimensions)
            {
                metric["Dimensions"] = new JsonArray(
                [
                    .. dimensions.Select(one => new JsonObject
                    {
                        ["Key"] = one.Key,
                        ["Value"] = one.Value!.DeepClone(),
                    }),
                ]);
            }
        }

        return shown;
    }

    private static string Group(Work work) => work.Properties.Needed("LogGroupName");

    private async ValueTask Put(Work work, string name, CancellationToken ct)
    {
        var request = work.Properties.As<PutMetricFilterRequest>(Metrics);
        request.FilterName = name;
        request.MetricTransformations = work.Properties.Groups(Metrics).ConvertAll(Transformation);
        await work.Ask(logs.PutMetricFilter, request, ct);
    }

    /// <summary>Templates list dimensions, the API maps them.</summary>
    private static MetricTransformation Transformation(Properties asked)
    {
        var metric = asked.As<MetricTransformation>("Dimensions");
        if (asked.Groups("Dimensions") is { Count: > 0 } dimensions)
        {
            metric.Dimensions = dimensions.ToDictionary(
                each => each.Needed("Key"), each => each.Needed("Value"), StringComparer.Ordinal);
        }

        return metric;
    }
}
