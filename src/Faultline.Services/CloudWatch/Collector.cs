using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Services.CloudWatch.Metrics;

namespace Faultline.Services.CloudWatch;

/// <summary>
/// Asks the services of the region once a period what they measured, and keeps it under the accounts that it is of. Now
/// and then it lets go of what is kept too long.
/// </summary>
internal sealed class Collector(Node node, Timing timing, MetricBook metrics) : IAsyncDisposable
{
    /// <summary>
    /// AWS's services publish once a minute ("Basic monitoring and detailed monitoring", user guide).
    /// </summary>
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Where nothing takes AWS's time: twelve periods go into each minute that is kept.</summary>
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RetiredEvery = TimeSpan.FromHours(1);

    private Reconciler? reconciler;
    private DateTimeOffset? began;
    private DateTimeOffset? retired;

    public IReadOnlyList<IMeasured> Measured { get; set; } = [];

    /// <summary>How long it collects over.</summary>
    public TimeSpan Every => timing.Interval("cloudwatch", Minute, Fast);

    public void Start()
    {
        reconciler = new(node, Look);
        reconciler.Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (reconciler is not null)
        {
            await reconciler.DisposeAsync();
        }
    }

    /// <summary>One look; gives when the period is over.</summary>
    internal async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var end = new DateTimeOffset(node.Now.UtcTicks / Every.Ticks * Every.Ticks, TimeSpan.Zero);
        if (began is { } from && from < end)
        {
            await Collect(new(from, end - from), ct);
        }

        began = end;
        if (retired is null || retired + RetiredEvery <= node.Now)
        {
            retired = node.Now;
            using var held = await metrics.Take(ct);
            held.State.Retire(node.Now.ToUnixTimeSeconds());
            await held.Keep();
        }

        return Measured.Count > 0 ? end + Every : node.Now + RetiredEvery;
    }

    private async ValueTask Collect(Period period, CancellationToken ct)
    {
        var all = new List<Measurement>();
        foreach (var service in Measured)
        {
            all.AddRange(await service.Measure(period, ct));
        }

        if (all.Count == 0)
        {
            return;
        }

        using var held = await metrics.Take(ct);
        foreach (var one in all)
        {
            var what = new Bucket();
            foreach (var (value, count) in one.Values)
            {
                what.Add(Bucket.Of(value, count));
            }

            // Where there is no room for more, what is known is measured on.
            var known = held.State.Find(one.Account, one.Namespace, one.Metric, one.Dimensions)?.In(one.Unit);
            if (!what.IsEmpty && (known is not null || held.State.HasRoom(1)))
            {
                var series = known
                    ?? held.State.Take(one.Account, one.Namespace, one.Metric, one.Dimensions, one.Unit);
                held.State.Put(new(series, one.At.ToUnixTimeSeconds(), IsFine: false, what));
            }
        }

        await held.Keep();
    }
}
