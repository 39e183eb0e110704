using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Metrics;
using Faultline.Wire;
using Metric = Faultline.Services.CloudWatch.Metrics.Metric;

namespace Faultline.Services.CloudWatch;

internal sealed partial class CloudWatch
{
    public override async ValueTask<ListMetricsOutput> ListMetrics(
        Call call, ListMetricsInput request, CancellationToken ct)
    {
        if (request.RecentlyActive is not (null or RecentlyActive.Pt3h))
        {
            throw Refusal.Value($"The value {request.RecentlyActive} for parameter RecentlyActive is invalid.");
        }

        var since = call.Now - (request.RecentlyActive is null ? Limits.Listed : Limits.Recently);
        using var held = await metrics.Take(ct);
        var (page, next) = Pages.Cut(
            call,
            held.State.Of(call.Account).Where(metric => IsMeant(metric, request, since.ToUnixTimeSeconds())),
            metric => string.Join(
                '\n',
                metric.Dimensions.Select(pair => $"{pair.Key}={pair.Value}").Prepend(metric.Name)
                    .Prepend(metric.Namespace)),
            null,
            Limits.MetricsPageMax,
            request.NextToken);
        var isLinked = request.IncludeLinkedAccounts == true;
        var shown = page.ConvertAll(metric => new Api.CloudWatch.Metric
        {
            Namespace = metric.Namespace,
            MetricName = metric.Name,
            Dimensions = Named.Dimensions(metric.Dimensions),
        });
        await held.Keep();
        return new()
        {
            Metrics = shown,
            NextToken = next,
            OwningAccounts = isLinked ? page.ConvertAll(metric => metric.Account) : null,
        };
    }

    /// <summary>Of a metric, the dimensions that are asked for must be there; others may be too.</summary>
    private static bool IsMeant(Metric metric, ListMetricsInput request, long since) =>
        metric.LastAt >= since
        && (request.OwningAccount is null || request.OwningAccount == metric.Account)
        && (request.Namespace is null || request.Namespace == metric.Namespace)
        && (request.MetricName is null || request.MetricName == metric.Name)
        && (request.Dimensions ?? []).TrueForAll(filter => metric.Dimension(filter.Name) is { } value
            && (filter.Value is null || filter.Value == value));
}
