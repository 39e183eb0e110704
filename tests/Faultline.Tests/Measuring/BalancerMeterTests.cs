using System.Collections.Immutable;
using System.Net;
using Faultline.Engines.Balancer;
using Faultline.Services;
using Faultline.Services.ClassicElb.Measuring;
using Faultline.Services.ClassicElb.Wanted;
using Faultline.Services.Elb.Measuring;
using Faultline.Tests.ClassicElb;
using Faultline.Tests.Elb;

namespace Faultline.Tests.Measuring;

/// <summary>What nodes of balancers count, under the names and dimensions that AWS has for it.</summary>
public sealed class BalancerMeterTests
{
    private static readonly Period period = new(new(2026, 1, 2, 3, 4, 0, TimeSpan.Zero), TimeSpan.FromMinutes(1));

    private readonly Counts[] counts = [new(), new()];
    private readonly Counts answers = new();
    private readonly Durations times = new();
    private string group = "";

    [Fact]
    public async Task An_application_balancer_is_measured_by_itself_by_zone_and_by_group()
    {
        var rig = new ElbRig();
        var (balancer, target) = (await rig.Balancer(), await rig.Group());
        group = target.TargetGroupArn!;
        var meter = new ElbMeter((_, zone) => $"name-of-{zone}");
        counts[0].Add(Count.Requests, 3);
        counts[1].Add(Count.Requests, 4);
        counts[1].Add(Count.Answers5xx, 2);
        counts[0].Add(Count.BytesIn, 10);
        counts[0].Add(Count.BytesOut, 20);
        answers.Add(Count.Answers5xx, 2);
        for (var millis = 1; millis <= 100; millis++)
        {
            times.Add(TimeSpan.FromMilliseconds(millis));
        }

        var all = await Look();
        var (own, its) = ($"LoadBalancer={balancer.LoadBalancerArn!.Split(":loadbalancer/")[1]}",
            $"TargetGroup={target.TargetGroupArn!.Split(':')[^1]}");
        Assert.Equal(7, Sum(all, "RequestCount", own));
        Assert.Equal(4, Sum(all, "RequestCount", $"AvailabilityZone=name-of-z1 {own}"));
        Assert.Equal(2, Sum(all, "HTTPCode_Target_5XX_Count", own));
        Assert.Equal(2, Sum(all, "HTTPCode_Target_5XX_Count", $"{its} {own}"));
        Assert.Equal(2, Sum(all, "HTTPCode_Target_5XX_Count", $"{its} AvailabilityZone=name-of-z0 {own}"));
        Assert.Null(Sum(all, "HTTPCode_Target_4XX_Count", own));
        Assert.Equal(30, Sum(all, "ProcessedBytes", own));
        Assert.Equal((1d, 1d), (Sum(all, "HealthyHostCount", $"{its} {own}"),
            Sum(all, "UnHealthyHostCount", $"{its} {own}")));
        Assert.Equal((0d, 2d), (Sum(all, "HealthyHostCount", $"{its} AvailabilityZone=name-of-z1 {own}"),
            Sum(all, "UnHealthyHostCount", $"{its} AvailabilityZone=name-of-z1 {own}")));
        Assert.Equal(2.5, Sum(all, "RequestCountPerTarget", its));
        Assert.Equal(2.5, Sum(all, "RequestCountPerTarget", $"{its} {own}"));
        Assert.Equal(5, Sum(all, "RequestCount", $"{its} {own}"));
        foreach (var dimensions in (string[])[own, $"{its} {own}", $"{its} AvailabilityZone=name-of-z0 {own}"])
        {
            var took = Find(all, "TargetResponseTime", dimensions)!;
            Assert.Equal(("Seconds", 100d), (took.Unit, took.Values.Sum(each => each.Count)));
            Assert.Equal(0.0505, took.Values.Sum(each => each.Value * each.Count) / 100, 0.0005);
            Assert.Equal(0.1, took.Values.Max(each => each.Value), 0.001);
        }

        // Nothing happened since, and a node that began anew counts from nothing.
        counts[0] = new();
        counts[0].Add(Count.Requests, 1);
        all = await Look();
        Assert.Equal(1, Sum(all, "RequestCount", own));
        Assert.Null(Find(all, "TargetResponseTime", own));

        async Task<List<Measurement>> Look()
        {
            using var held = await rig.Elb.Book.Take(ElbRig.Ct);
            return meter.Look(held.State, _ => Nodes(), period);
        }
    }

