using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Services.Logs.Events;
using Faultline.Services.Logs.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Logs.Metrics;

/// <summary>
/// Reports once a minute what metric filters count to CloudWatch. How far each has counted is kept after the report,
/// so that a crash in between reports that minute twice, and none is left out.
/// </summary>
internal sealed class Metering : IAsyncDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>PutMetricData in the API reference: data in one call.</summary>
    private const int DataMax = 1000;

    private readonly GroupBook book;
    private readonly Node node;
    private readonly Wire.Api? metrics;
    private readonly Errands errands;
    private readonly Reconciler reconciler;

    public Metering(GroupBook book, Node node, Wire.Api? metrics, Errands errands)
    {
        (this.book, this.node, this.metrics, this.errands) = (book, node, metrics, errands);
        reconciler = new(node, Look);
    }

    public void Start()
    {
        if (metrics is not null)
        {
            reconciler.Start();
        }
    }

    /// <summary>There may be a filter more to count for.</summary>
    public void Tell() => reconciler.Tell();

    public ValueTask DisposeAsync() => reconciler.DisposeAsync();

    /// <summary>Reports all that came before the minute that runs.</summary>
    internal async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var minute = new DateTimeOffset(node.Now.UtcTicks / Minute.Ticks * Minute.Ticks, TimeSpan.Zero);
        var isNeeded = false;
        foreach (var group in book.All.Where(group => group.HasMetricFilters))
        {
            isNeeded = true;
            await Report(group, minute.ToUnixTimeMilliseconds(), ct);
        }

        return isNeeded ? minute + Minute : null;
    }

    private async ValueTask Report(Group group, long minute, CancellationToken ct)
    {
        if (await group.TryTake(ct) is not { } held)
        {
            return;
        }

        List<MetricFilterRow> filters;
        List<Parcel> parcels;
        using (held)
        {
            filters = [.. held.State.MetricFilters.All];
            parcels = filters.Count == 0 ? [] :
            [
                .. held.State.After(filters.Min(filter => filter.Counted))
                    .TakeWhile(parcel => parcel.Ingested < minute),
            ];

            // Only what is durable is counted.
            await held.Keep();
        }

        if (parcels.Count == 0)
        {
            return;
        }

        // Events never change, so nobody has to wait while they are counted.
        foreach (var filter in filters)
        {
            foreach (var data in Tally.Of(filter, parcels).Chunk(DataMax))
            {
                await Put(group.Account, filter, [.. data], ct);
            }
        }

        await Note(group, filters, parcels[^1].Last, ct);
    }

    private async ValueTask Put(string account, MetricFilterRow filter, List<MetricDatum> data, CancellationToken ct)
    {
        try
        {
            await errands.Ask<IStructure>(
                metrics!,
                nameof(CloudWatchApi.PutMetricData),
                account,
                new PutMetricDataInput { Namespace = filter.Metric.MetricNamespace, MetricData = data },
                ct);
        }
        catch (AwsError refused) when (refused.SenderFault)
        {
            // It would be refused for ever, and keep all other filters waiting.
            node.Report(refused);
        }
    }

    private static async ValueTask Note(Group group, List<MetricFilterRow> filters, ulong last, CancellationToken ct)
    {
        if (await group.TryTake(ct) is not { } held)
        {
            return;
        }

        using (held)
        {
            foreach (var filter in filters.Where(filter => filter.Counted < last))
            {
                if (held.State.MetricFilters.Find(filter.Id) is { } now && now.Counted == filter.Counted)
                {
                    held.State.MetricFilters.Put(now with { Counted = last });
                }
            }

            await held.Keep();
        }
    }
}
