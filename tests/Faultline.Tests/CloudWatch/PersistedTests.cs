using System.Reflection;
using Faultline.Api.CloudWatch;
using Faultline.Services.CloudWatch.Keeping;
using MetricKinds = Faultline.Services.CloudWatch.Metrics.Kinds;

namespace Faultline.Tests.CloudWatch;

/// <summary>What is on people's disks keeps its meaning: whoever changes these numbers breaks their metrics.</summary>
public sealed class PersistedTests
{
    private readonly WatchRig rig = new() { Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };

    [Fact]
    public void Kinds_keep_their_numbers()
    {
        Assert.Equal("Alarm 1, History 2, Dashboard 3, MuteRule 4", Text(typeof(Kinds)));
        Assert.Equal("Series 1, Put 2, Minutes 3, Fives 4, Hours 5", Text(typeof(MetricKinds)));

        static string Text(Type kinds) => string.Join(", ", kinds.GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}"));
    }

    [Fact]
    public async Task Alarms_and_dashboards_are_there_again_as_they_were()
    {
        await rig.Alarm(with: alarm =>
        {
            alarm.AlarmActions = [WatchRig.Topic];
            alarm.Tags = [new() { Key = "team", Value = "a" }];
        });
        await rig.Alarm("quiet");
        await rig.Composite("top", "ALARM(high)", put =>
            (put.ActionsSuppressor, put.ActionsSuppressorWaitPeriod, put.ActionsSuppressorExtensionPeriod) =
                ("quiet", 60, 30));
        await rig.Set("high", "ALARM");
        await rig.Alarm("muted", alarm => alarm.AlarmActions = [WatchRig.Topic]);
        await rig.Watch.PutAlarmMuteRule(
            rig.Call("PutAlarmMuteRule"),
            new()
            {
                Name = "rule",
                Rule = new() { Schedule = new() { Expression = "cron(* * * * *)", Duration = "P1D" } },
                MuteTargets = new() { AlarmNames = ["muted"] },
                Tags = [new() { Key = "team", Value = "a" }],
            },
            WatchRig.Ct);
        await rig.Set("muted", "ALARM");
        await rig.After(0);
        await rig.Set("high", "OK");
        await rig.Set("high", "ALARM");
        await rig.Watch.PutDashboard(
            rig.Call("PutDashboard"), new() { DashboardName = "d", DashboardBody = "{\"widgets\":[]}" }, WatchRig.Ct);
        var before = await Rows();
        Assert.Contains(before, row => row.Contains("Pending", StringComparison.Ordinal));
        Assert.Contains(before, row => row.Contains("Muted", StringComparison.Ordinal));
        Assert.Contains(before, row => row.StartsWith("rule ", StringComparison.Ordinal));
        rig.Reopen();
        Assert.Equal(before, await Rows());
    }

    /// <summary>Whether it was written as it came, or by the hour, and however often.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Data_are_there_again_as_they_were(bool isFolded)
    {
        for (var i = 0; i < 3; i++)
        {
            await rig.Put(
                WatchRig.Datum("m", i, rig.Now.AddMinutes(-i)),
                new() { MetricName = "m", Values = [2.5, 3], Counts = [4, 1], Unit = "Count" },
                new() { MetricName = "n", Value = i, StorageResolution = 1, Timestamp = rig.Now.AddSeconds(-i) },
                new()
                {
                    MetricName = "n",
                    StatisticValues = new() { SampleCount = 2, Sum = 30, Minimum = 5, Maximum = 25 },
                    Dimensions = [new() { Name = "a", Value = "b" }],
                });
            if (isFolded)
            {
                using var held = await rig.Watch.Metrics.Take(WatchRig.Ct);
                held.State.Fold();
                await held.Keep();
            }

            var before = await Data();
            rig.Reopen();
            Assert.Equal(before, await Data());
        }
    }

    private async Task<List<string>> Data()
    {
        var all = new List<string>();
        using var held = await rig.Watch.Metrics.Take(WatchRig.Ct);
        foreach (var series in held.State.Of(rig.Call("ListMetrics").Account).SelectMany(metric => metric.Series))
        {
            foreach (var tier in new[] { series.Seconds, series.Minutes, series.Fives, series.Hours })
            {
                for (var i = 0; i < tier?.Length; i++)
                {
                    var bucket = tier[i];
                    all.Add($"{series.Number} {series.Metric.Name} {series.Unit} {tier.Width} {tier.At(i)} "
                        + $"{bucket.Count} {bucket.Sum} {bucket.Min} {bucket.Max} "
                        + string.Join('/', bucket.Spread?.Values.ToArray() ?? []));
                }
            }
        }

        await held.Keep();
        Assert.NotEmpty(all);
        return all;
    }

    private async Task<List<string>> Rows()
    {
        using var held = await rig.Watch.Book.Take(WatchRig.Ct);
        return
        [
            .. held.State.Alarms.All.Select(Text),
            .. held.State.History.All.Select(row => $"{row.Id} {Convert.ToHexString(Reshape.Bytes(row.Shown))}"),
            .. held.State.Dashboards.All.Select(row => $"{row}"),
            .. held.State.MuteRules.All.Select(row => $"{row.Name} {row.Id} {row.Account} {row.Updated} "
                + $"{row.Tags.Single().Key}={row.Tags.Single().Value} {Convert.ToHexString(Reshape.Bytes(row.Put))}"),
        ];
    }

    private static string Text(Alarm alarm) =>
        $"{alarm.Id} {alarm.Account} {alarm.Name} {alarm.Configured} {alarm.Standing} {alarm.Seen} {alarm.Hush} "
        + string.Join(' ', alarm.Tags.Select(tag => $"{tag.Key}={tag.Value}"))
        + string.Join(' ', alarm.Pending.Select(each => $"Pending {each}"))
        + (alarm.Muted is { } muted ? $"Muted {muted}" : "")
        + (alarm.Metric is { } metric ? Convert.ToHexString(Reshape.Bytes(metric)) : "")
        + (alarm.Composite is { } composite ? Convert.ToHexString(Reshape.Bytes(composite)) : "");
}