    [Fact]
    public async Task A_classic_balancer_is_measured_by_name_by_zone_and_by_both()
    {
        var rig = new ClassicRig();
        await rig.Create();
        await rig.Create(name: "other");
        group = "HTTP:8080";
        var meter = new ClassicMeter((_, zone) => $"name-of-{zone}");
        counts[0].Add(Count.Requests, 3);
        counts[0].Add(Count.Answers2xx, 3);
        counts[1].Add(Count.Own5xx);
        counts[1].Add(Count.TargetConnectionErrors, 2);
        times.Add(TimeSpan.FromMilliseconds(30));
        using var held = await rig.Elb.Book.Take(ClassicRig.Ct);
        var all = meter.Look(held.State, _ => Nodes(WantedBalancer.Checked), period);
        const string Own = "LoadBalancerName=web";
        Assert.All(all, each => Assert.Equal("AWS/ELB", each.Namespace));
        Assert.Equal(3, Sum(all, "RequestCount", Own));
        Assert.Equal(3, Sum(all, "HTTPCode_Backend_2XX", $"{Own} AvailabilityZone=name-of-z0"));
        Assert.Equal(1, Sum(all, "HTTPCode_ELB_5XX", Own));
        Assert.Equal(2, Sum(all, "BackendConnectionErrors", Own));
        Assert.Equal((1d, 1d), (Sum(all, "HealthyHostCount", Own), Sum(all, "UnHealthyHostCount", Own)));
        Assert.Equal(2, Sum(all, "UnHealthyHostCount", $"{Own} AvailabilityZone=name-of-z1"));
        Assert.Equal(0.03, Find(all, "Latency", Own)!.Values.Single().Value, 0.0003);
        Assert.Null(Find(all, "SpilloverCount", Own));

        Assert.Contains(all, each => each.Dimensions is [{ Key: "AvailabilityZone", Value: "name-of-z0" }]
            && each.Metric == "HealthyHostCount" && each.Values.Count == 2);
    }

    [Fact]
    public async Task Connections_that_a_classic_balancer_carries_as_they_are_are_its_requests()
    {
        var rig = new ClassicRig();
        await rig.Create();
        group = "TCP:8080";
        times.Add(TimeSpan.FromMilliseconds(1));
        times.Add(TimeSpan.FromMilliseconds(2));
        using var held = await rig.Elb.Book.Take(ClassicRig.Ct);
        var all = new ClassicMeter((_, zone) => zone).Look(held.State, _ => Nodes(WantedBalancer.Checked), period);
        Assert.Equal(2, Sum(all, "RequestCount", "LoadBalancerName=web"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(999)]
    [InlineData(1_000_000)]
    [InlineData(3_600_000_000)]
    public void A_time_is_kept_to_within_a_hundredth(long micros)
    {
        times.Add(TimeSpan.FromMicroseconds(micros));
        var (took, count) = Assert.Single(times.All);
        Assert.Equal(1, count);
        Assert.InRange(took.TotalMicroseconds, micros * 0.99, (micros * 1.01) + 0.5);
    }

    [Fact]
    public void A_time_that_is_too_long_to_count_counts_as_the_longest()
    {
        times.Add(TimeSpan.FromDays(3));
        times.Add(TimeSpan.FromTicks(-1));
        Assert.Equal(2, times.All.Count());
        Assert.InRange(times.All.Last().Took, TimeSpan.FromMinutes(70), TimeSpan.FromMinutes(72));
    }

    /// <summary>Two nodes with two targets: one finds the first healthy, the other none.</summary>
    private List<NodeView> Nodes(string? checkedGroup = null)
    {
        var whose = checkedGroup ?? group;
        return
        [
            Node(0, TargetHealth.Healthy) with { Groups = [new(group, answers, times)] },
            Node(1, TargetHealth.Unhealthy),
        ];

        NodeView Node(int number, TargetHealth first) => new(
            $"z{number}",
            IPAddress.Parse($"127.0.0.{number + 1}"),
            ImmutableDictionary<int, int>.Empty,
            IsUp: true,
            IsInName: true,
            [
                new(whose, "i-1", first, TargetReason.None) { Given = 2 },
                new(whose, "i-2", TargetHealth.Unhealthy, TargetReason.Failed) { Given = number },
            ])
        {
            Counts = counts[number],
        };
    }

    private static double? Sum(List<Measurement> all, string metric, string dimensions) =>
        Find(all, metric, dimensions)?.Values.Sum(each => each.Value * each.Count);

    private static Measurement? Find(List<Measurement> all, string metric, string dimensions) =>
        all.SingleOrDefault(each => each.Metric == metric
            && string.Join(' ', each.Dimensions.Select(pair => $"{pair.Key}={pair.Value}")) == dimensions);
}
