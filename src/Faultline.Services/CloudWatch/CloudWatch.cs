using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.CloudWatch.Alarms;
using Faultline.Services.CloudWatch.Keeping;
using Faultline.Services.CloudWatch.Metrics;
using Faultline.Services.CloudWatch.Mutes;
using Faultline.Store;

namespace Faultline.Services.CloudWatch;

/// <summary>
/// Amazon CloudWatch in one region: metrics, alarms on them and what mutes those, dashboards. Its README says what it
/// promises, what it leaves out, and how it fails.
/// </summary>
internal sealed partial class CloudWatch : CloudWatchApi, IAsyncDisposable
{
    private readonly string region;
    private readonly AlarmBook book;
    private readonly MetricBook metrics;
    private readonly Telling telling;
    private readonly Lookout lookout;
    private readonly Collector collector;

    public CloudWatch(string region, Node node, RegionStore store, Surroundings around, Ec2Api ec2)
    {
        this.region = region;
        book = new(store);
        metrics = new(store);
        telling = new(region, around.Timeline);
        var muted = new MutedAlarms(region);
        var acting = new Acting(node, book, muted, new(region, node, ec2, Acts), Acts);
        lookout = new(region, node, book, metrics, muted, acting, telling);
        collector = new(node, around.Timing, metrics);
    }

    /// <summary>
    /// Who does the actions of alarms, by the service in their ARNs: <c>autoscaling</c>, <c>sns</c>. Those of whom
    /// nobody is here fail. Instances are stopped, ended and rebooted through EC2's API; recovering has none, and is
    /// done by whoever is named <c>ec2</c>.
    /// </summary>
    public Dictionary<string, ActsOnAlarms> Acts { get; } = new(StringComparer.Ordinal);

    /// <summary>The services that are asked once a period for what they measured.</summary>
    public IReadOnlyList<IMeasured> Measured
    {
        get => collector.Measured;
        set => collector.Measured = value;
    }

    /// <summary>For tests that look at what is kept.</summary>
    internal AlarmBook Book => book;

    internal MetricBook Metrics => metrics;

    /// <summary>For tests that let it look when they say so.</summary>
    internal Lookout Lookout => lookout;

    internal Collector Collector => collector;

    public void Start()
    {
        collector.Start();
        lookout.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await lookout.DisposeAsync();
        await collector.DisposeAsync();
    }
}
